import { z } from 'zod';
import { AppError } from '../errors.ts';
import { WORLD_MAX } from '../domain/limits.ts';
import { worldSchema } from '../protocol/fields.ts';
import { parseOrRefuse } from '../protocol/faults.ts';
import { identityFields } from '../protocol/player-fields.ts';
import { lobbyNameSchema } from '../protocol/dungeon-party-requests.ts';

/** Identifies a room of which at most one exists. */
export type RoomKey =
  | { name: 'board' }
  | { name: 'drop_tracker'; world: number }
  | { name: 'lobby'; lobby: string }
  | { name: 'dungeon_session'; session_id: string };

// A client may say who it is to any room, also to those that do not ask.
const boardOptions = z.strictObject(identityFields);
const dropTrackerOptions = z.strictObject({ world: worldSchema, ...identityFields });
const lobbyOptions = z.strictObject({ lobby: lobbyNameSchema, ...identityFields });

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const SESSION_ID = new RegExp(`^(?:session-)?(${UUID})$`);

/**
 * Whether the text can be a room's id. Colyseus looks rooms up in a plain object and finds `constructor` and `__proto__` there, so
 * those must not reach it.
 */
export function isRoomId(text: string): boolean {
  return !(text in Object.prototype);
}

export function roomIdOf(key: RoomKey): string {
  switch (key.name) {
    case 'board':
      return 'board';
    case 'drop_tracker':
      return `drops-${key.world}`;
    case 'lobby':
      return `lobby-${key.lobby}`;
    case 'dungeon_session':
      return `session-${key.session_id}`;
    default:
      return key satisfies never;
  }
}

/** The key that a client means by `joinOrCreate(name, options)`. Refuses `validation_failed`, `not_found`, `room_not_joinable`. */
export function keyFromOptions(name: string, options: unknown): RoomKey {
  switch (name) {
    case 'board':
      parseOrRefuse(boardOptions, options ?? {}, ['options']);
      return { name };
    case 'drop_tracker':
      return { name, world: parseOrRefuse(dropTrackerOptions, options ?? {}, ['options']).world };
    case 'lobby':
      return { name, lobby: parseOrRefuse(lobbyOptions, options ?? {}, ['options']).lobby };
    case 'dungeon_session':
      throw new AppError('room_not_joinable', 'join a session by its id: joinById(session_id, { player_id })');
    default:
      throw new AppError(
        'not_found',
        `there is no room named "${name.slice(0, 40)}"; use one of: board, drop_tracker, lobby`,
      );
  }
}

/** The key that a client means by `joinById(roomId)`. A bare session id works too. Refuses `not_found`, `session_not_found`. */
export function keyFromRoomId(roomId: string): RoomKey {
  if (roomId === 'board') return { name: 'board' };
  const world = Number(/^drops-([1-9]\d{0,4})$/.exec(roomId)?.[1]);
  if (worldSchema.safeParse(world).success) return { name: 'drop_tracker', world };
  const lobby = lobbyNameSchema.safeParse(/^lobby-(.+)$/.exec(roomId)?.[1] ?? null);
  if (lobby.success) return { name: 'lobby', lobby: lobby.data };
  const session_id = SESSION_ID.exec(roomId)?.[1];
  if (session_id !== undefined) return { name: 'dungeon_session', session_id };
  if (roomId.startsWith('session-')) throw new AppError('session_not_found');
  throw new AppError(
    'not_found',
    `there is no room with the id "${roomId.slice(0, 40)}"; use one of: board, drops-<world> with a world of 1 to ${WORLD_MAX}, lobby-<name>, session-<session_id>`,
  );
}
