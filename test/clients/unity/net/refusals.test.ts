import assert from 'node:assert/strict';
import { HTTP_STATUS } from '../../../../src/protocol/error-table.ts';
import type { ErrorKind } from '../../../../src/errors.ts';
import { FakeClock, startApp, type TestApp } from '../../../support/app.ts';
import type { Door, DoorAnswer } from '../../../support/party-scenarios.ts';
import { SCENARIOS } from '../../../support/refusal-scenarios.ts';
import { restDoor } from '../../../support/rest-door.ts';
import { Refused, useNetDriver } from './NetDriver.ts';

describe('MusterRest, with refused calls', () => {
  const driver = useNetDriver();
  const clock = new FakeClock();
  let app: TestApp;
  before(async () => {
    app = await startApp({ now: clock.now });
  });
  after(() => app?.stop());

  /** REST through the C# client, with bare names. */
  function csharpDoor(): Door {
    const request: Door['request'] = async (player, command, input) => {
      const as = { url: app.url, ...(player !== null && { player }) };
      const { party, ...answer } = await driver.do<DoorAnswer & { party?: { join_code: string } }>(as, command, input);
      return { ...answer, ...(party?.join_code !== undefined && { join_code: party.join_code }) };
    };
    return {
      ...restDoor(app, clock),
      request,
      create: (player, settings = {}) => request(player, 'party.create', settings),
    };
  }

  for (const { kind, title, arrange, act } of SCENARIOS) {
    it(`throws ${kind}: ${title}`, async () => {
      const door = csharpDoor();
      const stage = await arrange(door);
      await assert.rejects(act(door, stage), (error: unknown) => {
        assert.ok(error instanceof Refused, String(error));
        assert.equal(error.kind, kind, error.message);
        assert.equal(error.status, HTTP_STATUS[kind satisfies ErrorKind]);
        return true;
      });
    });
  }

  it('names each invalid field by its path, with what it must be', async () => {
    const wrong = { max_players: 65, name: 'x'.repeat(65) };
    await assert.rejects(driver.do({ url: app.url }, 'party.create', wrong), {
      kind: 'validation_failed',
      status: 422,
      message: 'name: must have at most 64 characters; max_players: must be a whole number from 1 to 64',
      faults: [
        { field: 'name', message: 'must have at most 64 characters' },
        { field: 'max_players', message: 'must be a whole number from 1 to 64' },
      ],
    });
  });

  it('acts as the guest whose token it has, and is refused with an invalid token', async () => {
    const guest = await driver.do<{ player_id: string; token: string }>({ url: app.url }, 'guest');
    const as = { url: app.url, token: guest.token };
    const { party } = await driver.do<{ party: { leader_id: string } }>(as, 'party.create');
    assert.equal(party.leader_id, guest.player_id);
    await assert.rejects(driver.do({ url: app.url, token: 'nonsense' }, 'party.create'), {
      kind: 'unauthorized',
      status: 401,
    });
  });

  it('throws at once for data that is not JSON, a missing id and an invalid address', async () => {
    const create = (data_text: string) => driver.do({ url: app.url }, 'party.create', { data_text });
    await assert.rejects(
      create('{level: 5}'),
      /ArgumentException: data must be JSON text: this is not JSON: expected a name/,
    );
    await assert.rejects(driver.do({ url: app.url }, 'party.get'), /ArgumentException: partyId is missing/);
    await assert.rejects(driver.do({ url: 'localhost:2567' }, 'party.get'), /ArgumentException: the server's address/);
  });
});
