import type { Report } from '../../domain/drops/drop.ts';
import {
  batchAnswerSchema,
  dropAcceptedSchema,
  dropAnswer,
  dropAnswerSchema,
  dropIgnoredSchema,
} from '../../protocol/drop-answers.ts';
import {
  batchRequestSchema,
  readBatch,
  readReport,
  type ReportInput,
  reportSchema,
} from '../../protocol/drop-reports.ts';
import { parseOrRefuse } from '../../protocol/faults.ts';
import { reportHeaders } from '../../protocol/headers.ts';
import { exampleOf } from '../../protocol/shapes.ts';
import { spend } from '../budgets.ts';
import { answers, jsonRequest, OWNER_KINDS } from '../documented.ts';
import type { Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { reportBatch } from '../report-batch.ts';
import { sendJson } from '../send-text.ts';
import { contentOf, identify, readReportHeaders } from '../write-headers.ts';

/** Reports one drop to its world. */
export function reportDrop(services: HttpServices): Route {
  const { directory, hash, ingest } = services;
  return {
    docs: REPORT_DOCS,
    async handler(request, response) {
      const { key, reporter, ingestKey } = readReportHeaders(request);
      const { ip: address } = request;
      const sender = { reporter, key: ingest.keyOf(ingestKey), source: ingest.sourceOf(address) };
      const report = toReport(readReport(request.body), sender, services);
      const identity =
        key === undefined
          ? null
          : identify(hash, { endpoint: 'POST /drops', key, reporter: report.reporter }, contentOf(report));
      const answer = await (await directory.dropTracker(report.world)).report(report, { identity, address });
      if (answer.replayed) response.set('Idempotency-Replayed', 'true');
      sendJson(response, dropAnswer(answer));
    },
  };
}

/** Reports many drops, each judged alone. */
export function reportDrops(services: HttpServices): Route {
  const { ingest, budgets } = services;
  const { reports: budget } = budgets;
  return {
    docs: BATCH_DOCS,
    async handler(request, response) {
      const headers = readReportHeaders(request);
      const { reporter } = headers;
      const { ip: address } = request;
      const sender = { reporter, key: ingest.keyOf(headers.ingestKey), source: ingest.sourceOf(address) };
      const { reports, path } = readBatch(request.body);
      // The first was counted before the body was read.
      if (budget && reports.length > 1) await spend(budget, request, response, reports.length - 1);
      const read = (input: unknown, index: number) =>
        toReport(parseOrRefuse(reportSchema, input, [...path, index]), sender, services);
      sendJson(response, { results: await reportBatch(services, reports, read, { ...headers, address }) });
    },
  };
}

/** `reporter` is the header's; the report may name another. */
type ReportSender = { reporter: string | undefined; key: string | null; source: string };

function toReport(input: ReportInput, sender: ReportSender, { rules, hash, priceOf }: HttpServices): Report {
  const { key, source } = sender;
  const { world, world_type = null, item_id, item_name, quantity, value, x, y, plane = 0 } = input;
  const { tick = null, despawns_in = null, public_in = null } = input;
  const name = input.reporter ?? sender.reporter;
  const tile = x === undefined || y === undefined ? null : { plane, x, y };
  let reporter = name === undefined ? null : hash(name);
  // In witness mode every report needs a reporter: for a bare report that is its address.
  if (reporter === null && rules.dedupeMode === 'witness') reporter = source;
  const price = priceOf(item_id);
  const moment = { tick, despawns_in, public_in };
  return { world, world_type, item_id, item_name, quantity, value, reporter, source, key, tile, ...moment, price };
}

const TRY_RUNE_2H = { world: 444, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38052 };

const CREATED = exampleOf(dropAcceptedSchema);
const ADDED = {
  ...CREATED,
  status: 'drop_added',
  total_drops: 5,
  avg_drop_value: 25000,
  message: 'Drop added to existing party on world 444',
};

const REPORT_DOCS = {
  operationId: 'reportDrop',
  tags: ['drops'],
  summary: 'Report a drop',
  description:
    'Counts the drop for the running party of its world, starts a party if there is none, or ignores the report as a duplicate. ' +
    'All three are answered 200, after the result is on disk.',
  requestParams: { header: reportHeaders },
  requestBody: jsonRequest(reportSchema, {
    bare: TRY_RUNE_2H,
    named: {
      ...TRY_RUNE_2H,
      world_type: 'pvp',
      reporter: '6f1c2f0a-93c5-4a0e-8f53-1a2b3c4d5e6f',
      plane: 0,
      x: 3164,
      y: 3486,
      tick: 4711,
      despawns_in: 200,
      public_in: 0,
    },
  }),
  responses: answers(
    dropAnswerSchema,
    { party_created: CREATED, drop_added: ADDED, ignored: exampleOf(dropIgnoredSchema) },
    [
      'validation_failed',
      'malformed_json',
      'body_too_large',
      'unsupported_media_type',
      'unauthorized',
      'idempotency_key_reused',
      'rate_limited',
      'share_used_up',
      'drop_parties_full',
      'storage_unavailable',
      'shutting_down',
      ...OWNER_KINDS,
    ],
  ),
} satisfies Route['docs'];

const BATCH_DOCS = {
  operationId: 'reportDrops',
  tags: ['drops'],
  summary: 'Report up to 100 drops',
  description:
    'Each report is judged on its own, those of one world in order; a refused report does not affect the others. A list of reports without the envelope will do. With an ' +
    'Idempotency-Key, a batch that is sent again continues where the first attempt stopped.',
  requestParams: { header: reportHeaders },
  requestBody: jsonRequest(batchRequestSchema, {
    two: { reports: [TRY_RUNE_2H, { ...TRY_RUNE_2H, world: 301 }] },
    list: [TRY_RUNE_2H],
  }),
  responses: answers(
    batchAnswerSchema,
    {
      mixed: {
        results: [
          CREATED,
          {
            status: 'rejected',
            error: 'reports.1.world: must be a whole number from 1 to 65535',
            kind: 'validation_failed',
            errors: [{ field: 'reports.1.world', message: 'must be a whole number from 1 to 65535' }],
          },
        ],
      },
    },
    [
      'validation_failed',
      'malformed_json',
      'body_too_large',
      'unsupported_media_type',
      'unauthorized',
      'idempotency_key_reused',
      'rate_limited',
      'shutting_down',
      ...OWNER_KINDS,
    ],
  ),
} satisfies Route['docs'];
