/** The window's whole view of the program: ask through the door, hear what is told, say when it is usable. */
import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge, PushName } from '../contract/ipc.ts';

const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke('kassa:call', name, input),
  listen: (name: PushName, listener) => {
    const hear = (_event: unknown, pushed: string, payload: unknown) => {
      if (pushed === name) listener(payload);
    };
    ipcRenderer.on('kassa:push', hear);
    return () => ipcRenderer.off('kassa:push', hear);
  },
  usable: () => ipcRenderer.send('kassa:usable', performance.timeOrigin + performance.now()),
};

contextBridge.exposeInMainWorld('kassa', bridge);
