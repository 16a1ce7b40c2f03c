import { inspect } from 'node:util';
import type { SessionLog } from '../../src/store/postgres/WriteSession.ts';
import { PostgresCluster } from '../../src/store/postgres/PostgresCluster.ts';
import { PostgresEngine } from '../../src/store/postgres/PostgresEngine.ts';
import { sharedPostgres } from '../support/postgres.ts';
import type { PostgresServer } from '../support/PostgresServer.ts';
import { STORE_NOW } from './commits.ts';
import { PeerNews } from './PeerNews.ts';
import { PlayedStore, Rooms } from './PlayedStore.ts';

/** A new database, the stores open on it, and what they logged. */
export class PostgresPlace {
  readonly server: PostgresServer;
  readonly database: string;
  readonly logged: string[] = [];
  readonly #rooms = new Rooms();
  readonly news = new PeerNews();
  readonly #stores: PlayedStore[] = [];

  private constructor(server: PostgresServer, database: string) {
    this.server = server;
    this.database = database;
  }

  static async make(server?: PostgresServer): Promise<PostgresPlace> {
    const on = server ?? (await sharedPostgres());
    return new PostgresPlace(on, await on.newDatabase());
  }

  get url(): string {
    return this.server.url(this.database);
  }

  engine(url = this.url): PostgresEngine {
    return new PostgresEngine(url, this.#log());
  }

  async open({
    now = () => STORE_NOW,
    url = this.url,
  }: { now?: () => number; url?: string } = {}): Promise<PlayedStore> {
    const store = new PlayedStore(this.#rooms, this.engine(url), { now, log: this.#log() });
    await store.open();
    this.#stores.push(store);
    return store;
  }

  /** A store that other members of a cluster use, too, and what it agrees about with them. */
  async openMember({ now = () => STORE_NOW }: { now?: () => number } = {}) {
    const engine = new PostgresEngine(this.url, this.#log(), { isMember: true });
    const peers = { news: this.news.ofProcess(), memberId: () => engine.memberId };
    const store = new PlayedStore(this.#rooms, engine, { now, log: this.#log(), peers });
    await store.open();
    this.#stores.push(store);
    return { store, cluster: new PostgresCluster(engine) };
  }

  /** The database is removed with its server: dropping one costs a checkpoint. */
  async remove(): Promise<void> {
    for (const store of this.#stores) await store.close();
  }

  #log(): SessionLog {
    const keep = (level: string) => (details: object, message: string) => {
      this.logged.push(`${level}: ${message} ${inspect(details, { depth: 9 })}`);
    };
    return { info: keep('info'), warn: keep('warn'), error: keep('error') };
  }
}
