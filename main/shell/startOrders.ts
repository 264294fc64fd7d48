/** What the start script says to the program by stdin while it runs: lines of JSON. */
import type { Readable } from 'node:stream';
import type { EnrolForm } from '../../contract/sync.ts';

/** A line is never longer; what is gets lost. */
const longestLine = 10_000;

/** Calls with every `{"enrol": {"address", "code"}}`; any other line is passed over. */
export function hearEnrolOrders(input: Readable, enrol: (form: EnrolForm) => void): void {
  let text = '';
  input.on('data', (data: Buffer) => {
    const lines = (text + data.toString()).split('\n');
    text = (lines.pop() ?? '').slice(-longestLine);
    for (const line of lines) {
      const form = orderIn(line);
      if (form) enrol(form);
    }
  });
}

/** Read by hand: the start has no time for a schema, and whoever enrols reads both again. */
function orderIn(line: string): EnrolForm | null {
  try {
    const { enrol } = JSON.parse(line) as { readonly enrol?: Readonly<Record<string, unknown>> };
    const { address, code } = enrol ?? {};
    return typeof address === 'string' && typeof code === 'string' ? { address, code } : null;
  } catch {
    return null;
  }
}
