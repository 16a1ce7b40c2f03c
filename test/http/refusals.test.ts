import assert from 'node:assert/strict';
import { AppError, ERROR_KINDS, type ErrorKind } from '../../src/errors.ts';
import { LOBBY_PARTIES_MAX, PARTY_PLAYERS_DEFAULT } from '../../src/domain/limits.ts';
import { applyDungeonPartyEvent } from '../../src/domain/dungeons/dungeon-party-events.ts';
import { emptyLobby } from '../../src/domain/dungeons/lobby.ts';
import { appForSuite, FakeClock } from '../support/app.ts';
import { SCENARIOS } from '../support/refusal-scenarios.ts';
import { restDoor } from '../support/rest-door.ts';
import { aroundStore } from '../support/store-faults.ts';
import { assertProblem } from './reports.ts';

/** Kinds that have nothing to do with parties and sessions: those of HTTP, rooms, the group finder and the machine. */
const OTHER_KINDS: ErrorKind[] = [
  'ticket_not_found',
  'match_not_found',
  'match_too_small',
  'queue_full',
  'malformed_json',
  'body_too_large',
  'unsupported_media_type',
  'not_found',
  'method_not_allowed',
  'bad_request',
  'forbidden',
  'rate_limited',
  'share_used_up',
  'drop_parties_full',
  'idempotency_key_reused',
  'subscriptions_full',
  'room_not_joinable',
  'room_full',
  'reconnection_expired',
  'operator_json_invalid',
  'drop_not_found',
  'storage_unavailable',
  'overloaded',
  'room_moved',
  'owner_unreachable',
  'shutting_down',
  'internal',
];

describe('refusals of dungeon parties and sessions by REST', () => {
  const clock = new FakeClock();
  const app = appForSuite({ now: clock.now });

  it('the scenarios cover every kind', () => {
    const shown = new Set<string>([...SCENARIOS.map(({ kind }) => kind), ...OTHER_KINDS, 'lobby_full']);
    assert.deepEqual(
      Object.keys(ERROR_KINDS).filter((kind) => !shown.has(kind)),
      [],
    );
  });

  for (const { kind, title, arrange, act } of SCENARIOS) {
    it(`${kind}: ${title}`, async () => {
      const door = restDoor(app, clock);
      const stage = await arrange(door);
      await assert.rejects(act(door, stage), (error: unknown) => {
        assert.ok(error instanceof AppError, String(error));
        assert.equal(error.kind, kind, error.message);
        return true;
      });
    });
  }

  it('lobby_full: a 10,001st party', async () => {
    const restore = aroundStore('loadLobby', (proceed, name) =>
      name === 'crowded' ? Promise.resolve(crowded(name, clock.time)) : proceed(),
    );
    try {
      const create = () => app.post('/party?lobby=crowded');
      await assertProblem(await create(), 409, 'lobby_full');
      await assertProblem(await app.post('/party/quick-join?lobby=crowded&player_id=zoe'), 409, 'lobby_full');
    } finally {
      restore();
    }
  });
});

function crowded(name: string, at: number) {
  const lobby = emptyLobby(name);
  for (let i = 0; i < LOBBY_PARTIES_MAX; i++) {
    applyDungeonPartyEvent(lobby, {
      type: 'party_created',
      lobby: name,
      party_id: `party-${i}`,
      version: 1,
      at,
      join_code: `code-${i}`,
      settings: {
        name: 'Party',
        max_players: PARTY_PLAYERS_DEFAULT,
        game_type: 'coop',
        difficulty: 'normal',
        region: '',
        privacy: 'public',
        password_hash: 'x',
        locked: false,
        data: {},
      },
      member: null,
    });
  }
  return lobby;
}
