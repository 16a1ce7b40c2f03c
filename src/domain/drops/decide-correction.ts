import type { DropConfirmed, DropPartyEnded, DropRemoved, DropsRecounted } from './drop-events.ts';
import { type DropParty, isBigger } from './drop-party.ts';
import type { Drop } from './drop.ts';
import { isConfirmed, type Mutes } from './trust.ts';
import type { JudgedDrop } from './open-drops.ts';
import type { World } from './world.ts';

// What admins correct. Each act that finds nothing to change makes no event.

/** An admin's correction of a party of the world, or what a mute makes of its drops. */
export type DropCorrection =
  | { type: 'end'; party_id: number }
  | { type: 'remove' | 'confirm'; party_id: number; number: number }
  | { type: 'recount'; party_id: number; numbers: number[] };

/** The end of the party now, if it runs. Rule: [DROP-7]. */
export function decideEndNow({ party, world }: World, party_id: number, at: number): DropPartyEnded[] {
  return party?.id === party_id ? [{ type: 'drop_party_ended', world, party_id, at }] : [];
}

/** An admin's word for a drop of the world. Rule: [DROP-15]. */
export function decideApproval(world: number, judged: JudgedDrop, at: number): DropConfirmed[] {
  const { drop, evidence, removed } = judged;
  if (removed || evidence.approved) return [];
  const { drop_party_id: party_id, number, value, confirmed } = drop;
  const confirmed_gp = confirmed ? null : value;
  return [{ type: 'drop_confirmed', world, party_id, number, at, vouchers: null, confirmed_gp }];
}

/** Takes out a drop. `stored` are the biggest drops of a running party that are stored. Rule: [DROP-17]. */
export function decideRemoval(world: World, { drop, removed }: JudgedDrop, stored: Drop[], at: number): DropRemoved[] {
  if (removed) return [];
  const { drop_party_id: party_id, number, value, confirmed } = drop;
  const isBig = world.party?.id === party_id && world.party.biggest.some((big) => big.number === number);
  const enters = isBig ? nextBiggest(world, world.party!, stored) : null;
  return [{ type: 'drop_removed', world: world.world, party_id, number, at, value, confirmed, enters }];
}

/** The biggest drop that is not among the party's biggest; drops that are not stored yet are still open. */
function nextBiggest({ open }: World, { biggest }: DropParty, stored: Drop[]): Drop | null {
  const removed = new Set(open.filter((one) => one.removed).map(({ drop }) => drop.number));
  const others = [...stored, ...open.map(({ drop }) => drop)].filter(
    ({ number }) => !removed.has(number) && biggest.every((big) => big.number !== number),
  );
  return others.reduce<Drop | null>((found, drop) => (!found || isBigger(drop, found) ? drop : found), null);
}

/** Which of the drops, all of one party of the world, count as confirmed with these mutes and did not before, or the reverse. Rule: [DROP-18]. */
export function decideRecount(world: number, judged: JudgedDrop[], mutes: Mutes, at: number): DropsRecounted[] {
  const drops = judged.flatMap(({ drop, evidence, removed }) => {
    const confirmed = isConfirmed(drop.suspect, evidence, mutes);
    return removed || confirmed === drop.confirmed ? [] : [{ number: drop.number, value: drop.value, confirmed }];
  });
  const [first] = judged;
  if (!first || drops.length === 0) return [];
  return [{ type: 'drops_recounted', world, party_id: first.drop.drop_party_id, at, drops }];
}
