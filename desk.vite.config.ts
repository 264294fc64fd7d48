// How the central office desk's page is built: out/desk, served by СЭП.
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = import.meta.dirname;

export default defineConfig({
  root: join(root, 'sep/desk/web'),
  plugins: [react()],
  build: {
    outDir: join(root, 'out/desk'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // Inlined fonts and images would need `data:` in the page's font-src.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_200,
  },
});
