import { defineConfig } from 'vite';
import board from '../vite.config.ts';

/** `npm run board` builds the admin's page, too: apart from the board, so that whoever has no password gets nothing of it. */
export default defineConfig({
  ...board,
  root: import.meta.dirname,
  publicDir: false,
  build: { ...board.build, outDir: '../../../dist/admin' },
});
