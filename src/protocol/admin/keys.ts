import { z } from 'zod';
import { mustBe } from '../fields.ts';
import { timeField, toRest } from '../shapes.ts';

const NAME_RULE = mustBe('must be 1 to 64 letters, digits and . _ -, and begin with a letter or digit');

/** What an ingest key is called. Fit for a path. */
export const keyNameSchema = z
  .string(NAME_RULE)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, NAME_RULE)
  .meta({ description: 'Whose key it is.', example: 'clan-bot' });

const keySchema = z
  .object({
    name: keyNameSchema,
    created_at: timeField('When it was made; null if that was by hand.').nullable(),
  })
  .meta({ id: 'IngestKey' });

export const keyJson = toRest(keySchema);

export const keyList = z.object({ keys: z.array(keySchema) }).meta({ id: 'IngestKeys' });

export const newKeyAnswer = keySchema
  .extend({
    key: z.string().meta({
      description: 'The key, which is not shown again. Send it as X-Ingest-Key.',
      example: 'mk_Y7m2cW0pQz6kq1nTf3yJ8sVb5xRg9aLhE4dUoZiKwNs',
    }),
  })
  .meta({ id: 'NewIngestKey' });

export const newKeyJson = toRest(newKeyAnswer);

export const keyParams = z.object({ name: keyNameSchema });

export const newKeyBody = z.strictObject({ name: keyNameSchema });
