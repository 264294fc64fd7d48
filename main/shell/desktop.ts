/** What the till asks of the computer: file dialogues, clipboard, versions. */

import type { BrowserWindow } from 'electron';
import { app, dialog } from 'electron';
import type { Desktop } from '../till/context.ts';
import { copyTable } from './clipboard.ts';

export function createDesktop(window: BrowserWindow): Desktop {
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
    copy: copyTable,
    program: app.getVersion(),
    electron: process.versions['electron'] ?? '',
  };
}
