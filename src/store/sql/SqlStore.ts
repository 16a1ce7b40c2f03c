import { sql } from 'kysely';
import type { AuditEntry, LoggedAct } from '../../domain/audit.ts';
import type { Drop } from '../../domain/drops/drop.ts';
import type { DropPartySummary } from '../../domain/drops/drop-party.ts';
import type { World } from '../../domain/drops/world.ts';
import type { DungeonParty } from '../../domain/dungeons/dungeon-party.ts';
import type { Lobby } from '../../domain/dungeons/lobby.ts';
import type { TicketRecord } from '../../domain/finder/ticket-view.ts';
import { ANSWER_KEPT_MS, SESSION_KEPT_MS } from '../limits.ts';
import type { Session } from '../../domain/sessions/session.ts';
import { AppError } from '../../errors.ts';
import type { Topic, Update } from '../../projections/update.ts';
import type { Commit, DeliveryProgress, HistoryQuery, RememberedAnswer, Store, TopicSnapshot } from '../store.ts';
import { auditPage, auditWrite, loggedActOf } from './audit.ts';
import { Committer } from './Committer.ts';
import { commitWrites } from './commit-writes.ts';
import * as drops from './drop-reads.ts';
import * as dungeons from './dungeon-reads.ts';
import type { Engine, Row, StoreLog } from './Engine.ts';
import type { FeedNews } from '../cluster.ts';
import type { Feed } from './Feed.ts';
import { lobbyOf, ticketById, ticketOfRows, wholeLobby } from './finder-reads.ts';
import { repairFutureMoments } from './future-moments.ts';
import { type HistoryPage, readHistory } from './history-page.ts';
import { Listeners } from './Listeners.ts';
import { MIGRATIONS } from './migrations.ts';
import { Retention } from './Retention.ts';
import { SqlDropLookups } from './SqlDropLookups.ts';
import { SqlJudgedDrops } from './SqlJudgedDrops.ts';
import { topicSnapshot } from './topic-snapshot.ts';
import { Probe } from './Probe.ts';
import { prepare, type Query } from './statement.ts';
import * as told from './update-reads.ts';
import { forgetReceiver, keepFingerprint, saveProgress } from './update-writes.ts';
import { worldOf, worldQueries } from './world-reads.ts';

const nextPartyId = prepare(() => sql`update counter set value = value + 1 where name = 'drop_party' returning value`);

/** The other processes on the database. `memberId` is this one's, `wasAlone` whether there were none as it came, once the engine is open. */
type Peers = { news: FeedNews; memberId: () => number; wasAlone: () => boolean };

export type SqlStoreOptions = { now: () => number; log: StoreLog; peers?: Peers };

type Page = { before?: number; limit: number };

