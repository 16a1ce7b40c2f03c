import { join } from 'node:path';
import { inspect } from 'node:util';
import { parseWebhookUrls } from '../../src/config/webhook-urls.ts';
import type { DropEvent } from '../../src/domain/drops/drop-events.ts';
import type { EmbeddedStore } from '../../src/store/embedded/EmbeddedStore.ts';
import { RETRY_TIMES } from '../../src/webhooks/retry.ts';
import type { WebhookServices } from '../../src/webhooks/WebhookServices.ts';
import { Webhooks } from '../../src/webhooks/Webhooks.ts';
import { FakeClock } from '../support/app.ts';
import { commitOf, ended, partyEvents, T0 } from '../store/commits.ts';
import { EmbeddedPlace } from '../store/embedded-place.ts';

/** So short that no test waits; a day stays a day, by a clock that the test moves. */
export const SHORT_TIMES = { ...RETRY_TIMES, timeoutMs: 2_000, firstMs: 2, maxMs: 8 };

/** A real store with webhooks on it, and what they logged. */
export class HookedStore {
  readonly clock = new FakeClock();
  readonly logged: string[] = [];
  readonly #place: EmbeddedPlace;
  #store!: EmbeddedStore;
  #webhooks: Webhooks | null = null;
  #parties = 0;

  private constructor(place: EmbeddedPlace) {
    this.#place = place;
    this.clock.time = T0;
  }

  static async make(): Promise<HookedStore> {
    const hooked = new HookedStore(await EmbeddedPlace.make());
    hooked.#store = await hooked.#place.open({ now: hooked.clock.now });
    return hooked;
  }

  async start(urls: string, more: Partial<WebhookServices> = {}): Promise<void> {
    const { targets, faults } = parseWebhookUrls(urls);
    if (faults.length > 0) throw new Error(faults.join());
    const keep = (details: object, message: string) => void this.logged.push(`${message} ${inspect(details)}`);
    this.#webhooks = await Webhooks.start(join(this.#place.dataDir, 'webhooks'), targets, {
      store: this.#store,
      log: { warn: keep, error: keep } as WebhookServices['log'],
      now: this.clock.now,
      random: () => 1,
      times: SHORT_TIMES,
      allowPrivate: true,
      ...more,
    });
  }

  /** As after a shutdown: the store is opened again too. */
  async stop(): Promise<void> {
    await this.#webhooks?.close();
    this.#webhooks = null;
    await this.#store.close();
    this.#store = await this.#place.open({ now: this.clock.now });
  }

  commit(events: DropEvent[]): Promise<void> {
    return this.#store.commit(commitOf(...events));
  }

  /** Starts a party of a world of its own, and gives what ends it. */
  async party(): Promise<() => Promise<void>> {
    const id = ++this.#parties;
    const place = { world: 300 + id, party_id: id, at: this.clock.time };
    await this.commit(partyEvents(place, 2));
    return () => this.commit([ended({ ...place, at: place.at + 302_000 })]);
  }

  async remove(): Promise<void> {
    await this.#webhooks?.close();
    await this.#place.remove();
  }
}
