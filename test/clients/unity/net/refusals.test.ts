import assert from 'node:assert/strict';
import { HTTP_STATUS } from '../../../../src/protocol/error-table.ts';
import type { ErrorKind } from '../../../../src/errors.ts';
import { FakeClock, startApp, type TestApp } from '../../../support/app.ts';
import { needMono } from '../../../support/mono.ts';
import type { Door, DoorAnswer } from '../../../support/refusal-scenarios.ts';
import { SCENARIOS } from '../../../support/refusal-scenarios.ts';
import { restDoor } from '../../../support/rest-door.ts';
import { NetDriver, Refused } from './NetDriver.ts';

describe('what parties and sessions refuse, by C#', () => {
  const clock = new FakeClock();
  let app: TestApp;
  let driver: NetDriver | null = null;
  before(async function () {
    needMono(this);
    app = await startApp({ now: clock.now });
    driver = await NetDriver.start();
  });
  after(async () => {
    driver?.stop();
    await app?.stop();
  });

  /** As bare names use it. */
  function csharpDoor(driver: NetDriver): Door {
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
    it(`${kind}: ${title}`, async () => {
      const door = csharpDoor(driver!);
      const stage = await arrange(door);
      await assert.rejects(act(door, stage), (error: unknown) => {
        assert.ok(error instanceof Refused, String(error));
        assert.equal(error.kind, kind, error.message);
        assert.equal(error.status, HTTP_STATUS[kind satisfies ErrorKind]);
        return true;
      });
    });
  }

  it('a wrong field is told by its path, with what it must be', async () => {
    const wrong = { max_players: 65, name: 'x'.repeat(65) };
    await assert.rejects(driver!.do({ url: app.url }, 'party.create', wrong), {
      kind: 'validation_failed',
      status: 422,
      message: 'name: must have at most 64 characters; max_players: must be a whole number from 1 to 64',
      faults: [
        { field: 'name', message: 'must have at most 64 characters' },
        { field: 'max_players', message: 'must be a whole number from 1 to 64' },
      ],
    });
  });

  it("a guest's token acts for its player alone, and another's name with it is nobody's", async () => {
    const guest = await driver!.do<{ player_id: string; token: string }>({ url: app.url }, 'guest');
    const as = { url: app.url, token: guest.token };
    const { party } = await driver!.do<{ party: { leader_id: string } }>(as, 'party.create');
    assert.equal(party.leader_id, guest.player_id);
    await assert.rejects(driver!.do({ url: app.url, token: 'nonsense' }, 'party.create'), {
      kind: 'unauthorized',
      status: 401,
    });
  });

  it('what is no JSON is not sent, and an id that is missing is told at once', async () => {
    const create = (data_text: string) => driver!.do({ url: app.url }, 'party.create', { data_text });
    await assert.rejects(
      create('{level: 5}'),
      /ArgumentException: data must be JSON text: this is not JSON: expected a name/,
    );
    await assert.rejects(driver!.do({ url: app.url }, 'party.get'), /ArgumentException: partyId is missing/);
    await assert.rejects(driver!.do({ url: 'localhost:2567' }, 'party.get'), /ArgumentException: the server's address/);
  });
});
