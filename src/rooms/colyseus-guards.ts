import type { Client, Room } from '@colyseus/core';
import type { Log } from '../log.ts';
import { refusedFrame, sendRefusal } from './refused-frames.ts';

// Guards against faults of Colyseus 0.18. Without each of them, one client or one stall could end the process or hang a room.

/** Our close codes are 4100 to 4199. Keep their reasons under 100 bytes: a close frame holds 123. */
export const CLOSE_JOIN_TIMEOUT = 4100;
const CLOSE_BAD_FRAME = 4101;
export const CLOSE_OTHER_WINDOW = 4102;
export const CLOSE_LEFT_SESSION = 4103;

/** Whether the room closed the connection. */
export function isOurClose(code: number | undefined): boolean {
  return code !== undefined && code >= CLOSE_JOIN_TIMEOUT && code <= CLOSE_LEFT_SESSION;
}

/** Nothing to Colyseus, but it counts towards its limit of messages per second. */
const EMPTY_FRAME = Buffer.of(0);

/** Colyseus decodes frames in the socket's event handler, where an exception would end the process. */
export function guardFrames(room: Room, log: Log): void {
  const onMessage = room['_onMessage'].bind(room);
  room['_onMessage'] = (client: Client, frame: Buffer) => {
    try {
      const refused = refusedFrame(room, frame);
      onMessage(client, refused ? EMPTY_FRAME : frame);
      if (!refused) return;
      if (refused.isUnreadable)
        log.info({ sessionId: client.sessionId, ...refused.answer }, 'refused an unreadable message');
      sendRefusal(client, refused);
    } catch (error) {
      log.info({ err: error, sessionId: client.sessionId }, 'closed a client that sent an unreadable frame');
      client.leave(CLOSE_BAD_FRAME, 'unreadable frame');
    }
  };
}

/** Milliseconds. The resolution of the rooms' clocks, which patches do not drive here. */
const CLOCK_TICK_MS = 100;

/** Never fires. */
const NO_TIMER = setTimeout(() => undefined);
clearTimeout(NO_TIMER);

const clocks = new Set<Room['clock']>();
let ticks: NodeJS.Timeout | undefined;

/** One timer for the clocks of all rooms: with a timer each, thousands of quiet rooms would keep the process busy. */
function tickClocks(): void {
  for (const clock of clocks) {
    // Colyseus stops the clock of a room that ends.
    if (!clock.running) clocks.delete(clock);
    else if (clock.delayed.length > 0) clock.tick();
  }
  if (clocks.size > 0) return;
  clearInterval(ticks);
  ticks = undefined;
}

/** Timers use the given clock. Colyseus starts them from the last tick, which is long ago if the process has stalled. */
export function keepTime(room: Room, now: () => number): void {
  const { clock } = room;
  Object.assign(clock, { now });
  clock.start();
  const setTimeout = clock.setTimeout.bind(clock);
  clock.setTimeout = (handler, ms, ...args) => setTimeout(handler, ms + now() - clock.currentTime, ...args);
  clocks.add(clock);
  ticks ??= setInterval(tickClocks, CLOCK_TICK_MS);
  // Colyseus takes the shared timer for the room's own, and gives the room no other; it must not clear it when the room ends.
  room['_simulationInterval'] = NO_TIMER;
  room.patchRate = null;
}

/** Removes what `disconnect` would wait for: reserved seats until they are taken or expire, and the timer of autoDispose for ever. */
export function unblockDisconnect(room: Room): void {
  for (const sessionId of Object.keys(room['_reservedSeats'])) {
    clearTimeout(room['_reservedSeatTimeouts'][sessionId]);
    delete room['_reservedSeatTimeouts'][sessionId];
    delete room['_reservedSeats'][sessionId];
  }
  // When autoDispose turns false, Colyseus clears the timer but not the property, and so takes it for running.
  clearTimeout(room['_autoDisposeTimeout']);
  room['_autoDisposeTimeout'] = undefined as never;
}
