// Placeholder entry of the workstation: a window on app://kassa/, so that the pipeline has something to run.
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { app, BrowserWindow, protocol } from 'electron';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);

const profile = process.env['KASSA_DATA'];
if (profile !== undefined) app.setPath('userData', profile);

async function openWindow(): Promise<void> {
  const pages = join(app.getAppPath(), 'out/renderer');
  protocol.handle('app', async (request) => {
    const path = normalize(new URL(request.url).pathname);
    const file = path === '/' ? '/index.html' : path;
    const body = await readFile(join(pages, file)).catch(() => undefined);
    if (body === undefined) return new Response('not found', { status: 404 });
    return new Response(body, {
      headers: { 'content-type': types[extname(file)] ?? 'application/octet-stream' },
    });
  });
  const window = new BrowserWindow({
    width: 1024,
    height: 768,
    webPreferences: { preload: join(app.getAppPath(), 'out/preload/index.cjs'), sandbox: true },
  });
  await window.loadURL('app://kassa/');
}

// Not awaited at the top level: `ready` only fires once this module has been evaluated.
void app.whenReady().then(openWindow);
app.on('window-all-closed', () => app.quit());
