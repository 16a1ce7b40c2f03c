import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { AppError } from '../../src/errors.ts';
import { DatabaseClock } from '../../src/main/database-clock.ts';
import { serverClock } from '../../src/main/server-clock.ts';
import { SharedState } from '../../src/store/postgres/SharedState.ts';
import { needsPostgres } from '../support/postgres.ts';
import { PostgresServer } from '../support/PostgresServer.ts';

const NOON = Date.parse('2025-12-09T12:00:00Z');
const SECOND = 1_000;

/** A database some way off, and a process that has run for a while. The answers take as long as the test says. */
class Distance {
  /** Milliseconds that have really passed. */
  passed = 0;
  databaseTime = NOON;
  /** Milliseconds of the ways there and back, of the next questions; then of all. */
  ways: [there: number, back: number][] = [];
  isAway = false;
  readonly warnings: string[] = [];
  readonly elapsed = () => 7 * SECOND + this.passed;

  run(ms: number): void {
    this.passed += ms;
    this.databaseTime += ms;
  }

  readonly ask = () => {
    if (this.isAway) return Promise.reject(new AppError('storage_unavailable'));
    const [there, back] = this.ways.shift() ?? [1, 1];
    this.run(there);
    const time = this.databaseTime;
    this.run(back);
    return Promise.resolve(time);
  };

  start = () => {
    const log = { warn: (_details: object, message: string) => void this.warnings.push(message) };
    return DatabaseClock.start({ databaseTime: this.ask, elapsed: this.elapsed, log });
  };
}

describe("the database's clock", () => {
  let far: Distance;
  let clock: DatabaseClock | undefined;
  beforeEach(() => {
    far = new Distance();
  });
  afterEach(() => clock?.close());

  it('[TIME-1] is known at the start, whatever the clock of this computer says, by the fastest of some answers', async () => {
    far.ways = [
      [900, 10],
      [2, 4],
      [10, 700],
    ];
    clock = await far.start();
    assert.ok(Math.abs(clock.now() - far.databaseTime) <= 1);
    far.run(SECOND);
    assert.ok(Math.abs(clock.now() - far.databaseTime) <= 1);
  });

  it('[TIME-1] is never wrong by more than half a round trip and 0.1 ms for each second since', async () => {
    const way = fc.integer({ min: 0, max: 500 });
    const step = fc.record({ ways: fc.array(fc.tuple(way, way), { minLength: 4, maxLength: 4 }), run: way });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
        const wild = new Distance();
        wild.ways = [...steps[0]!.ways];
        const measured = await wild.start();
        let boundMs = Infinity;
        for (const { ways, run } of steps) {
          wild.ways = [...ways];
          await measured.measure();
          const fastest = Math.min(...ways.map(([there, back]) => there + back)) / 2;
          wild.run(run);
          boundMs = Math.min(boundMs + (run + 4_000) / 10_000, fastest + run / 10_000);
          const off = Math.abs(measured.now() - wild.databaseTime);
          assert.ok(off <= boundMs + 0.01, `${off} ms off, ${boundMs} allowed`);
        }
        measured.close();
      }),
    );
  });

  it('[TIME-1] is followed at once when it is set, and kept while the database is away, which is logged once', async () => {
    clock = await far.start();
    far.databaseTime += 3_600 * SECOND;
    far.ways = Array.from({ length: 4 }, (): [number, number] => [300, 300]);
    await clock.measure();
    assert.ok(Math.abs(clock.now() - far.databaseTime) <= 1);
    far.isAway = true;
    far.run(60 * SECOND);
    for (let i = 0; i < 2; i += 1) await clock.measure();
    assert.ok(Math.abs(clock.now() - far.databaseTime) <= 1);
    assert.equal(far.warnings.length, 1);
  });

  it('[TIME-1] makes the server clocks of two computers that are 5 s apart one, and none of them goes back', async () => {
    const others = [new Distance(), new Distance()];
    const nows: (() => number)[] = [];
    for (const [i, each] of others.entries()) {
      each.ways = Array.from({ length: 4 }, (): [number, number] => (i ? [3, 9] : [9, 3]));
      const measured = await each.start();
      const { elapsed } = each;
      nows.push(serverClock({ warn: assert.fail }, { name: 'it', system: measured.now, elapsed, uptime: elapsed }));
      measured.close();
    }
    const [first, second] = others as [Distance, Distance];
    for (let i = 0; i < 100; i += 1) {
      const before = nows.map((now) => now());
      for (const each of others) each.run(SECOND);
      const [a, b] = nows.map((now) => now()) as [number, number];
      assert.ok(a >= before[0]! && b >= before[1]!);
      assert.ok(Math.abs(a - first.databaseTime - (b - second.databaseTime)) <= 12, `${a} and ${b}`);
    }
  });

  describe('of a real PostgreSQL', () => {
    needsPostgres();

    it('[TIME-1] is the time of its computer, refused while it is down', async () => {
      const server = await PostgresServer.start();
      const state = new SharedState(server.url('postgres'));
      try {
        const before = Date.now();
        const time = await state.time();
        assert.ok(time >= before - 1 && time <= Date.now() + 1, `${time}, not from ${before} on`);
        await server.stop();
        await assert.rejects(
          state.time(),
          (error) => error instanceof AppError && error.kind === 'storage_unavailable',
        );
      } finally {
        await state.close();
        await server.remove();
      }
    });
  });
});
