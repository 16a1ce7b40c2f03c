import { defineConfig } from 'vite';

/** The page: `npm run board` builds it into dist/board, which src/http/routes/board.ts serves. */
export default defineConfig({
  root: import.meta.dirname,
  // Every asset is a file of its own name: a policy without `data:` and `unsafe-inline` allows nothing else.
  build: {
    outDir: '../../dist/board',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // One stylesheet, in the first load. Vite would make a chunk wait for a stylesheet of its own, and after one that failed to load it runs
    // the chunk without it.
    cssCodeSplit: false,
    target: 'es2022',
    modulePreload: { polyfill: false },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
