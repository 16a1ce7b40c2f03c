import { signal, type ReadonlySignal } from '@preact/signals';
import { serverNow } from './server.ts';

const SECOND_MS = 1_000;

let timer: ReturnType<typeof setTimeout> | undefined;

const ticking = signal(serverNow(), { watched: tick, unwatched: () => clearTimeout(timer) });

/**
 * The server's time, updated at the start of each of its seconds while anything shown depends on it. All counters on the page share this
 * one timer. It is set anew for each second, because an interval drifts and the counters would skip a number now and then.
 */
export const second: ReadonlySignal<number> = ticking;

// Browsers throttle the timers of a hidden page, so update the time as soon as the page is visible again.
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) ticking.value = serverNow();
});

function tick(): void {
  const now = serverNow();
  ticking.value = now;
  timer = setTimeout(tick, SECOND_MS - (now % SECOND_MS) + 1);
}
