import { z } from 'zod';
import { type AppError, ERROR_KINDS, type ErrorKind } from '../errors.ts';
import { startBlockerSchema } from './dungeon-parties.ts';
import { HTTP_STATUS } from './error-table.ts';

/** The page that explains every kind. A problem's `type` links to its paragraph. */
export const ERRORS_PATH = '/docs/errors';

export const errorKindSchema = z
  .enum(Object.keys(ERROR_KINDS) as [ErrorKind, ...ErrorKind[]])
  .meta({ id: 'ErrorKind', description: 'Tells programs what went wrong.' });

export const faultSchema = z
  .object({
    field: z.string().meta({ description: 'Path of the field in the input.', example: 'reports.3.item_id' }),
    message: z.string(),
  })
  .meta({ id: 'Fault' });

/** RFC 9457 problem+json, plus `error`, a string: all that Unity's HttpException shows. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'Where the kind is explained.', example: `${ERRORS_PATH}#validation_failed` }),
    title: z.string().meta({ description: 'The same for every problem of this kind.' }),
    status: z.int(),
    detail: z.string().meta({ description: 'What was wrong with this request.' }),
    kind: errorKindSchema,
    error: z.string().meta({ description: 'The same as `detail`.' }),
    errors: z.array(faultSchema).optional().meta({ description: 'Every fault of the input.' }),
    blockers: z
      .array(startBlockerSchema)
      .optional()
      .meta({ description: 'All that keeps a refused start from starting.' }),
  })
  .meta({ id: 'Problem' });

/** `prefix` is the path below which the client sees this server, empty or such as `/muster`. */
export function problemOf({ kind, message, faults, blockers }: AppError, prefix = ''): z.output<typeof problemSchema> {
  return {
    type: `${prefix}${ERRORS_PATH}#${kind}`,
    title: ERROR_KINDS[kind],
    status: HTTP_STATUS[kind],
    detail: message,
    kind,
    error: message,
    ...(faults && { errors: faults }),
    ...(blockers && { blockers }),
  };
}