/** The store on any engine: every change is one transaction, every read uses an index, no state is kept in memory. */
export class SqlStore implements Store {
  readonly #engine: Engine;
  readonly #now: () => number;
  readonly #committer: Committer;
  readonly #probe: Probe;
  /** With several processes, one of them at a time deletes what has expired. */
  readonly retention: Retention;
  readonly #mayRepair: () => boolean;
  readonly #listeners: Listeners;
  readonly judged: SqlJudgedDrops;
  readonly lookups = new SqlDropLookups((queries) => this.#read(queries));
  #isOpen = false;

  constructor(engine: Engine, { now, log, peers }: SqlStoreOptions) {
    this.#engine = engine;
    this.#now = now;
    this.#mayRepair = peers?.wasAlone ?? (() => true);
    this.#listeners = new Listeners(log, peers?.news ?? null, (queries) => this.#read(queries));
    this.#committer = new Committer(engine, this.#listeners.feed);
    this.judged = new SqlJudgedDrops(
      (queries) => this.#read(queries),
      (queries) => this.#write(queries),
    );
    this.retention = new Retention(this.#committer, now, log);
    this.#probe = new Probe(this.#committer, () => peers?.memberId() ?? 1);
  }

  async open(): Promise<void> {
    if (this.#isOpen) throw new Error('the store is already open');
    await this.#engine.open(MIGRATIONS);
    // Other processes may be deciding on what it would change.
    if (this.#mayRepair()) await repairFutureMoments(this.#now(), (queries) => this.#committer.commitShared(queries));
    this.#isOpen = true;
    await this.#listeners.feed?.open();
    if (!this.#listeners.feed) await this.retention.begin();
  }

  get feed(): Feed | null {
    return this.#listeners.feed;
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.retention.end();
    await this.#committer.drained();
    await this.#engine.close();
  }

  async commit(commit: Commit): Promise<void> {
    this.#checkOpen();
    const queries = commitWrites(commit, this.#listeners.feed !== null);
    if (queries.length + commit.updates.length === 0) return;
    await this.#committer.commit(queries, commit.updates, (part) => this.#listeners.tell(part));
  }

  subscribeUpdates(listener: (updates: Update[]) => void): () => void {
    return this.#listeners.add(listener);
  }

  onLostUpdates(listener: () => void): () => void {
    return this.#listeners.addOfLosses(listener);
  }

  caughtUp(): Promise<void> | null {
    return this.#listeners.feed?.caughtUp() ?? null;
  }

  async updatesSince(topic: Topic, since: number): Promise<Update[] | null> {
    const rows = await this.#read([told.topicState({ topic }), told.updatesAfter({ topic, since })]);
    return told.updatesOf(since, this.#now(), rows);
  }

  async announcementAfter(seq: number): ReturnType<Store['announcementAfter']> {
    return told.announcementOfRows(await this.#read([told.newestAnnouncement({}), told.nextAnnouncement({ seq })]));
  }

  async deliveryProgress(receiver: string): Promise<DeliveryProgress | null> {
    return told.deliveryProgress(await this.#read([told.progressOf({ receiver })]));
  }

  async saveDeliveryProgress(receiver: string, { cursor, owed }: DeliveryProgress): Promise<void> {
    this.#checkOpen();
    await this.#committer.commit([saveProgress({ receiver, seq: cursor, owed: JSON.stringify(owed) })]);
  }

  async forgetOtherReceivers(receivers: string[]): Promise<void> {
    this.#checkOpen();
    const [known = []] = await this.#read([told.allReceivers({})]);
    const forgotten = known.map((row) => row['receiver'] as string).filter((receiver) => !receivers.includes(receiver));
    if (forgotten.length > 0) await this.#committer.commit(forgotten.map((receiver) => forgetReceiver({ receiver })));
  }

  async snapshotOf(topic: Topic): Promise<TopicSnapshot | null> {
    return await topicSnapshot(topic, this.#now(), (queries) => this.#read(queries));
  }

  async belongsTo(fingerprint: string, { replace }: { replace: boolean }): Promise<boolean> {
    this.#checkOpen();
    const [[row] = []] = await this.#committer.commit([keepFingerprint({ fingerprint, replace })]);
    return row?.['value'] === fingerprint;
  }

  async logAct(entry: AuditEntry): Promise<void> {
    this.#checkOpen();
    await this.#committer.commit([auditWrite(entry)]);
  }

  async auditLog({ before = Number.MAX_SAFE_INTEGER, limit }: Page): Promise<LoggedAct[]> {
    return (await this.#read([auditPage({ before, limit })])).flat().map(loggedActOf);
  }

  async probe(): Promise<void> {
    this.#checkOpen();
    await this.#probe.run();
  }

  async newDropPartyId(): Promise<number> {
    this.#checkOpen();
    const [[row]] = (await this.#committer.commitShared([nextPartyId({})])) as [[{ value: number }]];
    return row.value;
  }

  async loadWorld(world: number): Promise<World> {
    return worldOf(world, await this.#read(worldQueries(world)));
  }

  async runningDropParties(): Promise<DropPartySummary[]> {
    const rows = await this.#read([drops.runningSummaries({})]);
    return rows[0]!.map((row) => drops.summaryOfRow(row).party);
  }

  async runningDropPartyOf(world: number): Promise<DropPartySummary | null> {
    const [[row] = []] = await this.#read([drops.runningSummaryOf({ world })]);
    return row ? drops.summaryOfRow(row).party : null;
  }

  async dropParty(id: number): Promise<DropPartySummary | null> {
    const [[row] = []] = await this.#read([drops.summaryOf({ id })]);
    return row ? drops.summaryOfRow(row).party : null;
  }

  async dropsOf(partyId: number, { before = Number.MAX_SAFE_INTEGER, limit }: Page): Promise<Drop[]> {
    const [rows] = await this.#read([drops.dropsPage({ party: partyId, before, limit })]);
    return drops.dropsOfRows(rows!);
  }

  async history(query: HistoryQuery): Promise<HistoryPage> {
    return await readHistory(query, (queries) => this.#read(queries));
  }

  async loadLobby(name: string): Promise<Lobby> {
    return lobbyOf(name, await this.#read(wholeLobby(name)));
  }

  async lobbyNames(): Promise<string[]> {
    return (await this.#read([dungeons.lobbyNames({})]))[0]!.map(({ lobby }) => lobby as string);
  }

  async dungeonParty(partyId: string): Promise<DungeonParty | null> {
    return dungeons.dungeonPartiesOf(await this.#read(dungeons.partyById({ party_id: partyId })))[0] ?? null;
  }

  async dungeonPartiesOf(lobby: string): ReturnType<Store['dungeonPartiesOf']> {
    return dungeons.numberedPartiesOf(await this.#read(dungeons.numberedParties({ lobby })));
  }

  async ticket(id: string): Promise<TicketRecord | null> {
    return ticketOfRows(await this.#read(ticketById(id)));
  }

  async session(id: string): Promise<Session | null> {
    const after = this.#now() - SESSION_KEPT_MS;
    return dungeons.sessionsOf(await this.#read(dungeons.sessionById({ session_id: id, after })))[0] ?? null;
  }

  async activeSessions(): ReturnType<Store['activeSessions']> {
    return dungeons.activeSessionsOf(await this.#read(dungeons.numberedSessions()));
  }

  async recall(ids: string[]): Promise<Map<string, RememberedAnswer>> {
    const after = this.#now() - ANSWER_KEPT_MS;
    return told.answersOf(await this.#read(ids.map((id) => told.answerById({ id, after }))));
  }

  /** Deletes everything that has expired now, instead of at the next regular run. */
  async forget(): Promise<void> {
    await this.retention.run();
  }

  async #write(queries: Query[]): Promise<Row[][]> {
    this.#checkOpen();
    return await this.#committer.commit(queries);
  }

  async #read(queries: Query[]): Promise<Row[][]> {
    this.#checkOpen();
    return await this.#engine.read(queries.map((query) => query(this.#engine.dialect)));
  }

  #checkOpen(): void {
    if (!this.#isOpen) throw new AppError('storage_unavailable', 'The store is not open.');
  }
}
