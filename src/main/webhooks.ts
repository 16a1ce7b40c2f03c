import type { Env } from '../config/env.ts';
import type { OperatorDocument } from '../config/OperatorDocument.ts';
import type { WebhookTarget } from '../config/webhook-urls.ts';
import type { ReceiverReport, WebhookServices } from '../webhooks/services.ts';
import { RETRY_TIMES } from '../webhooks/retry.ts';
import { Webhooks } from '../webhooks/Webhooks.ts';
import type { Duty } from './Duties.ts';

/**
 * Tells the receivers in WEBHOOK_URLS and in the operator's document, which change with the document meanwhile. With several processes,
 * one of them does it at a time; the next one goes on where it stopped.
 */
export class WebhooksDuty implements Duty {
  readonly #targets: () => WebhookTarget[];
  readonly #services: WebhookServices;
  #running: Webhooks | null = null;

  constructor(
    env: Env,
    document: OperatorDocument,
    services: Pick<WebhookServices, 'store' | 'now' | 'log' | 'metrics'>,
  ) {
    this.#targets = () => [...(env.WEBHOOK_URLS ?? []), ...document.settings.webhooks];
    this.#services = {
      ...services,
      systemTime: Date.now,
      random: Math.random,
      times: RETRY_TIMES,
      allowPrivate: env.WEBHOOK_ALLOW_PRIVATE,
    };
    document.onChange(() => void this.#follow());
  }

  async begin(): Promise<void> {
    this.#running = await Webhooks.start(this.#targets(), this.#services);
  }

  async end(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    await running?.close();
  }

  /** For the admin. Empty while another process does it. */
  reports(): object[] {
    return this.#running?.reports.map(shown) ?? [];
  }

  async #follow(): Promise<void> {
    try {
      await this.#running?.setTargets(this.#targets());
    } catch (error) {
      this.#services.log.error({ err: error }, 'the receivers in operator.json could not all be started');
    }
  }
}

/** Times as everywhere in HTTP. */
function shown(report: ReceiverReport): object {
  const iso = (ms: number) => new Date(ms).toISOString();
  if (report.status === 'active') return report;
  return report.status === 'held' ? { ...report, until: iso(report.until) } : { ...report, at: iso(report.at) };
}
