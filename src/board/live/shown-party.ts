import type { DropPartyState } from '../../rooms/schema/drops.ts';

/** A running drop party as the board room shows it. Times are epoch milliseconds by the server's clock. */
export type ShownParty = Readonly<ReturnType<DropPartyState['toJSON']>>;
