import assert from 'node:assert/strict';
import { KeptList } from '../../../src/http/lists/KeptList.ts';
import { KeptPages } from '../../../src/http/lists/list-text.ts';

describe('the kept pages of a list', () => {
  const list = new KeptList<{ id: number }>(({ id }) => ({ value: id, id }));
  const EMPTY = { tag: 'none', length: 2, body: () => Buffer.from('{}') };

  /** Whether the page is still kept after so many others, asked for by keys of `keyLength` characters. */
  function isKeptAfter(others: number, keyLength: number): boolean {
    const pages = new KeptPages();
    let made = 0;
    const ask = (key: string) =>
      pages.get(key, list, () => {
        made += 1;
        return EMPTY;
      });
    ask('first');
    for (let i = 0; i < others; i++) ask(String(i).padStart(keyLength, '?'));
    ask('first');
    return made === others + 1;
  }

  it('are few enough even if they are empty and asked for in long words', () => {
    assert.equal(isKeptAfter(100, 1_000), true);
    assert.equal(isKeptAfter(9_000, 1_000), false, 'long keys');
    assert.equal(isKeptAfter(20_000, 8), false, 'many keys');
  });
});
