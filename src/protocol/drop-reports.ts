import { z } from 'zod';
import {
  COORDINATE_MAX,
  ITEM_NAME_LENGTH_MAX,
  JAVA_INT_MAX,
  LYING_TICKS_MAX,
  PLANE_MAX,
  VALUE_GP_MAX,
} from '../domain/limits.ts';
import { asciiName, lineOfText, mustBe, whole, worldSchema, worldTypeSchema } from './fields.ts';
import { parseOrRefuse, refuseFaults } from './faults.ts';
import { BATCH_REPORTS_MAX, REPORTER_LENGTH_MAX } from './limits.ts';

const reportFields = z
  .object(
    {
      world: worldSchema,
      world_type: worldTypeSchema.optional().meta({
        description:
          'The type of the world: members, free, pvp, bounty, lms, skill_total, high_risk, deadman, seasonal, fresh_start, beta, tournament or any other word of this form. Also accepted as `worldType`.',
        example: 'pvp',
      }),
      item_id: whole(0, JAVA_INT_MAX).meta({ description: 'OSRS item id. Also accepted as `itemId`.', example: 1319 }),
      item_name: lineOfText(ITEM_NAME_LENGTH_MAX).meta({
        description: 'Also accepted as `itemName`.',
        example: 'Rune 2h sword',
      }),
      quantity: whole(1, JAVA_INT_MAX).meta({ description: 'How many items.', example: 1 }),
      value: whole(0, VALUE_GP_MAX).meta({ description: 'Total value of the drop in GP.', example: 38052 }),
      reporter: asciiName(REPORTER_LENGTH_MAX).optional().meta({
        description:
          'A stable name of the reporting client, best a random UUID. Only a salted hash is kept. Also accepted as the header X-Reporter-Id.',
      }),
      plane: whole(0, PLANE_MAX).optional().meta({ description: 'Plane of the tile; 0 when x and y come without it.' }),
      x: whole(0, COORDINATE_MAX).optional().meta({ description: 'World x of the tile; comes with y.' }),
      y: whole(0, COORDINATE_MAX).optional().meta({ description: 'World y of the tile; comes with x.' }),
      tick: whole(0, JAVA_INT_MAX).optional().meta({
        description: "The reporter's own game-tick counter, when the reporter saw the item.",
      }),
      despawns_in: whole(0, LYING_TICKS_MAX).optional().meta({
        description:
          'Ticks until the item despawns, when the reporter saw it. With `tick`, all reports of one drop are recognised, early, late or repeated. Also accepted as `despawnsIn`.',
        example: 200,
      }),
      public_in: whole(0, LYING_TICKS_MAX).optional().meta({
        description:
          'Ticks until others than its owner see the item, when the reporter saw it; 0 if they do. Also accepted as `publicIn`.',
        example: 0,
      }),
      seen_at: z
        .union([z.iso.datetime({ offset: true }), whole(0, VALUE_GP_MAX)], {
          error: 'must be an ISO 8601 time with Z or an offset, or epoch milliseconds',
        })
        .optional()
        .meta({
          description:
            'When the client saw it, by its own clock. Also accepted as `seenAt`. Validated but not used: the server sets the time of a drop.',
        }),
    },
    mustBe('must be a JSON object'),
  )
  .refine(({ x, y }) => x !== undefined || y === undefined, togetherWith('x', 'y'))
  .refine(({ x, y }) => y !== undefined || x === undefined, togetherWith('y', 'x'));

/** A report as clients send it. Unknown fields are ignored, because plugins send what they have. */
export const reportSchema = z.preprocess(fromCamelCase, reportFields).meta({ id: 'Report' });

export type ReportInput = z.output<typeof reportSchema>;

/** The one report of a body. A batch, which would lack every field of a report, is told where it belongs. */
export function readReport(body: unknown): ReportInput {
  // A report may have a field named reports besides, which is ignored.
  const isEnvelope = typeof body === 'object' && body !== null && 'reports' in body && !('world' in body);
  if (isEnvelope || Array.isArray(body))
    refuseFaults([{ field: '(body)', message: 'must be one report; POST /drops/batch takes several' }]);
  return parseOrRefuse(reportSchema, body);
}

/** Each report is parsed on its own, so that a bad one does not affect the others. */
const batchList = z
  .array(z.unknown(), mustBe(`must be a list of 1 to ${BATCH_REPORTS_MAX} reports`))
  .min(1, { error: 'must hold at least 1 report' })
  .max(BATCH_REPORTS_MAX, { error: `must hold at most ${BATCH_REPORTS_MAX} reports` });

const batchEnvelope = z.object({ reports: batchList }, mustBe('must be an object with reports, or a list of reports'));

/** The reports of a batch, which is a list of them or an envelope around it, and the path that the list has in the body. */
export function readBatch(body: unknown): { reports: unknown[]; path: string[] } {
  if (Array.isArray(body)) return { reports: parseOrRefuse(batchList, body), path: [] };
  return { ...parseOrRefuse(batchEnvelope, body), path: ['reports'] };
}

const documentedList = z.array(reportSchema).min(1).max(BATCH_REPORTS_MAX);

/** A batch as documented. */
export const batchRequestSchema = z
  .union([z.object({ reports: documentedList }), documentedList])
  .meta({ id: 'ReportBatch' });

/** Checked even if other fields are wrong, so that all faults are reported at once. */
function togetherWith(field: string, other: string) {
  return {
    path: [field],
    error: `is missing: it comes together with ${other}`,
    when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null && !Array.isArray(value),
  };
}

const CAMEL_CASE = [
  ['itemId', 'item_id'],
  ['itemName', 'item_name'],
  ['seenAt', 'seen_at'],
  ['worldType', 'world_type'],
  ['despawnsIn', 'despawns_in'],
  ['publicIn', 'public_in'],
] as const;

/** Plugins for the author's later server send camelCase. If both are sent, snake_case wins. */
function fromCamelCase(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  // Nearly every report is in snake_case already, and is not copied.
  const given = input as Record<string, unknown>;
  if (!CAMEL_CASE.some(([camel]) => camel in input)) return input;
  const taken = CAMEL_CASE.map(([camel, snake]) => [snake, given[camel]] as const);
  // Not Object.assign, with which a field named __proto__ would set the prototype.
  return { ...Object.fromEntries(taken.filter(([, value]) => value !== undefined && value !== null)), ...input };
}
