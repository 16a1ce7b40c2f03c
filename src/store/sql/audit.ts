import { sql } from 'kysely';
import type { AuditEntry, LoggedAct } from '../../domain/audit.ts';
import type { Data } from '../../domain/json.ts';
import { AUDIT_KEPT_MAX } from '../limits.ts';
import type { Row } from './Engine.ts';
import { insert, prepare, type Query } from './statement.ts';

export function auditWrite({ details, ...entry }: AuditEntry): Query {
  return insert('audit', { ...entry, details: JSON.stringify(details) });
}

/** Newest first. */
export const auditPage = prepare<{ before: number; limit: number }>(
  ({ before, limit }) => sql`select * from audit where id < ${before} order by id desc limit ${limit}`,
);

export function loggedActOf(row: Row): LoggedAct {
  const { id, at, who, act, target, details } = row as Omit<LoggedAct, 'details'> & { details: string };
  return { id, at, who, act, target, details: JSON.parse(details) as Data };
}

/** Deletes the oldest beyond AUDIT_KEPT_MAX, some at a time. */
export const tooManyAudited = prepare(
  () => sql`
    delete from audit where id in (
      select id from audit order by id desc limit 500 offset ${sql.lit(AUDIT_KEPT_MAX)}) returning id`,
);
