import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ConnectionLimit } from '../../src/auth/ConnectionLimit.ts';
import { Guests } from '../../src/auth/Guests.ts';
import { LastHeard } from '../../src/auth/LastHeard.ts';
import { readEnv } from '../../src/config/env.ts';
import type { Drop } from '../../src/domain/drops/drop.ts';
import type { Topic, Update } from '../../src/projections/update.ts';
import { Metrics } from '../../src/observability/Metrics.ts';
import { makeLog } from '../../src/log.ts';
import type { Store, TopicSnapshot } from '../../src/store/store.ts';
import { UpdatesServer } from '../../src/updates/UpdatesServer.ts';
import { NO_NOTICES } from '../support/no-notices.ts';

/** A store of one world, whose updates and delays are controlled by the test. */
export class OneWorldStore {
  seq = 0;
  /** What a snapshot waits for, after it is read or before. */
  slowness: Promise<unknown> = Promise.resolve();
  readsLate = false;
  drops: Drop[] = [];
  snapshots = 0;
  /** What was told, if it is kept. */
  backlog: Update[] | null = null;
  readonly #listeners = new Set<(updates: Update[]) => void>();

  subscribeUpdates(listener: (updates: Update[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onLostUpdates(): () => void {
    return () => undefined;
  }

  caughtUp(): null {
    return null;
  }

  async snapshotOf(): Promise<TopicSnapshot> {
    const { seq } = this;
    this.snapshots += 1;
    await this.slowness;
    return {
      topic: 'world',
      seq: this.readsLate ? this.seq : seq,
      value: { world: 1, party: null, drops: this.drops },
    };
  }

  async updatesSince(_topic: Topic, since: number): Promise<Update[] | null> {
    const missed = this.backlog?.filter(({ seq }) => seq > since) ?? [];
    return missed.length === this.seq - since ? missed : null;
  }

  tell(seq: number, data: object = {}): void {
    this.seq = seq;
    const update = { topic: 'world:1' as Topic, event: 'drop_added', at: 0, seq, data: { ...data } } as const;
    this.backlog?.push(update);
    for (const listener of this.#listeners) listener([update]);
  }
}

/** /updates without the rest of the server. */
export async function startUpdatesAlone(now: () => number = Date.now) {
  const store = new OneWorldStore();
  return { store, ...(await serveUpdates(store as unknown as Store, now)) };
}

/** /updates on a store, without the rest of the server. */
export async function serveUpdates(store: Store, now: () => number = Date.now) {
  const connections = new ConnectionLimit(100);
  const lastHeard = new LastHeard(now);
  const updates = new UpdatesServer({
    store,
    guests: new Guests(new Uint8Array(32), false),
    lastHeard,
    now,
    log: makeLog(readEnv({ NODE_ENV: 'test', LOG_LEVEL: 'silent' })),
    connections,
    notices: NO_NOTICES,
    metrics: new Metrics({ version: '0.0.0', closeCodes: [] }),
    addressOf: (request) => String(request.socket.remoteAddress),
  });
  const server = createServer().on('upgrade', (request, socket, head) => updates.upgrade(request, socket, head));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    lastHeard,
    updates,
    connections,
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      updates.close();
      updates.terminate();
      server.close();
      await Promise.race([once(server, 'close'), delay(2_000, undefined, { ref: false })]);
    },
  };
}
