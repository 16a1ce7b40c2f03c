import assert from 'node:assert/strict';
import { madeDrop, PlayedWorld } from './PlayedWorld.ts';

const CROWD = Array.from({ length: 8 }, (_, i) => `witness ${i}`);

/** What becomes of six reports of one witness in one second, that long after all saw one such drop. */
function burstAfter(ms: number, witnesses: string[]): string[] {
  const played = new PlayedWorld();
  for (let at = 0; at < ms; at += 20_000) {
    for (const reporter of witnesses) played.report(at, { reporter, item_id: at === 0 ? 526 : 1_000 + at });
  }
  return Array.from({ length: 6 }, (_, i) =>
    madeDrop(played.report(ms + 100 * i, { reporter: witnesses[0]!, item_id: 526 })),
  );
}

describe('many reports at once of what matches nothing recent', () => {
  it('[DROP-21] are a reload from the third on', () => {
    assert.deepEqual(burstAfter(45_000, CROWD), ['made', 'made', 'ignored', 'ignored', 'ignored', 'ignored']);
  });

  it('[DROP-21] are drops while few are there who count what one says in vain', () => {
    assert.deepEqual(burstAfter(45_000, CROWD.slice(1)), Array(6).fill('made'));
  });

  it('[DROP-21] are drops until the party is old enough to tell its pace', () => {
    assert.deepEqual(burstAfter(32_000, CROWD), Array(6).fill('made'));
  });
});
