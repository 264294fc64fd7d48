/** The peer of a start: an application that does nothing but open an empty window like ours. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The same window options as main/shell/window.ts, no more; it says `usable` in its first frame, as ours does. */
const main = `import { join } from 'node:path';
import { app, BrowserWindow, ipcMain, Menu, screen } from 'electron';

app.setPath('userData', process.env.KASSA_DATA);
void open();

async function open() {
  await app.whenReady();
  Menu.setApplicationMenu(null);
  const { width, height } = screen.getPrimaryDisplay().workAreaSize;
  const window = new BrowserWindow({
    width: Math.min(width, 1440),
    height: Math.min(height, 900),
    minWidth: 1000,
    minHeight: 700,
    show: false,
    title: 'Empty',
    backgroundColor: '#f4f5f7',
    webPreferences: {
      preload: join(import.meta.dirname, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  });
  window.maximize();
  window.once('ready-to-show', () => window.show());
  app.on('window-all-closed', () => app.quit());
  ipcMain.once('usable', (_event, at) => process.stdout.write(JSON.stringify({ usable: at }) + '\\n'));
  void window.loadFile(join(import.meta.dirname, 'index.html'));
}
`;

const preload = `const { ipcRenderer } = require('electron');
addEventListener('DOMContentLoaded', () =>
  requestAnimationFrame(() => ipcRenderer.send('usable', performance.timeOrigin + performance.now())),
);
`;

const page =
  '<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Empty</title></head><body></body></html>\n';

/** Writes the application into a folder, which can be given to Electron then. */
export function makeEmptyApplication(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const about = { name: 'empty-window', version: '1.0.0', type: 'module', main: 'main.js' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(about));
  writeFileSync(join(folder, 'main.js'), main);
  writeFileSync(join(folder, 'preload.cjs'), preload);
  writeFileSync(join(folder, 'index.html'), page);
  return folder;
}
