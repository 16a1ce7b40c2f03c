import { isDiscord, type WebhookTarget } from '../config/webhook-urls.ts';
import { OperatorError } from '../errors.ts';
import { ANNOUNCEMENT_TYPES } from '../projections/announcement.ts';
import { Progress } from './Progress.ts';
import { isPublicAddress, literalAddress } from './public-address.ts';
import { Receiver } from './Receiver.ts';
import type { WebhookServices } from './WebhookServices.ts';

const ANNOUNCED_NAMES: ReadonlySet<string> = new Set(ANNOUNCEMENT_TYPES);

/** Tells the receivers of WEBHOOK_URLS what the store announces. docs/webhooks.md is what they rely on. */
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

  /** `folder` keeps how far each receiver has been told. Throws an OperatorError where one cannot be. */
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

  /** What was not delivered when it resolves is owed, and told after the next start. */
  async close(): Promise<void> {
    this.#stopListening();
    await Promise.all(this.#receivers.map((receiver) => receiver.close()));
  }

  #wake(): void {
    for (const receiver of this.#receivers) receiver.wake();
  }
}
