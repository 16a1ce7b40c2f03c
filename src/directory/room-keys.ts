import { z } from 'zod';
import { AppError } from '../domain/errors.ts';
import { worldSchema } from '../protocol/drops.ts';
import { parseOrRefuse } from '../protocol/faults.ts';

/** Names one room that exists at most once, however many ask for it. */
export type RoomKey = { name: 'board' } | { name: 'drop_tracker'; world: number };

export type RoomName = RoomKey['name'];

const dropTrackerOptions = z.object({ world: worldSchema });

export function roomIdOf(key: RoomKey): string {
  return key.name === 'board' ? 'board' : `drops-${key.world}`;
}

/** The key that a client's `joinOrCreate(name, options)` means. Refuses `validation_failed` and `not_found`. */
export function keyFromOptions(name: string, options: unknown): RoomKey {
  switch (name) {
    case 'board':
      return { name };
    case 'drop_tracker':
      return { name, world: parseOrRefuse(dropTrackerOptions, options ?? {}, ['options']).world };
    default:
      throw new AppError('not_found', `there is no room named "${name.slice(0, 40)}"; there are: board, drop_tracker`);
  }
}

/** The key that a room id names, or null where it is no keyed room's id. */
export function keyFromRoomId(roomId: string): RoomKey | null {
  if (roomId === 'board') return { name: 'board' };
  const world = /^drops-([1-9]\d{0,4})$/.exec(roomId)?.[1];
  return world !== undefined && worldSchema.safeParse(Number(world)).success
    ? { name: 'drop_tracker', world: Number(world) }
    : null;
}
