import { auditAnswer, auditQuery, loggedActJson } from '../../../protocol/admin/audit.ts';
import { adminRead } from '../../admin-endpoint.ts';
import type { Endpoint } from '../../Endpoint.ts';
import type { HttpServices } from '../../HttpServices.ts';

export function auditEndpoints({ store }: HttpServices): Endpoint[] {
  return [
    adminRead(
      'GET /admin/audit',
      {
        operationId: 'readAuditLog',
        summary: 'What admins have done, newest first',
        description: 'The newest 10,000 acts are kept, also over restarts.',
        input: auditQuery,
        answer: auditAnswer,
      },
      async ({ limit, cursor }) => {
        const before = cursor === undefined ? {} : { before: cursor };
        // Asks for one more than the page holds, to know whether there is a next page.
        const acts = await store.auditLog({ ...before, limit: limit + 1 });
        const page = acts.slice(0, limit);
        const next = acts.length > limit ? { next_cursor: String(page.at(-1)!.id) } : {};
        return { acts: page.map(loggedActJson), ...next };
      },
    ),
  ];
}
