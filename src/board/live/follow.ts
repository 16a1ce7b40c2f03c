import { signal, type ReadonlySignal } from '@preact/signals';
import type { Room } from '@colyseus/sdk';
import { hearNotices } from './notice.ts';
import { pauseBeforeRetry } from './retry.ts';
import { checkServer } from './server.ts';

/** Milliseconds between checks that the server is still there. */
const CHECK_EVERY_MS = 15_000;

/** Milliseconds in which the server must answer a check. */
const ANSWER_WITHIN_MS = 10_000;

/** `connecting` before the first state, `live` while states arrive, `lost` after a disconnection until the next state. */
export type ConnectionStatus = 'connecting' | 'live' | 'lost';

/** `failures` counts the failed attempts to join since the last state. */
export type Connection = {
  status: ReadonlySignal<ConnectionStatus>;
  failures: ReadonlySignal<number>;
  stop: () => void;
};

/**
 * Stays in a room until it is stopped: after a disconnection, a dead connection or a server restart it joins again, and never gives up. Calls
 * `onState` once for each room joined, at its first state; whatever was shown before came from an earlier room. Replaces the SDK's own
 * reconnection, which gives up after a minute and keeps a seat that a watcher does not need.
 */
export function follow<State>(
  join: () => Promise<Room<unknown, State>>,
  onState: (room: Room<unknown, State>) => void,
): Connection {
  const status = signal<ConnectionStatus>('connecting');
  const failures = signal(0);
  const stopped = new AbortController();
  let current: Room<unknown, State> | undefined;
  let attempt = 0;

  async function stay(): Promise<void> {
    await checkServer();
    if (stopped.signal.aborted) return;
    const room = await join();
    if (stopped.signal.aborted) return void room.leave();
    current = room;
    hearNotices(room);
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
    // Late messages may still arrive on the silent connection.
    room.removeAllListeners();
    void room.leave(false);
  }

  async function keepJoined(): Promise<void> {
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
  void keepJoined();

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
 * Resolves when the server does not answer in time. A connection that was cut without notice (a laptop went to sleep, a network failed)
 * looks open to the browser for minutes. Stays pending once `signal` is aborted.
 */
function silence(room: Pick<Room, 'ping'>, signal: AbortSignal): Promise<'silent'> {
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout>;
    const check = () => {
      timer = setTimeout(resolve, ANSWER_WITHIN_MS, 'silent');
      room.ping(() => {
        clearTimeout(timer);
        if (!signal.aborted) timer = setTimeout(check, CHECK_EVERY_MS);
      });
    };
    timer = setTimeout(check, CHECK_EVERY_MS);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}
