import { signal, type ReadonlySignal } from '@preact/signals';
import type { Room } from '@colyseus/sdk';
import { pauseBeforeRetry } from './retry.ts';
import { meetServer } from './server.ts';

/** Milliseconds between two questions whether the server is still there. */
const ASK_EVERY_MS = 15_000;

/** Milliseconds an answer may take. */
const ANSWER_WITHIN_MS = 10_000;

/** `connecting` before the first state, `live` while states come, `lost` from a drop until the next state. */
export type LinkStatus = 'connecting' | 'live' | 'lost';

/** `failures`: tries to join that failed in a row. */
export type Following = { status: ReadonlySignal<LinkStatus>; failures: ReadonlySignal<number>; stop(): void };

/**
 * Keeps a room joined for as long as the page wants it: after a drop, a silence or a server restart it joins anew, at once when the
 * browser is back online, else at growing intervals, and never gives up. `onState` gets each room once, when it has its first state:
 * what came before is of an earlier room. The SDK's own reconnection is off, because it ends after a minute and a watcher has no seat to keep.
 */
export function follow<State>(
  join: () => Promise<Room<unknown, State>>,
  onState: (room: Room<unknown, State>) => void,
): Following {
  const status = signal<LinkStatus>('connecting');
  const failures = signal(0);
  const stopped = new AbortController();
  let current: Room<unknown, State> | undefined;
  let attempt = 0;

  async function stay(): Promise<void> {
    await meetServer();
    if (stopped.signal.aborted) return;
    const room = await join();
    if (stopped.signal.aborted) return void room.leave();
    current = room;
    room.reconnection.enabled = false;
    const over = new AbortController();
    const left = new Promise<'left'>((resolve) => room.onLeave(() => resolve('left')));
    room.onStateChange.once(() => {
      attempt = 0;
      failures.value = 0;
      onState(room);
      status.value = 'live';
    });
    const end = await Promise.race([left, silence(room, over.signal)]);
    over.abort();
    current = undefined;
    if (end === 'left') return;
    // It may still speak, too late.
    room.removeAllListeners();
    void room.leave(false);
  }

  async function keep(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        await stay();
      } catch (error) {
        failures.value++;
        console.info('Muster: joining failed, trying again', error);
      }
      if (status.value === 'live') status.value = 'lost';
      await pauseBeforeRetry(attempt++, stopped.signal);
    }
  }
  void keep();

  return {
    status,
    failures,
    stop() {
      stopped.abort();
      void current?.leave();
    },
  };
}

/**
 * Resolves when the server has not answered in time: a line that was cut without a word (a laptop that slept, a lost network)
 * looks open to the browser for minutes. Stays pending once `signal` is aborted.
 */
function silence(room: Pick<Room, 'ping'>, signal: AbortSignal): Promise<'silent'> {
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
