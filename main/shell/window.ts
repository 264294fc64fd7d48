/** The one window: sandboxed, on its own origin, unable to go anywhere else or ask for anything. */
import { BrowserWindow, screen, session } from 'electron';
import { appOrigin } from './appScheme.ts';
import { fitTo } from './fit.ts';

const page = `${appOrigin}/`;

export type WindowPaths = { readonly preload: string };

/** Denies every permission, for this origin and any other. */
function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  session.defaultSession.setDevicePermissionHandler(() => false);
}

export function createWindow(paths: WindowPaths): BrowserWindow {
  denyPermissions();
  const { size, least, zoom } = fitTo(screen.getPrimaryDisplay().workAreaSize);
  const window = new BrowserWindow({
    ...size,
    minWidth: least.width,
    minHeight: least.height,
    show: false,
    title: 'Касса',
    backgroundColor: '#f4f5f7',
    webPreferences: {
      preload: paths.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      zoomFactor: zoom,
    },
  });
  // Another scale in the system's settings, another monitor: what was below the edge could not be reached.
  const refit = () => {
    const now = fitTo(screen.getDisplayMatching(window.getBounds()).workAreaSize);
    window.setMinimumSize(now.least.width, now.least.height);
    window.webContents.setZoomFactor(now.zoom);
  };
  screen.on('display-metrics-changed', refit);
  window.once('closed', () => screen.off('display-metrics-changed', refit));
  // Cashiers' screens are small and are theirs alone: the window takes all of it.
  window.maximize();
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // To itself only: a screen that could not be drawn is read anew.
  window.webContents.on('will-navigate', (event) => {
    if (event.url !== page) event.preventDefault();
  });
  window.webContents.on('will-redirect', (event) => event.preventDefault());
  window.webContents.on('will-attach-webview', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  void window.loadURL(page);
  return window;
}

/** Brings the window to the front: somebody started the program a second time. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
