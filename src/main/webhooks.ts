import type { Env } from '../config/env.ts';
import type { OperatorDocument } from '../config/OperatorDocument.ts';
import type { ReceiverReport, WebhookServices } from '../webhooks/services.ts';
import { RETRY_TIMES } from '../webhooks/retry.ts';
import { Webhooks } from '../webhooks/Webhooks.ts';

/** The receivers in WEBHOOK_URLS and in operator.json, which change with the document while the server runs. */
export async function startWebhooks(
  env: Env,
  document: OperatorDocument,
  services: Pick<WebhookServices, 'store' | 'now' | 'log' | 'metrics'>,
): Promise<RunningWebhooks> {
  const { log } = services;
  const fixed = env.WEBHOOK_URLS ?? [];
  const webhooks = await Webhooks.start([...fixed, ...document.settings.webhooks], {
    ...services,
    systemTime: Date.now,
    random: Math.random,
    times: RETRY_TIMES,
    allowPrivate: env.WEBHOOK_ALLOW_PRIVATE,
  });
  document.onChange((settings) => {
    webhooks.setTargets([...fixed, ...settings.webhooks]).catch((error: unknown) => {
      log.error({ err: error }, 'the receivers in operator.json could not all be started');
    });
  });
  return {
    reports: () => webhooks.reports.map(shown),
    async close() {
      document.close();
      await webhooks.close();
    },
  };
}

/** `reports` are for the admin. */
export type RunningWebhooks = { reports(): object[]; close(): Promise<void> };

/** Times as everywhere in HTTP. */
function shown(report: ReceiverReport): object {
  const iso = (ms: number) => new Date(ms).toISOString();
  if (report.status === 'active') return report;
  return report.status === 'held' ? { ...report, until: iso(report.until) } : { ...report, at: iso(report.at) };
}
