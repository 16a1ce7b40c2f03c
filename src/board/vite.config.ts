import { defineConfig } from 'vite';

/** `npm run board` builds the page into dist/board, which src/http/built-page.ts serves. */
export default defineConfig({
  root: import.meta.dirname,
  // Relative addresses, because a proxy may serve everything below a path.
  base: './',
  // Every asset is a file: the content security policy allows neither `data:` nor `unsafe-inline`.
  build: {
    outDir: '../../dist/board',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // All styles are in the first load. If a chunk had a stylesheet of its own and it failed to load, Vite's preload helper would not load
    // it again, and the next attempt would run the chunk without it.
    cssCodeSplit: false,
    target: 'es2022',
    modulePreload: { polyfill: false },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
