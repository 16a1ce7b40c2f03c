import { setImmediate, setTimeout } from 'node:timers/promises';

/** How long a condition may take on a machine that is busy with other test files. Shorter than the timeout of a test. */
const UNTIL_MS_MAX = 30_000;

/** How often `until` looks without a pause. A condition that takes longer depends on a timer or another process. */
const UNTIL_TURNS = 5;

/** Milliseconds between two looks after that, so that looking does not starve what is waited for. */
const UNTIL_PAUSE_MS = 5;

/** Milliseconds between two looks of `within`, for conditions of other processes, which looking must not slow down. */
const LOOK_MS = 20;

/** Resolves when `condition` is true. Rejects with `what` is wrong after `msMax`. */
export async function within(msMax: number, condition: () => unknown, what: () => string): Promise<void> {
  const deadline = performance.now() + msMax;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${msMax} ms: ${what()}`);
    await setTimeout(LOOK_MS);
  }
}

/** Resolves when `condition` is true. */
export async function until(condition: () => unknown, what = 'the condition'): Promise<void> {
  const deadline = performance.now() + UNTIL_MS_MAX;
  for (let looks = 1; !(await condition()); looks += 1) {
    if (performance.now() > deadline) throw new Error(`${what} did not become true within ${UNTIL_MS_MAX} ms`);
    await (looks <= UNTIL_TURNS ? setImmediate() : setTimeout(UNTIL_PAUSE_MS));
  }
}
