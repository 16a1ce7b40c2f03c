import { z } from 'zod';
import { AUDIT_ACTS, type AuditAct } from '../../domain/audit.ts';
import { nextCursor, wholeDigits } from '../fields.ts';
import { dataField } from '../free-data.ts';
import { limit } from '../queries.ts';
import { timeField, toRest } from '../shapes.ts';

const TARGETS = Object.entries(AUDIT_ACTS).map(([act, target]) => `\`${act}\`: ${target}`);

const loggedActSchema = z
  .object({
    id: z.int().meta({ description: 'Grows with each act.', example: 17 }),
    at: timeField('When.'),
    who: z.string().meta({ description: 'The address that it came from.', example: '203.0.113.7' }),
    act: z.enum(Object.keys(AUDIT_ACTS) as [AuditAct, ...AuditAct[]]).meta({ example: 'player_banned' }),
    target: z.string().meta({ description: `What it was done to. ${TARGETS.join('; ')}.`, example: 'mallory' }),
    details: dataField('More about it, by act. Never a secret.', { note: 'sells gold' }),
  })
  .meta({ id: 'LoggedAct' });

export const loggedActJson = toRest(loggedActSchema);

export const auditAnswer = z
  .object({ acts: z.array(loggedActSchema).meta({ description: 'Newest first.' }), next_cursor: nextCursor })
  .meta({ id: 'AuditLog' });

export const auditQuery = z.strictObject({
  limit,
  cursor: wholeDigits(1, Number.MAX_SAFE_INTEGER).optional().meta({ description: '`next_cursor` of the page before.' }),
});
