import type { Env } from '../config/env.ts';
import type { OperatorDocument } from '../config/OperatorDocument.ts';
import type { CheckSettings, SettingsFault } from '../config/operator-settings.ts';
import type { WebhookTarget } from '../config/webhook-urls.ts';
import { OperatorError } from '../errors.ts';
import type { ReceiverReport, WebhookServices } from '../webhooks/services.ts';
import { RETRY_TIMES } from '../webhooks/retry.ts';
import { privateAddressFault, Webhooks } from '../webhooks/Webhooks.ts';

/** What of its receivers operator.json must keep to. Throws OperatorError if WEBHOOK_URLS does not. */
export function receiversCheck(env: Env): CheckSettings {
  const fixed = env.WEBHOOK_URLS ?? [];
  const faultOf = (target: WebhookTarget) => (env.WEBHOOK_ALLOW_PRIVATE ? null : privateAddressFault(target));
  for (const [i, target] of fixed.entries()) {
    const fault = faultOf(target);
    if (fault !== null) throw new OperatorError(`WEBHOOK_URLS: address ${i + 1}: ${fault}`);
  }
  return ({ webhooks }) =>
    webhooks.flatMap((target, i): SettingsFault[] => {
      const others = [...fixed, ...webhooks.slice(0, i)];
      const isTwice = others.some(({ url }) => url.href === target.url.href);
      const fault = isTwice ? 'must not come twice, here or in WEBHOOK_URLS' : faultOf(target);
      return fault === null ? [] : [{ path: ['webhooks', i], message: fault }];
    });
}

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
