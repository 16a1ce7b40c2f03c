import { signal, type ReadonlySignal } from '@preact/signals';
import { serverNow } from './server.ts';

const SECOND_MS = 1_000;

/** Milliseconds between two ticks from which time has leapt: more than a page in the background is held back by. */
const LEAP_MS = 5_000;

let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * The server's time, once in each of its seconds for as long as anything shown depends on it: the one timer of all that counts on.
 * It aims at each second anew, because an interval drifts, and then a count skips a number now and again.
 */
const ticking = signal(serverNow(), { watched: tick, unwatched: () => clearTimeout(timer) });
const leapt = signal(0);

export const second: ReadonlySignal<number> = ticking;

/** How often time has leapt, as when the machine slept or the server's clock became known: what runs by itself must start anew. */
export const leaps: ReadonlySignal<number> = leapt;

// Timers of a page in the background are held back, so what it shows is old when it is looked at.
document.addEventListener('visibilitychange', () => {
  if (timer !== undefined && !document.hidden) show(serverNow());
});

function tick(): void {
  const now = serverNow();
  show(now);
  timer = setTimeout(tick, SECOND_MS - (now % SECOND_MS) + 1);
}

function show(now: number): void {
  if (Math.abs(now - ticking.peek()) > LEAP_MS) leapt.value++;
  ticking.value = now;
}
