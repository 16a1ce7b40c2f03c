/** What the documentation shows; a test holds it against the schemas. */
export const DROP = {
  number: 5,
  item_id: 1319,
  item_name: 'Rune 2h sword',
  quantity: 1,
  value: 38052,
  dropped_at: '2025-12-09T12:05:00.000Z',
  tile: { plane: 0, x: 3164, y: 3486 },
  witnesses: 3,
};

const SEED_FIELDS = {
  id: 1,
  world: 444,
  avg_drop: 25000,
  total_drops: 5,
  created_at: '2025-12-09T12:00:00.000Z',
  last_drop_at: '2025-12-09T12:05:00.000Z',
};

export const PARTY_LIST = { active_parties: [{ ...SEED_FIELDS, time_since_last_drop: 30.5 }] };

const TOTALS = {
  duration_minutes: 5,
  total_value: 125000,
  median_drop: 22000,
  value_per_minute: 25000,
  witnesses: 7,
  biggest_drops: [DROP],
};

export const PARTY = {
  ...SEED_FIELDS,
  world_type: 'pvp',
  is_active: false,
  ended_at: '2025-12-09T12:10:00.000Z',
  ...TOTALS,
};

export const PARTY_NOW = {
  ...PARTY,
  is_active: true,
  ended_at: null,
  time_since_last_drop: 30.5,
  seconds_until_end: 269.5,
};

export const CLEANUP = {
  status: 'cleanup_complete',
  parties_ended: 1,
  details: [{ id: 1, world: 444, total_drops: 10, avg_drop: 30000, duration_minutes: 12.5 }],
};
