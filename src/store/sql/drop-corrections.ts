import { type RawBuilder, sql } from 'kysely';
import type { DropConfirmed, DropRemoved, DropsRecounted } from '../../domain/drops/drop-events.ts';
import { BILLION } from './migrations.ts';
import { prepare, type Query } from './statement.ts';

/** What the confirmed totals of a party gain; both may be negative. GP. */
export type ConfirmedGain = { confirmedDrops: number; confirmedGp: number | bigint };

/** What an update of a party sets for the gain. No more than a billion is carried, so that nothing overflows. */
export function confirmedTotals({ confirmedDrops, confirmedGp }: ConfirmedGain): RawBuilder<unknown> {
  const sum = sql`(confirmed_rest + cast(${confirmedGp} as bigint))`;
  const rest = sql`(((${sum} % ${sql.lit(BILLION)}) + ${sql.lit(BILLION)}) % ${sql.lit(BILLION)})`;
  return sql`confirmed_drops = confirmed_drops + ${confirmedDrops},
    confirmed_billions = confirmed_billions + (${sum} - ${rest}) / ${sql.lit(BILLION)}, confirmed_rest = ${rest}`;
}

export function confirmWrites(event: DropConfirmed): Query[] {
  const { vouchers, confirmed_gp } = event;
  const written = confirm({
    ...event,
    voucherText: vouchers && JSON.stringify(vouchers),
    isApproved: vouchers === null,
  });
  if (confirmed_gp === null) return [written];
  return [written, countConfirmed({ ...event, confirmedDrops: 1, confirmedGp: confirmed_gp })];
}

export function recountWrites({ drops, ...event }: DropsRecounted): Query[] {
  return drops.flatMap((drop) => {
    const sign = drop.confirmed ? 1 : -1;
    const gain = { confirmedDrops: sign, confirmedGp: sign * drop.value };
    return [recount({ ...event, ...drop }), countConfirmed({ ...event, ...gain })];
  });
}

export function removeWrites(event: DropRemoved): Query[] {
  const { value, confirmed } = event;
  const gain = { confirmedDrops: confirmed ? -1 : 0, confirmedGp: confirmed ? -value : 0 };
  return [markRemoved(event), forgetValue(event), discountValue(event), discountDrop({ ...event, ...gain })];
}

const confirm = prepare<DropConfirmed & { voucherText: string | null; isApproved: boolean }>(
  ({ party_id, number, voucherText, isApproved }) => sql`
    update "drop" set confirmed = true, approved = approved or ${isApproved}, vouchers = coalesce(${voucherText}, vouchers)
    where drop_party_id = ${party_id} and number = ${number} and removed_at is null`,
  notThere,
);

const recount = prepare<Omit<DropsRecounted, 'drops'> & DropsRecounted['drops'][number]>(
  ({ party_id, number, confirmed }) => sql`
    update "drop" set confirmed = ${confirmed}
    where drop_party_id = ${party_id} and number = ${number} and confirmed <> ${confirmed} and removed_at is null`,
  notThere,
);

const countConfirmed = prepare<{ party_id: number; world: number } & ConfirmedGain>(
  ({ party_id, world, confirmedDrops, confirmedGp }) => sql`
    update drop_party set ${confirmedTotals({ confirmedDrops, confirmedGp })}
    where id = ${party_id} and world = ${world}`,
  ({ party_id, world }) => `there is no party ${party_id} in world ${world}`,
);

const markRemoved = prepare<DropRemoved>(
  ({ party_id, number, at }) => sql`
    update "drop" set removed_at = ${at}
    where drop_party_id = ${party_id} and number = ${number} and removed_at is null`,
  notThere,
);

/** These two find nothing in a party that ended a while ago. */
const forgetValue = prepare<DropRemoved>(
  ({ party_id, value }) => sql`
    delete from drop_party_value where drop_party_id = ${party_id} and value = ${value} and drops = 1`,
);
const discountValue = prepare<DropRemoved>(
  ({ party_id, value }) => sql`
    update drop_party_value set drops = drops - 1 where drop_party_id = ${party_id} and value = ${value} and drops > 1`,
);

/** GP. From the drops, because an ended party's counters by value may be gone. */
const medianOfDrops = sql`(
  select coalesce((min(case when upto >= (n + 1) / 2 then value end) + min(case when upto >= n / 2 + 1 then value end)) / 2, 0)
  from (select value, row_number() over (order by value) as upto, count(*) over () as n
    from "drop" where drop_party_id = drop_party.id and removed_at is null) as counted)`;

const discountDrop = prepare<DropRemoved & ConfirmedGain>(
  ({ party_id, world, value, confirmedDrops, confirmedGp }) => {
    // The total is avg_drop * total_drops + avg_rest. What remains beyond avg_drop for each is spread over the others.
    const others = sql`(total_drops - 1)`;
    const left = sql`(avg_drop + avg_rest - cast(${value} as bigint))`;
    const rest = sql`(((${left} % ${others}) + ${others}) % ${others})`;
    return sql`
      update drop_party set
        total_drops = total_drops - 1, removed_drops = removed_drops + 1,
        avg_drop = case when total_drops = 1 then 0 else avg_drop + (${left} - ${rest}) / ${others} end,
        avg_rest = case when total_drops = 1 then 0 else ${rest} end,
        median_drop = case when is_active then null else ${medianOfDrops} end,
        ${confirmedTotals({ confirmedDrops, confirmedGp })}
      where id = ${party_id} and world = ${world} and total_drops > 0`;
  },
  ({ party_id, world }) => `party ${party_id} of world ${world} has no drop to remove`,
);

function notThere({ number, party_id }: { number: number; party_id: number }): string {
  return `party ${party_id} has no such drop ${number}`;
}
