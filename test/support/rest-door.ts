import assert from 'node:assert/strict';
import { AppError, type ErrorKind } from '../../src/errors.ts';
import { HTTP_STATUS } from '../../src/protocol/error-table.ts';
import { type FakeClock, readJson, type Reached, until } from './app.ts';
import type { Command, Door, DoorAnswer } from './party-scenarios.ts';

/** Method and path of a command. All others use `POST /party/{party_id}/<name>` or `POST /session/{session_id}/<name>`. */
const OWN_ADDRESS: Partial<Record<Command, [method: string, path: string]>> = {
  'party.create': ['POST', '/party'],
  'party.join_by_code': ['POST', '/party/join-by-code'],
  'party.quick_join': ['POST', '/party/quick-join'],
  'party.start': ['POST', '/session'],
  'party.update': ['PATCH', '/party/{party_id}'],
  'party.dissolve': ['DELETE', '/party/{party_id}'],
  'party.accept_invite': ['POST', '/party/{party_id}/accept'],
  'party.decline_invite': ['POST', '/party/{party_id}/decline'],
  'party.withdraw_request': ['DELETE', '/party/{party_id}/request'],
  'party.accept_request': ['POST', '/party/{party_id}/request/accept'],
  'party.decline_request': ['POST', '/party/{party_id}/request/decline'],
  'session.player_data': ['POST', '/session/{session_id}/player-data'],
};

/** REST calls with bare player ids. */
export function restDoor(app: Reached, clock: FakeClock): Door {
  const request: Door['request'] = async (player, command, input) => {
    const [kind, name] = command.split('.');
    const [method, template] = OWN_ADDRESS[command] ?? ['POST', `/${kind}/{${kind}_id}/${name}`];
    const ids = input as Record<string, string>;
    const path = template.replace(/\{(\w+)\}/, (_, name: string) => ids[name]!);
    const body = { ...input, ...(player !== null && { player_id: player }) };
    return answered(await app.send(method, path, body));
  };
  return {
    request,
    create: (player, settings = {}) => request(player, 'party.create', settings),
    async loseConnection(player) {
      const room = await app.sdk.joinOrCreate('lobby', { player_id: player });
      await room.leave();
      await until(async () => (await partyOf(app, player))?.connected === false, `${player} is away`);
    },
    vanish: () => Promise.resolve(),
    advance: (ms) => clock.advance(ms),
  };
}

async function answered(response: Response): Promise<DoorAnswer> {
  const body = await readJson<DoorAnswer & { kind?: ErrorKind; error?: string }>(response);
  if (body.kind === undefined) {
    assert.equal(response.status, 200);
    return body;
  }
  assert.equal(response.status, HTTP_STATUS[body.kind]);
  assert.match(response.headers.get('content-type')!, /^application\/problem\+json/);
  throw new AppError(body.kind, body.error);
}

type Listed = { parties: { members: { player_id: string; connected: boolean }[] }[] };

async function partyOf(app: Reached, player: string) {
  const { parties } = await readJson<Listed>(await app.get(`/party?player_id=${player}`));
  return parties.flatMap(({ members }) => members).find(({ player_id }) => player_id === player);
}
