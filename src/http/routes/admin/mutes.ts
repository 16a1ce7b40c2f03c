import { AppError } from '../../../errors.ts';
import { muteAnswer, muteJson, muteList, muteParams, newMute } from '../../../protocol/admin/moderation.ts';
import { DONE, doneAnswer } from '../../../protocol/admin/operation.ts';
import { adminAct, adminRead, auditEntry, noted } from '../../admin-endpoint.ts';
import type { Endpoint } from '../../Endpoint.ts';
import type { AdminServices, HttpServices } from '../../HttpServices.ts';

type Muted = { reporter?: string | undefined; source?: string | undefined };

/** Reporters, and sources of reports, that are muted. */
export function muteEndpoints({ store, now, ingest }: HttpServices, { operator }: AdminServices): Endpoint[] {
  const isSame = (a: Muted, b: Muted) => a.reporter === b.reporter && a.source === b.source;
  return [
    adminRead('GET /admin/mutes', { operationId: 'listMutes', summary: 'Who is muted', answer: muteList }, () => ({
      mutes: operator.settings.mutes.map(muteJson),
    })),
    adminAct(
      'POST /admin/mutes',
      {
        operationId: 'muteReporter',
        summary: 'Mute a reporter, or all reports from an address',
        input: newMute,
        example: { address: '203.0.113.7', note: 'made-up values' },
        answer: muteAnswer,
        kinds: ['operator_json_invalid'],
      },
      async ({ reporter, source, address, note }, who) => {
        const at = now();
        const from = address === undefined ? source : ingest.sourceOf(address);
        const muted: Muted = reporter === undefined ? { source: from } : { reporter };
        const said = noted(note);
        await operator.change(
          ({ mutes }) =>
            mutes.some((mute) => isSame(mute, muted))
              ? null
              : { type: 'add', list: 'mutes', entry: { ...muted, ...said, muted_at: new Date(at).toISOString() } },
          () => store.logAct(auditEntry(at, who, 'muted', reporter ?? from, said)),
        );
        return muteJson(operator.settings.mutes.find((mute) => isSame(mute, muted))!);
      },
    ),
    adminAct(
      'DELETE /admin/mutes/{muted}',
      {
        operationId: 'unmuteReporter',
        summary: 'Lift the mute of a reporter or source',
        params: muteParams,
        answer: doneAnswer,
        kinds: ['operator_json_invalid', 'not_found'],
      },
      async ({ muted }, who) => {
        await operator.change(
          ({ mutes }) => {
            const index = mutes.findIndex(({ reporter, source }) => (reporter ?? source) === muted);
            if (index === -1) throw new AppError('not_found', 'nobody is muted by this hash');
            return { type: 'remove', list: 'mutes', index };
          },
          () => store.logAct(auditEntry(now(), who, 'unmuted', muted)),
        );
        return DONE;
      },
    ),
  ];
}
