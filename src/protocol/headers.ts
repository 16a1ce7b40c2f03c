import { z } from 'zod';
import { asciiName } from './fields.ts';
import { IDEMPOTENCY_KEY_LENGTH_MAX, INGEST_KEY_LENGTH_MAX, REPORTER_LENGTH_MAX } from './limits.ts';

const idempotencyKey = asciiName(IDEMPOTENCY_KEY_LENGTH_MAX).optional().meta({
  description:
    'Any text that is new for each request and the same in its retries. For 24 hours a retry gets the first answer again.',
});

export const writeHeaders = z.object({ 'Idempotency-Key': idempotencyKey });

export const reportHeaders = z.object({
  'Idempotency-Key': idempotencyKey,
  'X-Reporter-Id': asciiName(REPORTER_LENGTH_MAX)
    .optional()
    .meta({ description: 'The `reporter` of reports that do not have one.' }),
  'X-Ingest-Key': asciiName(INGEST_KEY_LENGTH_MAX).optional().meta({
    description:
      'An ingest key that an admin of the server made: the drop then counts as confirmed. `Authorization: Bearer <key>` does the same.',
  }),
});

/** `"3"`, weak ones too, because proxies that compress make ETags weak. */
const VERSION_TAG = /^(?:W\/)?"([1-9]\d{0,15})"$/;

const RULE = 'must be one ETag as an answer gave it, such as "3", or *';

/** The version that the party or session must have; null for any. */
const ifMatch = z
  .string()
  .trim()
  .transform((text, context): number | null => {
    const version = Number(VERSION_TAG.exec(text)?.[1]);
    if (text === '*' || Number.isSafeInteger(version)) return text === '*' ? null : version;
    context.addIssue({ code: 'custom', message: RULE });
    return z.NEVER;
  })
  .optional()
  .meta({
    description:
      'The ETag of an earlier answer, which is the version in quotes: the write is refused if anybody changed it in the meantime. The field `if_version` does the same.',
    override: { type: 'string' },
  });

export const changeHeaders = z.object({ 'Idempotency-Key': idempotencyKey, 'If-Match': ifMatch });
