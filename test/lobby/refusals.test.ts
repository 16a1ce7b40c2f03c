import assert from 'node:assert/strict';
import { AppError } from '../../src/errors.ts';
import { appForSuite, FakeClock } from '../support/app.ts';
import { SCENARIOS } from '../support/refusal-scenarios.ts';
import { MessageDoor } from './message-door.ts';

describe('refusals by parties and sessions, through messages', () => {
  const clock = new FakeClock();
  const app = appForSuite({ now: clock.now });
  let door: MessageDoor;
  beforeEach(() => {
    door = new MessageDoor(app, clock);
  });
  afterEach(() => door.close());

  for (const scenario of SCENARIOS) {
    const { kind, title } = scenario;
    // A message always has a known sender.
    if (scenario.bare) continue;
    it(`${kind}: ${title}`, async () => {
      const stage = await scenario.arrange(door);
      await assert.rejects(scenario.act(door, stage), (error: unknown) => {
        assert.ok(error instanceof AppError, String(error));
        assert.equal(error.kind, kind, error.message);
        assert.notEqual(error.message, '');
        return true;
      });
    });
  }
});
