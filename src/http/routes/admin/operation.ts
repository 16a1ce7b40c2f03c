import { drainAnswer, shareList } from '../../../protocol/admin/operation.ts';
import { adminAct, adminRead, auditEntry } from '../../admin-endpoint.ts';
import type { Endpoint } from '../../Endpoint.ts';
import type { AdminServices, HttpServices } from '../../HttpServices.ts';

/** Addresses that are shown. */
const SHARES_SHOWN_MAX = 100;

/** Who holds what, and how the server is drained. */
export function operationEndpoints({ store, now, drain }: HttpServices, { shares }: AdminServices): Endpoint[] {
  return [
    adminRead(
      'GET /admin/shares',
      {
        operationId: 'listShares',
        summary: 'Which addresses hold how much of what all share',
        description: 'A restart forgets who holds what.',
        answer: shareList,
      },
      () => {
        const held = shares();
        return { addresses: held.slice(0, SHARES_SHOWN_MAX), address_count: held.length };
      },
    ),
    adminAct(
      'POST /admin/drain',
      {
        operationId: 'drainServer',
        summary: 'Drain the server and end it, as SIGTERM does',
        answer: drainAnswer,
      },
      async (_input, who) => {
        await store.logAct(auditEntry(now(), who, 'drain_started'));
        drain();
        return { status: 'draining' };
      },
    ),
  ];
}
