import { z } from 'zod';
import { AppError } from '../domain/errors.ts';
import { WORLD_MAX } from '../domain/limits.ts';
import { worldSchema } from '../protocol/fields.ts';
import { parseOrRefuse } from '../protocol/faults.ts';

/** Names one room that exists at most once, however many ask for it. */
export type RoomKey = { name: 'board' } | { name: 'drop_tracker'; world: number };

export type RoomName = RoomKey['name'];

const dropTrackerOptions = z.object({ world: worldSchema }, { error: 'must be an object with a world' });

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

/** The key that a room id names, as a client's `joinById` has it. Refuses `not_found`. */
export function keyFromRoomId(roomId: string): RoomKey {
  if (roomId === 'board') return { name: 'board' };
  const world = Number(/^drops-([1-9]\d{0,4})$/.exec(roomId)?.[1]);
  if (worldSchema.safeParse(world).success) return { name: 'drop_tracker', world };
  throw new AppError(
    'not_found',
    `there is no room with the id "${roomId.slice(0, 40)}"; there are: board, drops-<world> with a world of 1 to ${WORLD_MAX}`,
  );
}
