import { REST_PRESENCE_UNTOLD_FACTOR } from './limits.ts';

/** What is known of the calls of a player who may have no connection. Kept in memory alone. */
export type Calls = {
  /** Epoch milliseconds of the last call or, before the first, of when the server began to listen for one. */
  readonly at: number;
  readonly isCall: boolean;
  /** Whether the player has ever sent a heartbeat. */
  readonly beats: boolean;
};

/** Milliseconds that the player may be silent before it is away. Rule: [PARTY-11]. */
export function presenceMs({ beats }: Calls, restPresenceMs: number): number {
  return beats ? restPresenceMs : restPresenceMs * REST_PRESENCE_UNTOLD_FACTOR;
}

/** Whether the player, who had been silent for long, has called since. */
export function isHeardSince({ at, isCall }: Calls, since: number): boolean {
  return isCall && at >= since;
}
