import { z } from 'zod';
import { VALUE_GP_MAX } from '../domain/limits.ts';

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be a whole number from ${min} to ${max}`);

/** How drops are counted, and whose. */
export const dropSettings = {
  DEDUPE_MODE: z
    .enum(['auto', 'world', 'witness'], { error: 'must be auto, world or witness' })
    .default('auto')
    .describe(
      'How duplicate drops are detected: by the time window alone (`world`), by witnesses (`witness`), or as each report allows (`auto`).',
    ),
  DEDUPE_WINDOW_MS: wholeNumber(0, 60_000)
    .default(500)
    .describe('Milliseconds after a drop in which a report that names no reporter is a duplicate.'),
  MIN_VALUE: wholeNumber(0, VALUE_GP_MAX).default(0).describe('GP. A report of a drop that is worth less is ignored.'),
  INGEST: z
    .enum(['open', 'keys'], { error: 'must be open or keys' })
    .default('open')
    .describe(
      'Who may report drops: everybody (`open`), or only who sends an ingest key that an admin made (`keys`). A keyed report counts as confirmed.',
    ),
  PRICES_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'JSON file with the price of items in GP, `{"4151": 1500000}` or as the OSRS wiki\'s price API gives it. Read again when it changes. Drops that are far off need a key or an admin to be confirmed.',
    ),
  PRICES_FACTOR_MAX: wholeNumber(2, 1_000_000)
    .default(10)
    .describe('How many times more or less than by PRICES_FILE a drop may be worth before it is marked as suspect.'),
  PARTY_IDLE_MS: wholeNumber(1, 86_400_000)
    .default(300_000)
    .describe('Milliseconds without a drop after which a drop party ends.'),
};
