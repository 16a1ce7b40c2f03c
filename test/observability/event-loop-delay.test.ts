import assert from 'node:assert/strict';
import { EventLoopDelay, LOOP_DELAY_MS_MAX } from '../../src/observability/EventLoopDelay.ts';
import { until } from '../support/until.ts';

/** Keeps the event loop from everything else, as too much work in one turn does. */
export function blockEventLoop(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('the delay of the event loop', () => {
  it('is that of the last seconds: it rises while every turn takes long, and falls afterwards', async () => {
    const delay = new EventLoopDelay();
    try {
      await until(() => {
        blockEventLoop(LOOP_DELAY_MS_MAX * 2);
        return delay.meanMs > LOOP_DELAY_MS_MAX;
      }, 'the delay above the threshold');
      await until(() => delay.meanMs < LOOP_DELAY_MS_MAX / 2, 'the delay below half of it');
    } finally {
      delay.close();
    }
  });

  it('is not raised over the threshold by one long pause', async () => {
    const delay = new EventLoopDelay();
    try {
      await until(() => delay.samples > 50);
      const before = delay.samples;
      blockEventLoop(1_000);
      await until(() => delay.samples > before);
      assert(delay.meanMs < LOOP_DELAY_MS_MAX, String(delay.meanMs));
    } finally {
      delay.close();
    }
  });
});
