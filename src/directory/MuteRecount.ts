import { setImmediate } from 'node:timers/promises';
import type { Ingest } from '../auth/Ingest.ts';
import type { Mutes } from '../domain/drops/trust.ts';
import type { DropPlace, JudgedDrops, Store } from '../store/store.ts';
import type { Directory } from './Directory.ts';

/** Milliseconds until a recount that failed is tried again: the disk may be full. */
const RETRY_MS = 5_000;

/** Drops of one party in one commit: a few milliseconds, for which its reports wait. */
const DROPS_AT_ONCE = 64;

type Services = {
  directory: Directory;
  store: Store;
  ingest: Ingest;
  log: Record<'error', (details: object, message: string) => void>;
};
type Change = Parameters<JudgedDrops['saveRecountedMute']>[0];

/**
 * Recounts what is stored after a mute or unmute, through the rooms of the worlds, in the background and in small steps. The store keeps
 * which mutes are done, so that a restart goes on with the rest. Rule: [DROP-18].
 */
export class MuteRecount {
  readonly #services: Services;
  #running: Promise<void> | null = null;
  #isAskedAgain = false;
  #isStopped = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(services: Services) {
    this.#services = services;
  }

  /** The mutes have changed, or may have while the server was down. */
  start(): void {
    this.#isAskedAgain = true;
    this.#running ??= this.#run().finally(() => (this.#running = null));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#retry);
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#isAskedAgain && !this.#isStopped) {
      this.#isAskedAgain = false;
      try {
        for (const change of await this.#changes()) await this.#follow(change);
      } catch (error) {
        if (this.#isStopped) return;
        this.#services.log.error({ err: error }, 'drops could not be recounted after a mute; trying again');
        this.#retry = setTimeout(() => this.start(), RETRY_MS).unref();
        return;
      }
    }
  }

  async #changes(): Promise<Change[]> {
    const { store, ingest } = this.#services;
    const done = await store.judged.recountedMutes();
    const of = (kind: Change['kind'], field: keyof Mutes) => [
      ...without(ingest.mutes[field], done[field]).map((hash) => ({ kind, hash, isMuted: true })),
      ...without(done[field], ingest.mutes[field]).map((hash) => ({ kind, hash, isMuted: false })),
    ];
    return [...of('reporter', 'reporters'), ...of('source', 'sources')];
  }

  async #follow(change: Change): Promise<void> {
    const { store } = this.#services;
    for (let after: number | null = 0; after !== null;) {
      if (this.#isStopped) return;
      const { drops, next }: Awaited<ReturnType<JudgedDrops['mentioning']>> = await store.judged.mentioning(
        change.hash,
        after,
      );
      await this.#recount(drops);
      // The event loop gets its turn between two steps.
      await setImmediate();
      after = next;
    }
    await store.judged.saveRecountedMute(change);
  }

  async #recount(drops: DropPlace[]): Promise<void> {
    for (const [party_id, ofParty] of Map.groupBy(drops, (drop) => drop.party_id)) {
      const room = await this.#services.directory.dropTracker(ofParty[0]!.world);
      for (let i = 0; i < ofParty.length; i += DROPS_AT_ONCE) {
        const numbers = ofParty.slice(i, i + DROPS_AT_ONCE).map(({ number }) => number);
        await room.correct({ type: 'recount', party_id, numbers }, null);
      }
    }
  }
}

function without(all: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...all].filter((one) => !others.has(one));
}
