import { signal, type ReadonlySignal } from '@preact/signals';
import type { Room } from '@colyseus/sdk';
import { silence } from './heartbeat.ts';
import { rejoinDelayMs } from './rejoin-delay.ts';
import { meetServer } from './server.ts';

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
      await pause(rejoinDelayMs(attempt++), stopped.signal);
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

/** Ends early when the browser finds its network again or the page is looked at again. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = new AbortController();
    const end = () => {
      done.abort();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, ms);
    const once = { signal: done.signal };
    addEventListener('online', end, once);
    document.addEventListener('visibilitychange', end, once);
    signal.addEventListener('abort', end, once);
  });
}
