import { sql } from 'kysely';
import type { AuditEntry, LoggedAct } from '../../domain/audit.ts';
import type { Drop } from '../../domain/drops/drop.ts';
import type { DropPartySummary } from '../../domain/drops/drop-party.ts';
import type { World } from '../../domain/drops/world.ts';
import type { DungeonParty } from '../../domain/dungeons/dungeon-party.ts';
import { type Lobby, restoreLobby } from '../../domain/dungeons/lobby.ts';
import { restoreQueue } from '../../domain/finder/queue.ts';
import type { TicketRecord } from '../../domain/finder/ticket-view.ts';
import { ANSWER_KEPT_MS, SESSION_KEPT_MS } from '../limits.ts';
import type { Session } from '../../domain/sessions/session.ts';
import { AppError } from '../../errors.ts';
import type { Topic, Update } from '../../projections/update.ts';
import type { Commit, DeliveryProgress, HistoryQuery, RememberedAnswer, Store, TopicSnapshot } from '../store.ts';
import { auditPage, auditWrite, loggedActOf } from './audit.ts';
import { Committer } from './Committer.ts';
import { planCommit } from './commit-writes.ts';
import * as drops from './drop-reads.ts';
import * as dungeons from './dungeon-reads.ts';
import type { Engine, Row } from './Engine.ts';
import { queueOf, storedQueue, ticketById, ticketOfRows } from './finder-reads.ts';
import { repairFutureMoments } from './future-moments.ts';
import { type HistoryPage, readHistory } from './history-page.ts';
import { MIGRATIONS } from './migrations.ts';
import { Retention, type StoreLog } from './Retention.ts';
import { SqlJudgedDrops } from './SqlJudgedDrops.ts';
import { topicSnapshot } from './topic-snapshot.ts';
import { prepare, type Query } from './statement.ts';
import * as told from './update-reads.ts';
import { forgetReceiver, keepFingerprint, saveProgress } from './update-writes.ts';
import { worldOf, worldQueries } from './world-reads.ts';

const nextPartyId = prepare(() => sql`update counter set value = value + 1 where name = 'drop_party' returning value`);

/** Writes and syncs filler as large as a few commits: a disk with less space left is as good as full. */
const touch = prepare<{ filler: string }>(
  ({ filler }) => sql`
    insert into probe (id, filler) values (1, ${filler}) on conflict (id) do update set filler = excluded.filler`,
);
const PROBE_BYTES = 128 * 1024;

type Listener = (updates: Update[]) => void;

/** The store on any engine: every change is one transaction, every read uses an index, no state is kept in memory. */
export class SqlStore implements Store {
  readonly #engine: Engine;
  readonly #now: () => number;
  readonly #log: StoreLog;
  readonly #committer: Committer;
  readonly #retention: Retention;
  readonly #listeners = new Set<Listener>();
  readonly judged: SqlJudgedDrops;
  #probing: Promise<unknown> | null = null;
  #isOpen = false;

  constructor(engine: Engine, { now, log }: { now: () => number; log: StoreLog }) {
    this.#engine = engine;
    this.#now = now;
    this.#log = log;
    this.#committer = new Committer(engine);
    this.judged = new SqlJudgedDrops(
      (queries) => this.#read(queries),
      (queries) => this.#write(queries),
    );
    this.#retention = new Retention(this.#committer, now, log);
  }

  async open(): Promise<void> {
    if (this.#isOpen) throw new Error('the store is already open');
    await this.#engine.open(MIGRATIONS);
    await repairFutureMoments(this.#now(), (queries) => this.#committer.commit(queries));
    this.#isOpen = true;
    this.#retention.start();
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#retention.stop();
    await this.#committer.drained();
    await this.#engine.close();
  }

  async commit(commit: Commit): Promise<void> {
    this.#checkOpen();
    const { queries, numbered } = planCommit(commit);
    if (queries.length > 0) await this.#committer.commit(queries, (rows) => this.#tell(numbered(rows)));
  }

  subscribeUpdates(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
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
    const [[row]] = (await this.#committer.commit([keepFingerprint({ fingerprint, replace })])) as [
      [{ value: string }],
    ];
    return row.value === fingerprint;
  }

  async logAct(entry: AuditEntry): Promise<void> {
    this.#checkOpen();
    await this.#committer.commit([auditWrite(entry)]);
  }

  async auditLog({
    before = Number.MAX_SAFE_INTEGER,
    limit,
  }: {
    before?: number;
    limit: number;
  }): Promise<LoggedAct[]> {
    const [rows] = await this.#read([auditPage({ before, limit })]);
    return rows!.map(loggedActOf);
  }

  async probe(): Promise<void> {
    this.#checkOpen();
    // Concurrent callers share one probe, so that a burst of them causes no load.
    this.#probing ??= this.#committer
      .commit([touch({ filler: 'x'.repeat(PROBE_BYTES) })])
      .finally(() => (this.#probing = null));
    await this.#probing;
  }

  async newDropPartyId(): Promise<number> {
    this.#checkOpen();
    const [[row]] = (await this.#committer.commit([nextPartyId({})])) as [[{ value: number }]];
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

  async dropsOf(partyId: number, page: { before?: number; limit: number }): Promise<Drop[]> {
    const { before = Number.MAX_SAFE_INTEGER, limit } = page;
    const [rows] = await this.#read([drops.dropsPage({ party: partyId, before, limit })]);
    return drops.dropsOfRows(rows!);
  }

  async history(query: HistoryQuery): Promise<HistoryPage> {
    return await readHistory(query, (queries) => this.#read(queries));
  }

  async loadLobby(name: string): Promise<Lobby> {
    const parties = dungeons.partiesOfLobby({ lobby: name });
    const rows = await this.#read([...parties, ...queueOf(name)]);
    return restoreLobby(name, dungeons.dungeonPartiesOf(rows), restoreQueue(storedQueue(rows.slice(parties.length))));
  }

  async lobbyNames(): Promise<string[]> {
    const [rows] = await this.#read([dungeons.lobbyNames({})]);
    return rows!.map(({ lobby }) => lobby as string);
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
    await this.#retention.run();
  }

  async #write(queries: Query[]): Promise<Row[][]> {
    this.#checkOpen();
    return await this.#committer.commit(queries);
  }

  async #read(queries: Query[]): Promise<Row[][]> {
    this.#checkOpen();
    return await this.#engine.read(queries.map((query) => query(this.#engine.dialect)));
  }

  #tell(updates: Update[]): void {
    if (updates.length === 0) return;
    for (const listener of this.#listeners) {
      try {
        listener(updates);
      } catch (error) {
        // The commit is durable: a faulty listener must not fail it.
        this.#log.error({ err: error }, 'a listener of the store threw');
      }
    }
  }

  #checkOpen(): void {
    if (!this.#isOpen) throw new AppError('storage_unavailable', 'The store is not open.');
  }
}
