import { signal, type ReadonlySignal } from '@preact/signals';
import { serverNow } from './server.ts';

const SECOND_MS = 1_000;

let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * The server's time, once in each of its seconds for as long as anything shown depends on it: the one timer of all that counts on.
 * It aims at each second anew, because an interval drifts, and then a count skips a number now and again.
 */
const ticking = signal(serverNow(), { watched: tick, unwatched: () => clearTimeout(timer) });

export const second: ReadonlySignal<number> = ticking;

// Timers of a page in the background are held back, so what it shows is old when it is looked at.
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) ticking.value = serverNow();
});

function tick(): void {
  const now = serverNow();
  ticking.value = now;
  timer = setTimeout(tick, SECOND_MS - (now % SECOND_MS) + 1);
}
