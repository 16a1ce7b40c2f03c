import { matchMaker, ServerError } from '@colyseus/core';
import { z } from 'zod';
import type { Guests } from '../auth/Guests.ts';
import type { Directory } from '../directory/Directory.ts';
import type { Seat } from '../directory/LocalRooms.ts';
import { isRoomId, keyFromOptions, keyFromRoomId, type RoomKey } from '../directory/room-keys.ts';
import { AppError } from '../errors.ts';
import { BANNED_FROM_SERVER } from '../domain/dungeons/decide-dungeon-party.ts';
import { hasLeft, sessionPlayer } from '../domain/sessions/session.ts';
import type { SeatRequest } from '../http/HttpServices.ts';
import { parseOrRefuse } from '../protocol/faults.ts';
import { RECONNECTION_TOKEN_LENGTH_MAX } from '../protocol/limits.ts';
import { identityFields } from '../protocol/player-fields.ts';
import type { Joined } from '../rooms/Connections.ts';
import type { Store } from '../store/store.ts';
import { isUnderV17, seatUnderV17 } from '../wire-v17/endpoint.ts';

export type MatchmakingServices = {
  directory: Directory;
  guests: Guests;
  store: Store;
  isBanned: (playerId: string) => boolean;
};

const playerOptions = z.object(identityFields);

/** Whom a room's id names needs no more options. */
const byIdOptions = z.strictObject(identityFields);

const reconnectOptions = z.object({
  reconnectionToken: z.string().min(1).max(RECONNECTION_TOKEN_LENGTH_MAX),
});

/**
 * Reserves a seat in a room, always through the directory: `joinOrCreate("drop_tracker", { world: 444 })` and
 * `joinById("drops-444")` lead to the one room of that key, and clients cannot create rooms. Refuses `validation_failed`, `not_found`,
 * `room_not_joinable`, `room_full`, `reconnection_expired`, `shutting_down`, and what Guests and `admit` refuse.
 */
export async function matchmake(services: MatchmakingServices, request: SeatRequest): Promise<Seat> {
  const seat = await reserveSeat(services, request);
  return isUnderV17(request.url) ? seatUnderV17(seat) : seat;
}

async function reserveSeat(services: MatchmakingServices, request: SeatRequest): Promise<Seat> {
  const { method, target, options } = request;
  switch (method) {
    case 'joinOrCreate':
    case 'join':
      return joinRoom(services, keyFromOptions(target, options), request);
    case 'joinById':
      parseOrRefuse(byIdOptions, options ?? {}, ['options']);
      return joinRoom(services, keyFromRoomId(target), request);
    case 'reconnect':
      return reconnect(target, options);
    case 'create':
      throw new AppError('room_not_joinable', 'rooms are not created by clients: use joinOrCreate');
    default:
      throw new AppError(
        'not_found',
        `there is no method "${method.slice(0, 40)}"; use one of: joinOrCreate, join, joinById, reconnect`,
      );
  }
}

async function joinRoom(
  { directory, guests, store, isBanned }: MatchmakingServices,
  key: RoomKey,
  request: SeatRequest,
): Promise<Seat> {
  // Anybody may join the drop rooms. The key already holds all they need from the client's options.
  if (key.name === 'board' || key.name === 'drop_tracker') return directory.seatIn(key, {}, request.address);
  const joined = await joinedBy(guests, request);
  if (joined.player_id !== null && isBanned(joined.player_id)) throw new AppError('banned', BANNED_FROM_SERVER);
  if (key.name === 'dungeon_session') await admit(store, key.session_id, joined);
  return directory.seatIn(key, joined, request.address);
}

async function joinedBy(guests: Guests, { options, token: headerToken, address, url }: SeatRequest): Promise<Joined> {
  const { player_id, token = headerToken } = parseOrRefuse(playerOptions, options ?? {}, ['options']);
  const caller = await guests.callerOf({
    ...(token !== undefined && { token }),
    ...(player_id !== undefined && { player_id }),
  });
  const where = { isUnderV17: isUnderV17(url), ...(address !== undefined && { address }) };
  return { player_id: caller, ...where };
}

/** Checked before the room exists, so that nobody can create one with an invented id. The room checks again. */
async function admit(store: Store, session_id: string, { player_id }: Joined): Promise<void> {
  const session = await store.session(session_id);
  if (!session) throw new AppError('session_not_found');
  if (session.status === 'complete') throw new AppError('session_complete');
  const player = player_id === null ? undefined : sessionPlayer(session, player_id);
  if (!player) throw new AppError('not_in_session');
  if (hasLeft(player)) throw new AppError('session_left');
}

async function reconnect(roomId: string, options: unknown): Promise<Seat> {
  const { reconnectionToken } = parseOrRefuse(reconnectOptions, options ?? {});
  if (!isRoomId(roomId)) throw new AppError('reconnection_expired');
  try {
    return await matchMaker.reconnect(roomId, { reconnectionToken });
  } catch (error) {
    if (error instanceof ServerError) throw new AppError('reconnection_expired', undefined, { cause: error });
    throw error;
  }
}
