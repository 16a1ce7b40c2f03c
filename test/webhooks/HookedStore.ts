import { inspect } from 'node:util';
import { parseWebhookUrls, type WebhookTarget } from '../../src/config/webhook-urls.ts';
import type { DropEvent } from '../../src/domain/drops/drop-events.ts';
import { Metrics } from '../../src/observability/Metrics.ts';
import { RETRY_TIMES } from '../../src/webhooks/retry.ts';
import type { WebhookServices } from '../../src/webhooks/services.ts';
import { Webhooks } from '../../src/webhooks/Webhooks.ts';
import { FakeClock } from '../support/app.ts';
import { commitOf, ended, endedParty, partyEvents, T0 } from '../store/commits.ts';
import type { PlayedStore } from '../store/PlayedStore.ts';
import { SqlitePlace } from '../store/sqlite-place.ts';

/** Short delays, so that no test waits. The day after which events are given up is measured by the test's own clock. */
export const SHORT_TIMES = { ...RETRY_TIMES, timeoutMs: 2_000, firstMs: 2, maxMs: 8 };

/** A real store with webhooks, and what they logged. */
export class HookedStore {
  readonly clock = new FakeClock();
  readonly logged: string[] = [];
  readonly #place: SqlitePlace;
  #store!: PlayedStore;
  #webhooks: Webhooks | null = null;
  #parties = 0;

  private constructor(place: SqlitePlace) {
    this.#place = place;
    this.clock.time = T0;
  }

  static async make(): Promise<HookedStore> {
    const hooked = new HookedStore(await SqlitePlace.make());
    hooked.#store = await hooked.#place.open(hooked.clock.now);
    return hooked;
  }

  async start(urls: string, more: Partial<WebhookServices> = {}): Promise<void> {
    const keep = (details: object, message: string) => void this.logged.push(`${message} ${inspect(details)}`);
    this.#webhooks = await Webhooks.start(targetsOf(urls), {
      store: this.#store,
      log: { warn: keep, error: keep } as WebhookServices['log'],
      now: this.clock.now,
      systemTime: this.clock.now,
      random: () => 1,
      times: SHORT_TIMES,
      allowPrivate: true,
      metrics: new Metrics({ version: '0.0.0', closeCodes: [] }),
      ...more,
    });
  }

  async change(urls: string): Promise<void> {
    await this.#webhooks!.setTargets(targetsOf(urls));
  }

  get reports() {
    return this.#webhooks!.reports;
  }

  /** Closes the webhooks and reopens the store, as a restart does. */
  async stop(): Promise<void> {
    await this.#webhooks?.close();
    this.#webhooks = null;
    await this.#store.close();
    this.#store = await this.#place.open(this.clock.now);
  }

  commit(events: DropEvent[]): Promise<void> {
    return this.#store.commit(commitOf(...events));
  }

  /** Starts a drop party in a new world; the result ends it. `key`: the name of the ingest key that its reports come with. */
  async party(drops = 2, key: string | null = null): Promise<() => Promise<void>> {
    const id = ++this.#parties;
    const place = { world: 300 + id, party_id: id, at: this.clock.time };
    const keyed = (event: DropEvent) =>
      event.type === 'drop_added' ? { ...event, key, confirmed: key !== null } : event;
    await this.commit(partyEvents(place, drops).map(keyed));
    return () => this.commit([ended({ ...place, at: place.at + 302_000 })]);
  }

  /** That many drop parties of one drop each, in worlds from 1 on. */
  async endedParties(count: number): Promise<void> {
    const ids = Array.from({ length: count }, (_, i) => i + 1);
    while (ids.length > 0)
      await Promise.all(
        ids.splice(0, 100).map((id) => this.commit(endedParty({ world: id, party_id: id, at: T0 }, 1))),
      );
  }

  async remove(): Promise<void> {
    await this.#webhooks?.close();
    await this.#place.remove();
  }
}

function targetsOf(urls: string): WebhookTarget[] {
  const { targets, faults } = parseWebhookUrls(urls);
  if (faults.length > 0) throw new Error(faults.join());
  return targets;
}
