/** What the till asks of the computer: file dialogues, clipboard, versions. */

import type { BrowserWindow } from 'electron';
import { app, dialog, shell } from 'electron';
import { mayOpen } from '../letters/draftFile.ts';
import type { Desktop } from '../till/context.ts';
import { copyTable } from './clipboard.ts';

/** `letters`: the folder whose letters may be handed to the system's mail program. */
export function createDesktop(window: BrowserWindow, letters: string): Desktop {
  return {
    async chooseFileToSave(name) {
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        title: 'Сохранить отчет',
        defaultPath: name,
        filters: [{ name: 'Таблица CSV', extensions: ['csv'] }],
      });
      return canceled || filePath === '' ? null : filePath;
    },
    async chooseFileToOpen() {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        title: 'Диапазоны номеров',
        properties: ['openFile'],
        filters: [{ name: 'Таблица CSV', extensions: ['csv', 'txt'] }],
      });
      return canceled ? null : (filePaths[0] ?? null);
    },
    async chooseScan() {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        title: 'Скан чека',
        properties: ['openFile'],
        filters: [{ name: 'Снимок или PDF', extensions: ['png', 'jpg', 'jpeg', 'pdf'] }],
      });
      return canceled ? null : (filePaths[0] ?? null);
    },
    // The answer is an error's text, empty when it opened.
    openFile: async (path) => mayOpen(letters, path) && (await shell.openPath(path)) === '',
    copy: copyTable,
    program: app.getVersion(),
    electron: process.versions['electron'] ?? '',
  };
}
