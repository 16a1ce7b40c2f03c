import type { Drop, Report } from './drop.ts';
import type { OpenDrop, Sight } from './open-drops.ts';
import type { Heard } from './presence.ts';
import type { Voucher } from './trust.ts';

/** Everything that can happen in a world. Stored in this form: a change here needs a change in the store's schema. Times are epoch milliseconds. */
export type DropEvent =
  DropPartyStarted | DropAdded | DropWitnessed | DropPartyEnded | DropConfirmed | DropsRecounted | DropRemoved;

export type DropPartyStarted = {
  type: 'drop_party_started';
  world: number;
  party_id: number;
  at: number;
  /** As the first drop names it. */
  world_type: string | null;
};

/** What a report says and shows of when things happened. `dies` is null if it does not show the drop's. */
type Told = Sight & Heard & Pick<OpenDrop, 'dies'>;

export type DropAdded = Omit<Report, 'price'> &
  Told &
  Pick<Drop, 'confirmed' | 'suspect'> & { type: 'drop_added'; party_id: number; number: number };

type OfDrop = { world: number; party_id: number; number: number; at: number };

/** By one more witness, or again by one who saw it before. */
export type DropWitnessed = OfDrop &
  Told & {
    type: 'drop_witnessed';
    reporter: string;
    /** All who vouch for the drop now, if this witness is one more. */
    vouchers: Voucher[] | null;
    /** The drop's GP, if this witness confirms it. */
    confirmed_gp: number | null;
  };

/** `at` is when the idle time had passed, which may be noticed later, or when an admin ended the party. */
export type DropPartyEnded = { type: 'drop_party_ended'; world: number; party_id: number; at: number };

/** By a bare duplicate, or by an admin. The party of this and the events below may have ended. Rule: [DROP-15]. */
export type DropConfirmed = OfDrop & {
  type: 'drop_confirmed';
  /** All who vouch for the drop now; null if an admin confirmed it. */
  vouchers: Voucher[] | null;
  /** The drop's GP, unless it was confirmed already. */
  confirmed_gp: number | null;
};

/** Whether drops count as confirmed, as mutes now have it. Rule: [DROP-18]. */
export type DropsRecounted = {
  type: 'drops_recounted';
  world: number;
  party_id: number;
  at: number;
  drops: Pick<Drop, 'number' | 'value' | 'confirmed'>[];
};

/** Rule: [DROP-17]. */
export type DropRemoved = OfDrop &
  Pick<Drop, 'value' | 'confirmed'> & {
    type: 'drop_removed';
    /** The drop that is among a running party's biggest in its stead. */
    enters: Drop | null;
  };
