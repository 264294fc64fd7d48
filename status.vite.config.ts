// How the public page «Статус платежа» is built: out/status, compressed once here and served by СЭП as it is.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vite';

const root = import.meta.dirname;
const folder = join(root, 'out/status');

/** Beside each script and style sheet its compressed forms; fonts are compressed already, the page gets a nonce. */
const compressed: Plugin = {
  name: 'compressed',
  closeBundle() {
    for (const name of readdirSync(join(folder, 'assets')).filter((one) => /\.(?:js|css)$/.test(one))) {
      const path = join(folder, 'assets', name);
      const bytes = readFileSync(path);
      writeFileSync(`${path}.br`, brotliCompressSync(bytes));
      writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    }
  },
};

export default defineConfig({
  root: join(root, 'sep/status/web'),
  plugins: [react(), compressed],
  build: {
    outDir: folder,
    emptyOutDir: true,
    // Phones are kept for years: Chrome 87, Safari 15.
    target: 'es2020',
    modulePreload: { polyfill: false },
    // Inlined fonts and images would need `data:` in the page's font-src.
    assetsInlineLimit: 0,
  },
});
