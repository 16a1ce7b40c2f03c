import { defineConfig } from 'vite';
import board from '../vite.config.ts';

/** `npm run board` builds the embeddable card, too: apart from the board, because it is small and may be framed. */
export default defineConfig({
  ...board,
  root: import.meta.dirname,
  publicDir: false,
  build: { ...board.build, outDir: '../../../dist/embed' },
});
