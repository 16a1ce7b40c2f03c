import { sql } from 'kysely';
import type { Fence } from '../cluster.ts';
import { prepare, type Query } from './statement.ts';

/** Locks the room's row, so that a claim waits for the end of the transaction. Only in PostgreSQL. */
const lockOwner = prepare<Fence>(
  ({ room, epoch }) => sql`select 1 from room_owner where room = ${room} and epoch = ${epoch} for share`,
  ({ room, epoch }) => `epoch ${epoch} of ${room} is over`,
);

/** Refuses the commit of a room that was claimed anew. Rule: [CLUSTER-1]. */
export function fenceCheck(fence: Fence): Query {
  const lock = lockOwner(fence);
  return (dialect) => ({ ...lock(dialect), isFence: true });
}
