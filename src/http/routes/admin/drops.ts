import type { AuditAct } from '../../../domain/audit.ts';
import type { DropCorrection } from '../../../domain/drops/decide-correction.ts';
import type { Data } from '../../../domain/json.ts';
import { AppError } from '../../../errors.ts';
import {
  adminDropPartiesAnswer,
  adminDropPartiesQuery,
  adminDropPartyAnswer,
  adminDropPartyJson,
  dropParams,
  judgedDropJson,
  judgedDropsAnswer,
  judgedDropsQuery,
  suspectReportersAnswer,
} from '../../../protocol/admin/drops.ts';
import { dropPartyIdParams } from '../../../protocol/drop-queries.ts';
import { adminAct, adminRead, auditEntry } from '../../admin-endpoint.ts';
import type { Endpoint } from '../../Endpoint.ts';
import type { HttpServices } from '../../HttpServices.ts';
import { cursorToNext } from '../../keyset-page.ts';

const SUSPECT_REPORTERS_MAX = 100;

/** Drop parties, their drops and who reports them. */
export function dropEndpoints(services: HttpServices): Endpoint[] {
  return [...reads(services), ...acts(services)];
}

function reads({ store }: HttpServices): Endpoint[] {
  return [
    adminRead(
      'GET /admin/drop-parties',
      {
        operationId: 'listDropPartiesToCorrect',
        summary: 'Drop parties by what is claimed',
        input: adminDropPartiesQuery,
        answer: adminDropPartiesAnswer,
      },
      async ({ party_id, limit }) => {
        const one = party_id === undefined ? null : await store.dropParty(party_id);
        const found = party_id === undefined ? await store.runningDropParties() : one ? [one] : [];
        const parties = found.toSorted((a, b) => b.total_value - a.total_value || a.id - b.id).slice(0, limit);
        return { parties: parties.map(adminDropPartyJson) };
      },
    ),
    adminRead(
      'GET /admin/drops',
      {
        operationId: 'readJudgedDrops',
        summary: 'The drops of a drop party, with who claimed and confirmed them',
        input: judgedDropsQuery,
        answer: judgedDropsAnswer,
      },
      async ({ party_id, limit, cursor }) => {
        // Asks for one more than the page holds, to know whether there is a next page.
        const page = { limit: limit + 1, ...(cursor !== undefined && { before: cursor }) };
        const found = await store.judged.page(party_id, page);
        const drops = found.slice(0, limit);
        const next = found.length > limit ? String(drops.at(-1)!.drop.number) : null;
        return { drops: drops.map(judgedDropJson), ...cursorToNext(next) };
      },
    ),
    adminRead(
      'GET /admin/reporters',
      {
        operationId: 'listSuspectReporters',
        summary: 'Reporters by how many of their drops are suspect',
        description: 'Nobody is listed while there is no PRICES_FILE.',
        answer: suspectReportersAnswer,
      },
      async () => ({ reporters: await store.judged.suspectReporters(SUSPECT_REPORTERS_MAX) }),
    ),
  ];
}

function acts(services: HttpServices): Endpoint[] {
  const answer = adminDropPartyAnswer;
  return [
    adminAct(
      'POST /admin/drop-parties/{id}/end',
      {
        operationId: 'endDropParty',
        summary: 'End a drop party now',
        description: 'The next drop in its world starts another. One that has ended stays as it is.',
        params: dropPartyIdParams,
        answer,
        kinds: ['party_not_found'],
      },
      ({ id }, who) => correct(services, { type: 'end', party_id: id }, who),
    ),
    adminAct(
      'DELETE /admin/drop-parties/{id}/drops/{number}',
      {
        operationId: 'removeDrop',
        summary: 'Remove a drop',
        description: 'All figures of the party, running or ended, are then as if it had never been reported.',
        params: dropParams,
        answer,
        kinds: ['party_not_found', 'drop_not_found'],
      },
      ({ id, number }, who) => correct(services, { type: 'remove', party_id: id, number }, who),
    ),
    adminAct(
      'POST /admin/drop-parties/{id}/drops/{number}/confirm',
      {
        operationId: 'confirmDrop',
        summary: 'Confirm a drop',
        description: 'It stays confirmed, whoever is muted.',
        params: dropParams,
        answer,
        kinds: ['party_not_found', 'drop_not_found'],
      },
      ({ id, number }, who) => correct(services, { type: 'confirm', party_id: id, number }, who),
    ),
  ];
}

const LOGGED_AS = {
  end: 'drop_party_ended',
  remove: 'drop_removed',
  confirm: 'drop_confirmed',
} as const satisfies Record<string, AuditAct>;

type Logged = Exclude<DropCorrection, { type: 'recount' }>;

/** Answers the party as it is then stored. */
async function correct({ store, directory, now }: HttpServices, act: Logged, who: string): Promise<object> {
  const { party_id, type } = act;
  const before = await store.dropParty(party_id);
  if (!before) throw new AppError('party_not_found', `there is no party ${party_id}`);
  const { world } = before;
  const details: Data = { world, ...('number' in act && { number: act.number }) };
  const room = await directory.dropTracker(world);
  await room.correct(act, auditEntry(now(), who, LOGGED_AS[type], String(party_id), details));
  return adminDropPartyJson((await store.dropParty(party_id))!);
}
