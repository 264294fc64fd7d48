// Packed as default_app.asar of the fallback runtime: opens the folder it is given, as the official Electron does.
import { readFileSync, statSync } from 'node:fs';
import { Module } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app as publicApp } from 'electron';

/**
 * The official launcher uses these, too, but they are not in the published types.
 * @typedef {{ setVersion(version: string): void, setAppPath(path: string): void }} LauncherApp
 */
const app = /** @type {import('electron').App & LauncherApp} */ (publicApp);

/** What the official one understands before the folder's name: `-r module`, other switches are not ours. */
function readArguments() {
  /** @type {string[]} */
  const preloads = [];
  const rest = process.argv.slice(1);
  while (rest.length > 0) {
    const argument = rest.shift() ?? '';
    if (argument === '-r' || argument === '--require') preloads.push(rest.shift() ?? '');
    else if (!argument.startsWith('-')) return { preloads, target: resolve(argument) };
  }
  throw new Error('Usage: electron [switches] <folder> [arguments]');
}

/** @param {string} target */
function openPackage(target) {
  if (!statSync(target).isDirectory()) return { folder: dirname(target), main: target };
  const about = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'));
  if (about.version !== undefined) app.setVersion(about.version);
  app.setName(about.productName ?? about.name ?? 'electron');
  return { folder: target, main: resolve(target, about.main ?? 'index.js') };
}

// Without the catch an error while main loads opens a dialog, and whatever waits for us hangs.
try {
  const { preloads, target } = readArguments();
  Object.assign(process, { defaultApp: true });
  // @ts-expect-error what `node -r` and the official Electron use, yet Node doesn't document it
  Module._preloadModules(preloads);
  const { folder, main } = openPackage(target);
  app.setAppPath(folder);
  // Awaited at the top level: otherwise `ready` may fire before main has registered its scheme.
  await import(pathToFileURL(main).href);
} catch (error) {
  console.error(error);
  app.exit(1);
}
