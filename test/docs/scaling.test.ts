import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

const TEXT = await readFile(new URL('../../docs/scaling.md', import.meta.url), 'utf8');

/** The clients of the plan's columns. */
const CONNECTED = [10_000, 100_000, 1_000_000];
const PATCHES_PER_SECOND_MAX = 62;
const WORLDS = 250;

/** What the last column of the plan says, for each row with an exact figure. */
const drops = (n: number) => n / 10 / 20;
const commands = (n: number) => (0.45 * n) / 30;
const toWorlds = (n: number) => (n / 2) * (drops(n) / WORLDS);
const toBoard = (n: number) => (n / 20) * Math.min(drops(n), PATCHES_PER_SECOND_MAX);
const toLobbies = (n: number) => (0.45 * n * 200) / 30;
const ROWS: Record<string, (n: number) => number> = {
  'drops reported': drops,
  'commands of players': commands,
  '**changes**': (n) => drops(n) + commands(n),
  'patches to watchers of worlds': toWorlds,
  'patches to watchers of the board': toBoard,
  'patches to players in lobbies': toLobbies,
  '**patches**': (n) => toWorlds(n) + toBoard(n) + toLobbies(n),
};

describe('docs/scaling.md', () => {
  it('has a plan whose figures follow from each other as it says', () => {
    for (const [name, figure] of Object.entries(ROWS)) {
      const cells = TEXT.split('\n')
        .find((line) => line.startsWith(`| ${name} `))!
        .split('|')
        .slice(2, 5);
      const shown = cells.map((cell) => Number(cell.replaceAll(/[*, ]/g, '')));
      assert.deepEqual(shown, CONNECTED.map(figure), name);
    }
  });
});
