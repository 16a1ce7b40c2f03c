import { z } from 'zod';
import {
  BATCH_REPORTS_MAX,
  COORDINATE_MAX,
  ITEM_NAME_LENGTH_MAX,
  JAVA_INT_MAX,
  PLANE_MAX,
  REPORTER_LENGTH_MAX,
  VALUE_GP_MAX,
  WORLD_MAX,
} from '../domain/limits.ts';

const whole = (min: number, max: number) =>
  z
    .int({ error: `must be a whole number from ${min} to ${max}` })
    .min(min, { error: `must be ${min} or more` })
    .max(max, { error: `must be ${max} or less` });

export const worldSchema = whole(1, WORLD_MAX).meta({ description: 'Game world.', example: 444 });

const reportFields = z.object({
  world: worldSchema,
  item_id: whole(0, JAVA_INT_MAX).meta({ description: 'OSRS item id; also taken as `itemId`.', example: 1319 }),
  item_name: z
    .string({ error: 'must be a string' })
    .trim()
    .min(1, { error: 'must not be empty' })
    .max(ITEM_NAME_LENGTH_MAX, { error: `must have at most ${ITEM_NAME_LENGTH_MAX} characters` })
    .meta({ description: 'Also taken as `itemName`.', example: 'Rune 2h sword' }),
  quantity: whole(1, JAVA_INT_MAX).meta({ example: 1 }),
  value: whole(0, VALUE_GP_MAX).meta({ description: 'Total value of the drop in GP.', example: 38052 }),
  reporter: z
    .string({ error: 'must be a string' })
    .min(1, { error: 'must not be empty' })
    .max(REPORTER_LENGTH_MAX, { error: `must have at most ${REPORTER_LENGTH_MAX} characters` })
    .optional()
    .meta({
      description:
        'A stable name of the reporting client, best a random UUID. Only a salted hash is kept. Also taken from the header X-Reporter-Id.',
    }),
  plane: whole(0, PLANE_MAX).optional().meta({ description: 'Plane of the tile; 0 when x and y come without it.' }),
  x: whole(0, COORDINATE_MAX).optional().meta({ description: 'World x of the tile; comes with y.' }),
  y: whole(0, COORDINATE_MAX).optional().meta({ description: 'World y of the tile; comes with x.' }),
  tick: whole(0, JAVA_INT_MAX).optional().meta({ description: "The reporter's own game-tick counter." }),
  seen_at: z
    .union([z.iso.datetime({ offset: true }), whole(0, VALUE_GP_MAX)], {
      error: 'must be an ISO 8601 time or epoch milliseconds',
    })
    .optional()
    .meta({
      description: 'When the client saw it, by its own clock. Checked, not believed: the server stamps the time.',
    }),
});

/** A report as clients send it. Unknown fields are ignored, because plugins send what they have. */
export const reportSchema = z.preprocess(fromCamelCase, reportFields).superRefine((report, context) => {
  if ((report.x === undefined) !== (report.y === undefined)) {
    context.addIssue({ code: 'custom', path: [report.x === undefined ? 'x' : 'y'], message: 'x and y come together' });
  }
});

export type ReportInput = z.output<typeof reportSchema>;

/** Only the envelope: each report is judged alone, so that one bad report never spoils the others. */
export const batchSchema = z.object({
  reports: z
    .array(z.unknown(), { error: 'must be a list of reports' })
    .min(1, { error: 'must hold at least 1 report' })
    .max(BATCH_REPORTS_MAX, { error: `must hold at most ${BATCH_REPORTS_MAX} reports` }),
});

const CAMEL_CASE = { itemId: 'item_id', itemName: 'item_name', seenAt: 'seen_at' } as const;

/** The author's later server takes camelCase; snake_case wins where both are sent. */
function fromCamelCase(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  const report: Record<string, unknown> = { ...input };
  for (const [camel, snake] of Object.entries(CAMEL_CASE)) {
    if (camel in report && !(snake in report)) report[snake] = report[camel];
  }
  return report;
}
