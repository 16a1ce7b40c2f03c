import type { Room } from '@colyseus/sdk';

/** Milliseconds between two questions whether the server is still there. */
const ASK_EVERY_MS = 15_000;

/** Milliseconds an answer may take. */
const ANSWER_WITHIN_MS = 10_000;

/**
 * Resolves when the server has not answered in time: a line that was cut without a word (a laptop that slept, a lost network)
 * looks open to the browser for minutes. Stays pending once `signal` is aborted.
 */
export function silence(room: Pick<Room, 'ping'>, signal: AbortSignal): Promise<'silent'> {
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout>;
    const ask = () => {
      timer = setTimeout(resolve, ANSWER_WITHIN_MS, 'silent');
      room.ping(() => {
        clearTimeout(timer);
        if (!signal.aborted) timer = setTimeout(ask, ASK_EVERY_MS);
      });
    };
    timer = setTimeout(ask, ASK_EVERY_MS);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}
