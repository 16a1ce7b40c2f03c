import { z } from 'zod';
import { ERROR_KINDS, type ErrorKind } from '../errors.ts';
import { VALUE_GP_MAX, WORLD_MAX, WORLD_TYPE_LENGTH_MAX } from '../domain/limits.ts';
import { isPrintable } from './printable.ts';

/** The error of a field: that it is missing, or what it must be. */
export function mustBe(rule: string) {
  return { error: ({ input }: { input?: unknown }) => (input === undefined ? `is missing: ${rule}` : rule) };
}

/** A string that is refused with this kind if it is of a form that names nothing. Rule: [IN-3]. */
export function nameOf(kind: ErrorKind, canName: (text: string) => boolean, error: string = ERROR_KINDS[kind]) {
  return z.string().refine(canName, { error, params: { kind } });
}

const uuid = z.uuid();

/** An id that the server makes. */
export function idOf(kind: ErrorKind) {
  return nameOf(kind, (text) => uuid.safeParse(text).success).meta({ format: 'uuid' });
}

/** As `mustBe`, for what is no string: `"444"` and `"true"` read as if they were right. */
function mustBeBare(rule: string) {
  const { error } = mustBe(rule);
  return {
    error: (issue: { input?: unknown }) => error(issue) + (typeof issue.input === 'string' ? ', not a string' : ''),
  };
}

export const whole = (min: number, max: number) => {
  const rule = mustBeBare(`must be a whole number from ${min} to ${max}`);
  return z.int(rule).min(min, rule).max(max, rule);
};

/** A whole number in a path or query. */
export const wholeDigits = (min: number, max: number) => {
  const rule = mustBe(`must be given once, as a whole number from ${min} to ${max}`);
  return z
    .string(rule)
    .regex(/^\d{1,16}$/, rule)
    .transform(Number)
    .refine((number) => number >= min && number <= max, rule)
    .meta({ override: { type: 'integer', pattern: undefined, minimum: min, maximum: max } });
};

const DIGITS = /^\d{1,15}$/;

/** A time in a query: ISO 8601 with `Z` or an offset, or epoch milliseconds. Parsed to epoch milliseconds. */
export const timeText = z
  .union(
    [
      z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
      z.string().regex(DIGITS).transform(Number),
    ],
    {
      error: 'must be given once, as an ISO 8601 time with Z or an offset (write + as %2B), or as epoch milliseconds',
    },
  )
  .meta({ override: { type: 'string', anyOf: undefined } });

export const worldSchema = whole(1, WORLD_MAX).meta({ description: 'Game world.', example: 444 });

const WORLD_TYPE = new RegExp(`^[a-z][a-z0-9_]{0,${WORLD_TYPE_LENGTH_MAX - 1}}$`);
const worldTypeRule = mustBe(
  `must be 1 to ${WORLD_TYPE_LENGTH_MAX} lower-case letters, digits and _, a letter first: pvp, skill_total`,
);

/** Any word of this form, because the game keeps adding types. */
export const worldTypeSchema = z.string(worldTypeRule).regex(WORLD_TYPE, worldTypeRule);

export const knownWorldType = worldTypeSchema
  .nullable()
  .meta({ description: "The world's type, from the first drop that had one; null until then.", example: 'pvp' });

export const gpField = (description: string, example: number) =>
  z.number().meta({ description: `${description} In GP.`, example });

export const countField = (description: string, example: number) =>
  z.int().min(0).max(VALUE_GP_MAX).meta({ description, example });

/** A time that only /updates sends. */
export const epochMs = (description: string) =>
  z
    .int()
    .min(0)
    .meta({ description: `${description} Epoch milliseconds.`, example: 1765281600000 });

/** For answers that come in pages. */
export const nextCursor = z
  .string()
  .optional()
  .meta({ description: 'Send it as `cursor` to get the next page. Absent on the last page.' });

export const flag = z.boolean(mustBeBare('must be true or false'));

/** What a body must be, whatever its fields. */
export const objectBody = z.looseObject({});

/** The version that the party or session must have; any if it is absent. */
export const ifVersion = whole(1, Number.MAX_SAFE_INTEGER).optional();

/** A name that a client makes up. ASCII, so that a header carries the same characters as a field. */
export const asciiName = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .regex(/^[ -~]*$/, { error: 'must be printable ASCII, best a random UUID' });

/** One line of text for people, or none. */
export const lineOrNone = (lengthMax: number) =>
  z
    .string()
    .trim()
    .max(lengthMax)
    .refine(isPrintable, { error: 'must not have control, invisible or broken characters' });

export const lineOfText = (lengthMax: number) => lineOrNone(lengthMax).min(1);
