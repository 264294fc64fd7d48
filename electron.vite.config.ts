// How sources become the three parts of the program: main (ESM), preload (one CJS file), window.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;
const inRoot = (path: string) => join(root, path);

/** Workers that main starts by file name, so each must stay a file of its own. */
const mainEntries: Record<string, string> = {
  index: 'main/index.ts',
  reportWorker: 'main/report/worker.ts',
};

const mainInput = Object.fromEntries(
  Object.entries(mainEntries)
    .map(([name, path]) => [name, inRoot(path)] as const)
    .filter(([, path]) => existsSync(path)),
);

// The targets are those of the oldest Electron we run in (33); electron-vite would take the
// version it finds in node_modules (45) and emit syntax that the older one can't parse.
export default defineConfig({
  main: {
    build: {
      outDir: inRoot('out/main'),
      target: 'node20.18',
      sourcemap: true,
      rollupOptions: {
        input: mainInput,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: inRoot('out/preload'),
      target: 'node20.18',
      // A sandboxed preload can require nothing but electron, so all of it goes into one file.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: inRoot('preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: inRoot('renderer'),
    plugins: [react()],
    build: {
      outDir: inRoot('out/renderer'),
      emptyOutDir: true,
      target: 'chrome130',
      minify: true,
      cssMinify: true,
      modulePreload: { polyfill: false },
      // Inlined fonts and images would need `data:` in the page's font-src.
      assetsInlineLimit: 0,
      // One script and one style sheet for the first screen: each further one is a request of its own before anything is drawn.
      rollupOptions: {
        input: inRoot('renderer/index.html'),
        output: { codeSplitting: { groups: [{ name: 'first', test: /renderer\/main\.tsx$/ }] } },
      },
    },
  },
});
