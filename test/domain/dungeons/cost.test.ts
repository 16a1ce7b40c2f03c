import assert from 'node:assert/strict';
import { applyDungeonPartyEvent } from '../../../src/domain/dungeons/dungeon-party-events.ts';
import type { DungeonPartyCommand } from '../../../src/domain/dungeons/commands.ts';
import { decideDungeonParty } from '../../../src/domain/dungeons/decide-dungeon-party.ts';
import { emptyLobby, type Lobby } from '../../../src/domain/dungeons/lobby.ts';
import { noticeDungeonParty } from '../../../src/domain/dungeons/notice-dungeon-party.ts';
import {
  about,
  accepting,
  asking,
  byCode,
  joining,
  leaving,
  letting,
  newcomer,
  newParty,
  readying,
  T0,
  updating,
} from './PlayedLobby.ts';

/** Each succeeds after the ones before it, and together they leave the lobby as it was. */
const ROUND: DungeonPartyCommand[] = [
  { type: 'create', party: newParty('p'), player: newcomer('ann') },
  joining('bob'),
  byCode('cat'),
  readying('bob'),
  updating('ann', { name: 'Others' }),
  about('promote', 'ann', 'bob'),
  about('kick', 'bob', 'cat'),
  about('invite', 'bob', 'cat'),
  accepting('cat'),
  leaving('cat', null),
  updating('bob', { privacy: 'private' }),
  asking('dan'),
  { type: 'withdraw_request', party_id: 'p', player_id: 'dan' },
  asking('dan'),
  about('decline_request', 'bob', 'dan'),
  asking('eve'),
  letting('bob', 'eve'),
  { type: 'dissolve', party_id: 'p', player_id: 'bob' },
];

/** Counts the entries that are iterated over instead of looked up by key. */
class CountingMap<K, V> extends Map<K, V> {
  walked = 0;

  override *values(): MapIterator<V> {
    for (const value of super.values()) {
      this.walked += 1;
      yield value;
    }
  }

  override *entries(): MapIterator<[K, V]> {
    for (const entry of super.entries()) {
      this.walked += 1;
      yield entry;
    }
  }

  override *keys(): MapIterator<K> {
    for (const key of super.keys()) {
      this.walked += 1;
      yield key;
    }
  }

  override [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  override forEach(visit: (value: V, key: K, map: Map<K, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}

function filled(parties: number): Lobby & { maps: CountingMap<string, unknown>[] } {
  const lobby = emptyLobby('main');
  const counted = {
    parties: new CountingMap(lobby.parties),
    partyOf: new CountingMap(lobby.partyOf),
    codes: new CountingMap(lobby.codes),
  };
  Object.assign(lobby, counted);
  for (let n = 0; n < parties; n++)
    play(lobby, { type: 'create', party: newParty(`other-${n}`), player: newcomer(`leader-${n}`) });
  return { ...lobby, maps: Object.values(counted) };
}

function play(lobby: Lobby, command: DungeonPartyCommand): string {
  const answer = decideDungeonParty(lobby, command, T0);
  if (answer.type === 'refused') return answer.kind;
  for (const event of answer.events) applyDungeonPartyEvent(lobby, event);
  return 'ok';
}

describe('the cost of a command', () => {
  it('[PARTY-18] only a quick join looks at other parties', () => {
    const { maps, ...lobby } = filled(100);
    for (const command of ROUND) assert.equal(play(lobby, command), 'ok', command.type);
    noticeDungeonParty(lobby, { type: 'disconnected', player_id: 'leader-1' }, T0);
    noticeDungeonParty(lobby, { type: 'expire', party_id: 'other-1' }, T0);
    assert.deepEqual(
      maps.map(({ walked }) => walked),
      [0, 0, 0],
    );
    play(lobby, { type: 'quick_join', party: newParty('q'), player: newcomer('zed'), filter: {} });
    assert.equal(maps[0]!.walked, 100);
  });

  it('[PARTY-18] a lobby takes 1,000 parties, and another once one is dissolved', () => {
    const { maps: _, ...lobby } = filled(1_000);
    assert.equal(play(lobby, ROUND[0]!), 'lobby_full');
    assert.equal(play(lobby, leaving('leader-7', null)), 'ok');
    assert.equal(play(lobby, ROUND[0]!), 'ok');
  });
});
