import type { Client, Room } from '@colyseus/core';
import type { Log } from '../log.ts';

// What Colyseus 0.18 leaves open: each of these would let one client, or one stall, end the process or hang a room.

/** Close codes of ours, 4100..4199, each with a reason of under 100 bytes: the frame holds 123. */
export const CLOSE_JOIN_TIMEOUT = 4100;
const CLOSE_BAD_FRAME = 4101;
export const CLOSE_OTHER_WINDOW = 4102;
export const CLOSE_LEFT_SESSION = 4103;

/** Whether the room sent the client away. */
export function isOurClose(code: number | undefined): boolean {
  return code !== undefined && code >= CLOSE_JOIN_TIMEOUT && code <= CLOSE_LEFT_SESSION;
}

/** Colyseus decodes frames in the socket's event, where what they make it throw would end the process. */
export function guardFrames(room: Room, log: Log): void {
  const onMessage = room['_onMessage'].bind(room);
  room['_onMessage'] = (client: Client, frame: Buffer) => {
    try {
      onMessage(client, frame);
    } catch (error) {
      log.info({ err: error, sessionId: client.sessionId }, 'closed a client that sent an unreadable frame');
      client.leave(CLOSE_BAD_FRAME, 'unreadable frame');
    }
  };
}

/** Timers by the given clock. Colyseus counts them from the last tick, which is long ago where the process stood still. */
export function keepTime(clock: Room['clock'], now: () => number): void {
  Object.assign(clock, { now });
  clock.start();
  const setTimeout = clock.setTimeout.bind(clock);
  clock.setTimeout = (handler, ms, ...args) => setTimeout(handler, ms + now() - clock.currentTime, ...args);
}

/** A room that ends would wait until its reserved seats are taken or expire. */
export function dropReservedSeats(room: Room): void {
  for (const sessionId of Object.keys(room['_reservedSeats'])) {
    clearTimeout(room['_reservedSeatTimeouts'][sessionId]);
    delete room['_reservedSeatTimeouts'][sessionId];
    delete room['_reservedSeats'][sessionId];
  }
}
