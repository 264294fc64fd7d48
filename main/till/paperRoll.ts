/** The virtual printer's last papers, for the side panel of the window. */
import type { PrintedDocument } from '../../contract/document.ts';
import type { Instant } from '../../contract/primitives.ts';
import type { PaperView } from '../../contract/till.ts';

const keptPapers = 30;

export type PaperRoll = {
  list(): readonly PaperView[];
  add(paper: { readonly document: PrintedDocument; readonly columns: number }): PaperView;
};

export function createPaperRoll(clock: () => number): PaperRoll {
  let papers: readonly PaperView[] = [];
  let last = 0;
  return {
    list: () => papers,
    add({ document, columns }) {
      last += 1;
      const paper: PaperView = { id: last, at: clock() as Instant, columns, document };
      papers = [...papers.slice(1 - keptPapers), paper];
      return paper;
    },
  };
}
