import { matchMaker, ServerError } from '@colyseus/core';
import type { Directory } from '../directory/Directory.ts';
import { keyFromOptions, keyFromRoomId, type RoomKey } from '../directory/room-keys.ts';
import { AppError } from '../domain/errors.ts';

/** A place in a room, as SDKs take it. */
export type Seat = Awaited<ReturnType<typeof matchMaker.joinById>>;

/** Characters of a reconnection token: Colyseus's have 9. */
const RECONNECTION_TOKEN_LENGTH_MAX = 64;

/**
 * What SDKs ask for with `POST /matchmake/:method/:target`. All of it goes through the directory: `joinOrCreate("drop_tracker", { world })`
 * and `joinById("drops-444")` end in the one room of that key, and nobody makes rooms of his own.
 * Refuses `validation_failed`, `not_found`, `room_not_joinable`, `room_full`, `reconnection_expired`, `shutting_down`.
 */
export async function matchmake(directory: Directory, method: string, target: string, options: unknown): Promise<Seat> {
  if (matchMaker.state === matchMaker.MatchMakerState.SHUTTING_DOWN) throw new AppError('shutting_down');
  switch (method) {
    case 'joinOrCreate':
    case 'join':
      return joinKeyed(directory, keyFromOptions(target, options));
    case 'joinById':
      return joinKeyed(directory, keyFromRoomId(target));
    case 'reconnect':
      return reconnect(target, options);
    case 'create':
      throw new AppError('room_not_joinable', 'rooms are not created by clients: use joinOrCreate');
    default:
      throw new AppError(
        'not_found',
        `there is no method "${method.slice(0, 40)}"; there are: joinOrCreate, join, joinById, reconnect`,
      );
  }
}

async function joinKeyed(directory: Directory, key: RoomKey): Promise<Seat> {
  const roomId = await directory.getOrCreateRoom(key);
  try {
    // Without the client's options: what is needed of them is in the key.
    return await matchMaker.joinById(roomId, {});
  } catch (error) {
    // Colyseus locks a room that is full.
    if (error instanceof Error && /is (?:already full|locked)/.test(error.message)) {
      throw new AppError('room_full', `room ${roomId} is full: try again later`, { cause: error });
    }
    throw error;
  }
}

async function reconnect(roomId: string, options: unknown): Promise<Seat> {
  try {
    return await matchMaker.reconnect(roomId, { reconnectionToken: reconnectionTokenOf(options) });
  } catch (error) {
    if (error instanceof ServerError) throw new AppError('reconnection_expired', undefined, { cause: error });
    throw error;
  }
}

function reconnectionTokenOf(options: unknown): string {
  const token =
    typeof options === 'object' && options !== null && 'reconnectionToken' in options
      ? options.reconnectionToken
      : null;
  if (typeof token !== 'string' || token === '' || token.length > RECONNECTION_TOKEN_LENGTH_MAX) {
    const message = `must be a string of 1..${RECONNECTION_TOKEN_LENGTH_MAX} characters`;
    throw new AppError('validation_failed', `reconnectionToken: ${message}`, {
      faults: [{ field: 'reconnectionToken', message }],
    });
  }
  return token;
}
