/** Hangs the door into Electron's frame: one channel in, one channel out. */

import type { BrowserWindow } from 'electron';
import { ipcMain } from 'electron';
import type { PushName, PushPayload } from '../../contract/ipc.ts';
import type { createDoor } from '../door/door.ts';

export function hangDoor(window: BrowserWindow, door: ReturnType<typeof createDoor>): void {
  ipcMain.handle('kassa:call', (event, name: unknown, payload: unknown) => {
    const frame = event.senderFrame;
    const mainFrame = frame !== null && !window.isDestroyed() && frame === window.webContents.mainFrame;
    return door({ origin: frame?.origin ?? '', mainFrame }, name, payload);
  });
}

/** Tells the window something unasked; a window that is gone is not told. */
export function pushTo<N extends PushName>(window: BrowserWindow, name: N, payload: PushPayload<N>): void {
  if (!window.isDestroyed()) window.webContents.send('kassa:push', name, payload);
}
