import { isDeepStrictEqual } from 'node:util';
import { isDiscord, type WebhookTarget } from '../config/webhook-urls.ts';
import { requestContext } from '../observability/request-context.ts';
import { ANNOUNCEMENT_TYPES } from '../projections/announcement.ts';
import { Progress, receiverId } from './Progress.ts';
import { isPublicAddress, literalAddress } from './post.ts';
import { Receiver } from './Receiver.ts';
import type { ReceiverReport, WebhookServices } from './services.ts';

/** Updates that may come with an announcement. A match that is made has none of its own name, but its session is created with it. */
const ANNOUNCED_WITH: ReadonlySet<string> = new Set([...ANNOUNCEMENT_TYPES, 'session_created']);

type Running = { receiver: Receiver; target: WebhookTarget };

/** Sends the store's announcements to the receivers. docs/webhooks.md is the contract. Rule: [HOOK-1]. */
export class Webhooks {
  readonly #services: WebhookServices;
  readonly #stopListening: () => void;
  #running: Running[] = [];
  /** Resolves after the last change of the receivers, even if it failed: changes are made one at a time. */
  #changed: Promise<void> = Promise.resolve();

  private constructor(services: WebhookServices) {
    this.#services = services;
    this.#stopListening = services.store.subscribeUpdates((updates) => {
      if (updates.some(({ event }) => ANNOUNCED_WITH.has(event))) requestContext.exit(() => this.#wake());
    });
  }

  static async start(targets: WebhookTarget[], services: WebhookServices): Promise<Webhooks> {
    const webhooks = new Webhooks(services);
    await webhooks.setTargets(targets);
    return webhooks;
  }

  /**
   * Starts new receivers, stops and forgets removed ones, and retries those that have ended; the others are not disturbed. Refuses
   * `storage_unavailable`. Rule: [HOOK-8].
   */
  setTargets(targets: WebhookTarget[]): Promise<void> {
    const change = this.#changed.then(() => this.#change(targets));
    this.#changed = change.catch(() => {});
    return change;
  }

  /** The receivers, in the order of the settings. */
  get reports(): ReceiverReport[] {
    return this.#running.map(({ receiver }) => receiver.report);
  }

  /** What is not delivered when it resolves is sent after the next start. */
  async close(): Promise<void> {
    this.#stopListening();
    await this.#changed;
    await Promise.all(this.#running.map(({ receiver }) => receiver.close()));
  }

  async #change(targets: WebhookTarget[]): Promise<void> {
    const { newest } = await this.#services.store.announcementAfter(0);
    const before = this.#running;
    const isKept = ({ target, receiver }: Running) =>
      receiver.report.status !== 'ended' && targets.some((wanted) => isDeepStrictEqual(wanted, target));
    const kept = before.filter(isKept);
    // A closed receiver never runs again, so it must not be found here if a start below fails.
    this.#running = kept;
    await Promise.all(before.filter((one) => !kept.includes(one)).map(({ receiver }) => receiver.close()));
    await this.#services.store.forgetOtherReceivers(targets.map(({ url }) => receiverId(url)));
    const running: Running[] = [];
    for (const [i, target] of targets.entries()) {
      const name = `${i + 1} ${isDiscord(target.url) ? 'Discord' : target.url.host}`;
      const open = () => Progress.open(this.#services.store, target.url, newest);
      running.push(
        kept.find((one) => isDeepStrictEqual(one.target, target)) ??
          ({ target, receiver: new Receiver(name, target, await open(), this.#services) } satisfies Running),
      );
    }
    this.#running = running;
    this.#wake();
  }

  #wake(): void {
    for (const { receiver } of this.#running) receiver.wake();
  }
}

/** Why no request may be sent to the target; null if one may. Rule: [HOOK-5]. */
export function privateAddressFault({ url }: WebhookTarget): string | null {
  const address = literalAddress(url);
  return address && !isPublicAddress(address)
    ? 'must not be a private or special address unless WEBHOOK_ALLOW_PRIVATE is true'
    : null;
}
