import '../../support/property-seed.ts';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { DungeonPartySettings } from '../../../src/domain/dungeons/dungeon-party.ts';
import { type PublicDungeonParty, publicDungeonParty } from '../../../src/domain/dungeons/dungeon-party-views.ts';
import { shownOf, ShownDungeonParties } from '../../../src/domain/dungeons/ShownDungeonParties.ts';
import { LOBBY_SHOWN_BYTES_MAX } from '../../../src/domain/limits.ts';
import { joining, newcomer, newParty, PlayedLobby, readying, starting, updating } from './PlayedLobby.ts';

/** Two parties with such a name are too heavy to be shown at once. */
const HEAVY = 'x'.repeat(LOBBY_SHOWN_BYTES_MAX * 0.6);
const HEAVIER = 'x'.repeat(LOBBY_SHOWN_BYTES_MAX * 0.61);

/** Of what can be shown. */
const HUNDREDTH = Math.floor(LOBBY_SHOWN_BYTES_MAX / 100);

/** A lobby whose first party `p` is heavy and led by ann. */
function played(settings: Partial<DungeonPartySettings> = {}): PlayedLobby {
  return new PlayedLobby({ name: HEAVY, ...settings });
}

function open(game: PlayedLobby, party_id: string, name = HEAVY): void {
  game.now += 1;
  game.do({ type: 'create', party: newParty(party_id, { name }), player: newcomer(`leader-${party_id}`) });
}

function shown({ lobby }: PlayedLobby): [ids: string[], more: number] {
  const { parties, more } = shownOf(Array.from(lobby.parties.values(), publicDungeonParty));
  return [parties.map(({ party_id }) => party_id), more];
}

describe('what a lobby shows at once', () => {
  it('[PARTY-19] is every public party as long as all fit, in their order', () => {
    const game = new PlayedLobby();
    for (const id of ['q', 'a']) open(game, id, 'light');
    game.do(updating('leader-q', { privacy: 'private' }, 'q'));
    assert.deepEqual(shown(game), [['p', 'a'], 0]);
  });

  it('[PARTY-19] is the older of two equals, and the other is counted', () => {
    const game = played();
    open(game, 'a');
    assert.deepEqual(shown(game), [['p'], 1]);
  });

  it('[PARTY-19] is the lighter of two, although it is the newer', () => {
    const game = played({ name: HEAVIER });
    open(game, 'q');
    assert.deepEqual(shown(game), [['q'], 1]);
  });

  it('[PARTY-19] is one that anybody can simply join, before those that are locked, full, on a run or ask for a password', () => {
    for (const settings of [{ locked: true }, { max_players: 1 }, { password_hash: 'secret#' }]) {
      const game = played(settings);
      open(game, 'q', HEAVIER);
      assert.deepEqual(shown(game), [['q'], 1], Object.keys(settings)[0]);
    }
    const game = played();
    open(game, 'q', HEAVIER);
    game.do(starting('ann'));
    assert.deepEqual(shown(game), [['q'], 1]);
  });

  it('[PARTY-19] is one where somebody is there, before one that nobody is in but that is open', () => {
    const game = played();
    open(game, 'q', HEAVIER);
    game.do(updating('leader-q', { locked: true }, 'q'));
    assert.deepEqual(shown(game), [['p'], 1]);
    game.notice({ type: 'disconnected', player_id: 'ann' });
    assert.deepEqual(shown(game), [['q'], 1]);
  });

  it('[PARTY-19] depends on who the members are, but not on who is ready', () => {
    const game = new PlayedLobby({}, 'bob');
    const weightOf = () => LOBBY_SHOWN_BYTES_MAX - roomBeside(publicDungeonParty(game.party));
    const before = weightOf();
    game.do(readying('bob'));
    assert.equal(weightOf(), before);
    game.do(joining('cat'));
    assert.ok(weightOf() > before);
  });

  it('[PARTY-19] is the same whether it is followed change by change or worked out at once, and as much as fits', () => {
    const sizes = fc.integer({ min: 1, max: 19 }).map((size) => 'x'.repeat(size * HUNDREDTH));
    const change = fc.record({
      party_id: fc.constantFrom(...Array.from({ length: 20 }, (_, n) => `p${n}`)),
      does: fc.constantFrom('put', 'put', 'put', 'remove'),
      name: sizes,
      locked: fc.boolean(),
      privacy: fc.constantFrom('public', 'public', 'private'),
      created_at: fc.nat(3),
    });
    const party = publicDungeonParty(new PlayedLobby().party);
    fc.assert(
      fc.property(fc.array(change, { maxLength: 80 }), (changes) => {
        const followed = new ShownDungeonParties();
        const stored = new Map<string, PublicDungeonParty>();
        const told = new Set<string>();
        for (const { party_id, does, ...settings } of changes) {
          if (does === 'remove') stored.delete(party_id);
          else stored.set(party_id, { ...party, party_id, ...settings });
          for (const id of followed.put(party_id, stored.get(party_id))) {
            if (followed.has(id)) told.add(id);
            else told.delete(id);
          }
          const { parties, more } = shownOf([...stored.values()]);
          assert.deepEqual([...told].toSorted(), parties.map((one) => one.party_id).toSorted());
          assert.equal(followed.more, more);
          const listed = [...stored.values()].filter(({ privacy }) => privacy === 'public');
          assert.equal(more, listed.length - parties.length);
          assert.ok(sumOf(parties) <= LOBBY_SHOWN_BYTES_MAX);
          // The next, with 19 hundredths or less, and what parties weigh besides their names, did not fit.
          assert.ok(more === 0 || sumOf(parties) > LOBBY_SHOWN_BYTES_MAX - 23 * HUNDREDTH);
        }
      }),
    );
  });
});

function sumOf(parties: PublicDungeonParty[]): number {
  return parties.reduce((sum, { name }) => sum + name.length, 0);
}

/** Characters that the name of another party may have if both are to be shown. */
function roomBeside(party: PublicDungeonParty): number {
  let [from, to] = [0, LOBBY_SHOWN_BYTES_MAX];
  while (from < to) {
    const middle = Math.ceil((from + to) / 2);
    const other = { ...party, party_id: 'other', members: [], leader_id: null, name: 'x'.repeat(middle) };
    if (shownOf([party, other]).more === 0) from = middle;
    else to = middle - 1;
  }
  return from;
}
