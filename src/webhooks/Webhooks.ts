import { isDiscord, type WebhookTarget } from '../config/webhook-urls.ts';
import { OperatorError } from '../errors.ts';
import { ANNOUNCEMENT_TYPES } from '../projections/announcement.ts';
import { Progress } from './Progress.ts';
import { isPublicAddress, literalAddress } from './post.ts';
import { Receiver, type WebhookServices } from './Receiver.ts';

const ANNOUNCED_NAMES: ReadonlySet<string> = new Set(ANNOUNCEMENT_TYPES);

/** Sends what the store announces to the receivers in WEBHOOK_URLS. docs/webhooks.md is the contract. Rule: [HOOK-1]. */
export class Webhooks {
  readonly #receivers: Receiver[];
  readonly #stopListening: () => void;

  private constructor(receivers: Receiver[], services: WebhookServices) {
    this.#receivers = receivers;
    this.#stopListening = services.store.subscribeUpdates((updates) => {
      if (updates.some(({ event }) => ANNOUNCED_NAMES.has(event))) this.#wake();
    });
    this.#wake();
  }

  /** `folder` keeps the progress of each receiver. Throws OperatorError if a URL or a progress file is not acceptable. */
  static async start(folder: string, targets: WebhookTarget[], services: WebhookServices): Promise<Webhooks> {
    const { newest } = await services.store.announcementAfter(0);
    const receivers: Receiver[] = [];
    for (const [i, target] of targets.entries()) {
      const address = literalAddress(target.url);
      if (!services.allowPrivate && address && !isPublicAddress(address)) {
        const fault = 'must not be a private or special address unless WEBHOOK_ALLOW_PRIVATE is true';
        throw new OperatorError(`WEBHOOK_URLS: address ${i + 1}: ${fault}`);
      }
      const name = `${i + 1} ${isDiscord(target.url) ? 'Discord' : target.url.host}`;
      receivers.push(new Receiver(name, target, await Progress.open(folder, target.url, newest), services));
    }
    return new Webhooks(receivers, services);
  }

  /** What is not delivered when it resolves is sent after the next start. */
  async close(): Promise<void> {
    this.#stopListening();
    await Promise.all(this.#receivers.map((receiver) => receiver.close()));
  }

  #wake(): void {
    for (const receiver of this.#receivers) receiver.wake();
  }
}
