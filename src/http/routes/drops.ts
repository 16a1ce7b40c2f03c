import { Router } from 'express';
import { parseOrRefuse } from '../../protocol/faults.ts';
import { reportSchema, type ReportInput } from '../../protocol/drops.ts';
import { dropAnswer } from '../../protocol/drop-answers.ts';
import type { Report } from '../../domain/drops/drop.ts';
import type { HttpServices } from '../HttpServices.ts';

export function dropRoutes({ directory, hash }: HttpServices): Router {
  const router = Router();

  router.post('/drops', async (request, response) => {
    const report = toReport(parseOrRefuse(reportSchema, request.body), request.get('X-Reporter-Id'), hash);
    const answer = await directory.call({ name: 'drop_tracker', world: report.world }, 'report', report, null);
    response.json(dropAnswer(answer));
  });

  return router;
}

function toReport(input: ReportInput, header: string | undefined, hash: (text: string) => string): Report {
  const { world, item_id, item_name, quantity, value, x, y, plane = 0, tick = null } = input;
  const reporter = input.reporter ?? header;
  const tile = x === undefined || y === undefined ? null : { plane, x, y };
  return { world, item_id, item_name, quantity, value, reporter: reporter ? hash(reporter) : null, tile, tick };
}
