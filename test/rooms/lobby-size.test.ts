import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { DungeonParty, Member } from '../../src/domain/dungeons/dungeon-party.ts';
import { publicDungeonParty } from '../../src/domain/dungeons/dungeon-party-views.ts';
import { restoreLobby } from '../../src/domain/dungeons/lobby.ts';
import { shownOf, ShownDungeonParties } from '../../src/domain/dungeons/ShownDungeonParties.ts';
import { LOBBY_PARTIES_MAX, PARTY_PLAYERS_MAX } from '../../src/domain/limits.ts';
import {
  LABEL_LENGTH_MAX,
  LOBBY_NAME_LENGTH_MAX,
  NAME_LENGTH_MAX,
  PLAYER_ID_LENGTH_MAX,
} from '../../src/protocol/limits.ts';
import { CopyingSerializer } from '../../src/rooms/CopyingSerializer.ts';
import { LobbyState } from '../../src/rooms/schema/lobby.ts';
import { showDungeonParties } from '../../src/rooms/schema/show-lobby.ts';

const BYTES_MAX = 512 * 1024;
const LOBBY = 'l'.repeat(LOBBY_NAME_LENGTH_MAX);
const T = Date.parse('2025-12-09T12:00:00Z');

type Shape = { members: number; text: string; idLength: number; session_id: string | null };

/** With the longest numbers, and a blocker for every member unless it is on a run. */
function party(n: number, { members, text, idLength, session_id }: Shape): DungeonParty {
  const [name, label] = [NAME_LENGTH_MAX, LABEL_LENGTH_MAX].map((length) => text.repeat(length / 2)) as [
    string,
    string,
  ];
  const id = (m: number) => `${n}-${m}`.padEnd(idLength, 'x');
  const away: Member['presence'] = { status: 'away', since: T };
  const member = { name, class: label, data: {}, ready: false, presence: away, joined_at: T };
  return {
    ...{ party_id: randomUUID(), lobby: LOBBY, name, difficulty: label, region: label, session_id },
    ...{ max_players: PARTY_PLAYERS_MAX, game_type: 'coop', privacy: 'public', password_hash: null, locked: false },
    ...{
      data: {},
      join_code: `${n}`,
      banned: new Set(),
      invites: new Map(),
      requests: new Map(),
      declined: new Map(),
      leader_id: members > 0 ? id(0) : null,
    },
    ...{ version: Number.MAX_SAFE_INTEGER, created_at: T, updated_at: T },
    members: Array.from({ length: members }, (_, m) => ({ player_id: id(m), ...member })),
  };
}

/** Two UTF-16 units of each: ASCII, what JSON escapes, two bytes a unit, three bytes, and four bytes for both; and none at all. */
const TEXTS = ['xx', '""', 'шш', '龍龍', '💰', ''];

function shapesOf(text: string): Shape[] {
  return [0, 1, PARTY_PLAYERS_MAX].flatMap((members) =>
    [8, PLAYER_ID_LENGTH_MAX].flatMap((idLength) =>
      [null, randomUUID()].map((session_id) => ({ members, text, idLength, session_id })),
    ),
  );
}

function sizesOf(parties: DungeonParty[]): { state: number; snapshot: number; more: number } {
  const lobby = restoreLobby(LOBBY, parties);
  const state = new LobbyState();
  state.name = LOBBY;
  showDungeonParties(state, lobby, new ShownDungeonParties(), lobby.parties.keys());
  const serializer = new CopyingSerializer();
  serializer.reset(state);
  const { parties: shown, more } = shownOf(parties.map(publicDungeonParty));
  const [topic, data] = [`lobby:${LOBBY}`, shown];
  const frame = JSON.stringify({ type: 'snapshot', topic, seq: Number.MAX_SAFE_INTEGER, data, more });
  return { state: serializer.getFullState().length, snapshot: Buffer.byteLength(frame), more };
}

describe('the size of a lobby', () => {
  for (const text of TEXTS) {
    it(`[PARTY-19] stays under 512 KiB with names of "${text}", whoever is in its parties`, () => {
      for (const shape of shapesOf(text)) {
        const count = shape.members > 1 ? 100 : LOBBY_PARTIES_MAX;
        const { state, snapshot, more } = sizesOf(Array.from({ length: count }, (_, n) => party(n, shape)));
        const what = `state ${state}, snapshot ${snapshot}, ${JSON.stringify(shape)}`;
        assert.ok(state < BYTES_MAX && snapshot < BYTES_MAX, what);
        // What a party may weigh is not so far above what it does weigh that much room is wasted.
        assert.ok(more === 0 || snapshot > BYTES_MAX * 0.6, what);
      }
    });
  }
});
