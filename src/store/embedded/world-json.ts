import { z } from 'zod';
import type { DropParty } from '../../domain/drops/drop-party.ts';
import { restoreWorld, type World } from '../../domain/drops/world.ts';
import { dropSchema, timeSchema, worldTypeSchema } from './schemas.ts';

const partySchema = z.strictObject({
  id: z.int().min(1),
  world_type: worldTypeSchema,
  created_at: timeSchema,
  last_drop_at: timeSchema,
  total_drops: z.int().min(0),
  total_value: z.string().regex(/^\d+$/, 'must be the digits of a whole number'),
  value_counts: z.array(z.tuple([z.int(), z.int().min(1)])),
  biggest: z.array(dropSchema),
  reporters: z.array(z.string()),
});

const openSchema = z.strictObject({
  drop: dropSchema,
  seen_by: z.array(z.tuple([z.string(), z.int().nullable()])),
  /** Was not in the first snapshots. */
  alone: z.boolean().optional(),
});

type PartyJson = z.infer<typeof partySchema>;

/** A World as JSON can carry it: maps and sets as lists, the bigint as its digits. */
export const worldSchema = z.strictObject({
  world: z.int().min(0),
  party: partySchema.nullable(),
  open: z.array(openSchema),
  reporters: z.array(z.tuple([z.string(), z.strictObject({ since: timeSchema, last: timeSchema })])),
  last_accepted_at: timeSchema.nullable(),
});

export type WorldJson = z.infer<typeof worldSchema>;

/** A copy that shares nothing with the world, so that it can be written while the world goes on. */
export function encodeWorld({ world, party, open, reporters, lastAcceptedAt }: World): WorldJson {
  return {
    world,
    party: party && encodeParty(party),
    open: open.map(({ drop, seenBy, alone }) => ({ drop: { ...drop }, seen_by: [...seenBy], alone })),
    reporters: [...reporters],
    last_accepted_at: lastAcceptedAt,
  };
}

export function decodeWorld({ world, party, open, reporters, last_accepted_at }: WorldJson): World {
  return restoreWorld({
    world,
    party: party && decodeParty(party, world),
    open: open.map(({ drop, seen_by, alone }) => ({
      drop,
      seenBy: new Map(seen_by),
      alone: alone ?? seen_by.length <= 1,
    })),
    reporters: new Map(reporters),
    lastAcceptedAt: last_accepted_at,
  });
}

function encodeParty(party: DropParty): PartyJson {
  return {
    id: party.id,
    world_type: party.world_type,
    created_at: party.created_at,
    last_drop_at: party.last_drop_at,
    total_drops: party.total_drops,
    total_value: String(party.total_value),
    value_counts: [...party.value_counts],
    biggest: party.biggest.map((drop) => ({ ...drop })),
    reporters: [...party.reporters],
  };
}

function decodeParty(json: PartyJson, world: number): DropParty {
  return {
    ...json,
    world,
    total_value: BigInt(json.total_value),
    value_counts: new Map(json.value_counts),
    reporters: new Set(json.reporters),
  };
}
