import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { serverClock } from '../../src/main/server-clock.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NOON = Date.parse('2025-12-09T12:00:00Z');

/** A computer whose clock can be set, and which can sleep. */
class Computer {
  readonly warnings: string[] = [];
  #system = NOON;
  #elapsed = 5 * SECOND;
  #uptime = 3 * HOUR;
  readonly now = serverClock(
    { warn: (_details: object, message?: string) => void this.warnings.push(message!) },
    { name: 'the system clock', system: () => this.#system, elapsed: () => this.#elapsed, uptime: () => this.#uptime },
  );

  run(ms: number): void {
    this.#system += ms;
    this.#elapsed += ms;
    this.#uptime += ms;
  }

  sleep(ms: number): void {
    this.#system += ms;
    this.#uptime += ms;
  }

  setClock(ms: number): void {
    this.#system += ms;
  }

  /** Runs for that long, asking for the time every second as a server does. */
  serve(ms: number): void {
    for (let left = ms; left > 0; left -= SECOND) {
      this.run(Math.min(left, SECOND));
      this.now();
    }
  }

  get system(): number {
    return this.#system;
  }
}

describe("the server's clock", () => {
  let computer: Computer;
  beforeEach(() => {
    computer = new Computer();
  });

  it('shows the system time', () => {
    assert.equal(computer.now(), NOON);
    computer.serve(HOUR);
    assert.deepEqual([computer.now(), computer.warnings], [NOON + HOUR, []]);
  });

  for (const [name, set] of [
    ['back', -HOUR],
    ['forward', HOUR],
  ] as const) {
    it(`[TIME-1] five minutes stay five minutes, give or take 15 s, when the system clock is set ${name} by an hour`, () => {
      computer.setClock(set);
      assert.equal(computer.now(), NOON);
      computer.serve(5 * MINUTE);
      assert.equal(computer.now() - NOON, 5 * MINUTE + (Math.sign(set) * 5 * MINUTE) / 20);
    });

    it(`[TIME-1] it has the system time again 20 hours after that is set ${name} by an hour, and said once that it was set`, () => {
      computer.setClock(set);
      computer.serve(20 * HOUR - 2 * MINUTE);
      assert.notEqual(computer.now(), computer.system);
      computer.serve(4 * MINUTE);
      assert.equal(computer.now(), computer.system);
      assert.equal(computer.warnings.length, 1);
      assert.match(computer.warnings[0]!, name === 'back' ? /set back by 3600 s/ : /set ahead by 3600 s/);
    });
  }

  it('[TIME-1] an hour of sleep is an hour', () => {
    computer.serve(10 * SECOND);
    computer.sleep(HOUR);
    computer.serve(2 * SECOND);
    assert.deepEqual([computer.now(), computer.warnings], [computer.system, []]);
  });

  it('[TIME-1] it never goes back, whatever happens to the system clock, and loses no more than a twentieth', () => {
    const span = fc.integer({ min: 0, max: 10 * MINUTE });
    const step = fc.record({ set: fc.integer({ min: -HOUR, max: HOUR }), run: span });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const wild = new Computer();
        let before = wild.now();
        for (const { set, run } of steps) {
          wild.setClock(set);
          wild.run(run);
          const passed = wild.now() - before;
          assert.ok(Math.abs(passed - run) <= run / 20 + 1, `${passed} ms in ${run} ms`);
          before += passed;
        }
      }),
    );
  });
});
