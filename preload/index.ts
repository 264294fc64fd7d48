// Placeholder of the one bridge between the window and main.
import { contextBridge } from 'electron';

contextBridge.exposeInMainWorld('kassa', {});
