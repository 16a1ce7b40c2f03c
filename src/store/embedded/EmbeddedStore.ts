import type { Drop } from '../../domain/drops/drop.ts';
import type { DropPartySummary } from '../../domain/drops/drop-party.ts';
import { emptyWorld, type World } from '../../domain/drops/world.ts';
import { AppError } from '../../errors.ts';
import type { Lobby } from '../../domain/dungeons/lobby.ts';
import type { DungeonParty } from '../../domain/dungeons/dungeon-party.ts';
import type { Session } from '../../domain/sessions/session.ts';
import type { Announcement } from '../../projections/announcement.ts';
import type { Topic, Update } from '../../projections/update.ts';
import type { Commit, HistoryQuery, RememberedAnswer, Store, TopicSnapshot } from '../store.ts';
import { Admission } from './admission.ts';
import type { Archive } from './Archive.ts';
import { Checkpoint } from './Checkpoint.ts';
import { CheckpointSchedule, type CheckpointTimes } from './CheckpointSchedule.ts';
import { DirectoryLock } from './DirectoryLock.ts';
import { readDropsPage, readParty, runningParties } from './drop-parties.ts';
import { DungeonAdmission } from './DungeonAdmission.ts';
import { makeFolder } from './files.ts';
import { type HistoryPage, readHistory } from './history-page.ts';
import { Journal } from './Journal.ts';
import { checkCommit, encodeCommit } from './journal-record.ts';
import { Listeners } from './Listeners.ts';
import { SILENT, type StoreLog } from './log.ts';
import { Probe } from './Probe.ts';
import { recover, type Recovered } from './recovery.ts';
import type { Tables } from './Tables.ts';
import { topicSnapshot } from './topic-snapshot.ts';

export type EmbeddedStoreOptions = {
  dataDir: string;
  log?: StoreLog;
  /** Epoch milliseconds. */
  now?: () => number;
  /** When checkpoints are made: see CheckpointTimes. */
  checkpointBytes?: number;
  checkpointMs?: number;
};

const CHECKPOINT_BYTES = 8 * 1024 * 1024;
const CHECKPOINT_MS = 5 * 60 * 1000;

type Opened = {
  lock: DirectoryLock;
  journal: Journal;
  tables: Tables;
  archive: Archive;
  admission: Admission;
  checkpoints: CheckpointSchedule;
};

/**
 * The store of one process: what is running in memory, every change in a journal before it counts, what is over in an
 * archive on disk. docs/decisions/0002-embedded-store.md tells why it is so.
 */
export class EmbeddedStore implements Store {
  readonly #dataDir: string;
  readonly #log: StoreLog;
  readonly #now: () => number;
  readonly #checkpoints: CheckpointTimes;
  readonly #probe: Probe;
  readonly #listeners: Listeners;
  #opened: Opened | null = null;

  constructor({ dataDir, log, now, checkpointBytes, checkpointMs }: EmbeddedStoreOptions) {
    this.#dataDir = dataDir;
    this.#log = log ?? SILENT;
    this.#now = now ?? Date.now;
    this.#checkpoints = { bytes: checkpointBytes ?? CHECKPOINT_BYTES, ms: checkpointMs ?? CHECKPOINT_MS };
    this.#probe = new Probe(dataDir);
    this.#listeners = new Listeners(this.#log);
  }

  async open(): Promise<void> {
    if (this.#opened) throw new Error('the store is open');
    await makeFolder(this.#dataDir);
    const lock = DirectoryLock.take(this.#dataDir);
    try {
      this.#opened = await this.#start(lock, await recover(this.#dataDir, this.#log));
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** What is committed is durable already; the checkpoint makes the next start short. */
  async close(): Promise<void> {
    const opened = this.#opened;
    if (!opened) return;
    this.#opened = null;
    await opened.checkpoints.stop();
    try {
      await opened.journal.close();
    } finally {
      opened.lock.release();
    }
  }

  async commit(commit: Commit): Promise<void> {
    const { journal, tables, admission, checkpoints } = this.#ready();
    if (commit.events.length === 0 && commit.answers.length === 0) return;
    // A copy, so that what is applied is what was written, whatever the caller does meanwhile.
    const checked = checkCommit({ events: commit.events, answers: commit.answers });
    admission.admit(checked.events);
    await journal.append(encodeCommit(checked), () => {
      const updates = tables.apply(checked);
      admission.landed(checked.events);
      this.#listeners.tell(updates);
    });
    if (this.#opened) checkpoints.afterCommit();
  }

  subscribeUpdates(listener: (updates: Update[]) => void): () => void {
    return this.#listeners.add(listener);
  }

  async updatesSince(topic: Topic, since: number): Promise<Update[] | null> {
    return this.#ready().tables.updates.since(topic, since, this.#now());
  }

  async announcementAfter(seq: number): Promise<{ newest: number; announcement: Announcement | null }> {
    return this.#ready().tables.updates.announcements.after(seq);
  }

  async snapshotOf(topic: Topic): Promise<TopicSnapshot | null> {
    return topicSnapshot(this.#ready().tables, topic, this.#now());
  }

  async probe(): Promise<void> {
    const { journal } = this.#ready();
    try {
      await this.#probe.run();
      await journal.probe();
    } catch (cause) {
      throw new AppError('storage_unavailable', undefined, { cause });
    }
  }

  /** Makes a checkpoint now, or joins the one that is being made. Never rejects. A closed store has made its last one. */
  async checkpoint(): Promise<void> {
    await this.#opened?.checkpoints.run();
  }

  async newDropPartyId(): Promise<number> {
    return this.#ready().tables.nextPartyId++;
  }

  async loadWorld(world: number): Promise<World> {
    return structuredClone(this.#ready().tables.worlds.get(world) ?? emptyWorld(world));
  }

  async runningDropParties(): Promise<DropPartySummary[]> {
    return runningParties(this.#ready().tables);
  }

  async dropParty(id: number): Promise<DropPartySummary | null> {
    const opened = this.#ready();
    return await this.#read(() => readParty(opened, id));
  }

  async dropsOf(partyId: number, page: { before?: number; limit: number }): Promise<Drop[]> {
    const opened = this.#ready();
    return await this.#read(() => readDropsPage(opened, partyId, page));
  }

  async history(query: HistoryQuery): Promise<HistoryPage> {
    const { tables, archive } = this.#ready();
    const { history: segments } = archive.end;
    const view = { log: archive.history, segments, archived: tables.endedBefore, newest: tables.ended };
    return await this.#read(() => readHistory(view, query));
  }

  async loadLobby(name: string): Promise<Lobby> {
    return this.#ready().tables.dungeons.lobbies.copyOf(name);
  }

  async lobbyNames(): Promise<string[]> {
    return this.#ready().tables.dungeons.lobbies.names();
  }

  async dungeonParty(partyId: string): Promise<DungeonParty | null> {
    return this.#ready().tables.dungeons.lobbies.copyOfParty(partyId);
  }

  async dungeonPartiesOf(lobby: string): Promise<readonly DungeonParty[]> {
    return this.#ready().tables.dungeons.lobbies.partiesOf(lobby);
  }

  async session(id: string): Promise<Session | null> {
    return this.#ready().tables.session(id, this.#now());
  }

  async activeSessions(): Promise<Session[]> {
    return this.#ready().tables.dungeons.sessions.all();
  }

  async recall(ids: string[]): Promise<Map<string, RememberedAnswer>> {
    const { answers } = this.#ready().tables;
    const texts = ids.flatMap((id) => answers.find(id, this.#now()) ?? []);
    const found: RememberedAnswer[] = texts.map((text) => JSON.parse(text));
    return new Map(found.map((answer) => [answer.id, answer]));
  }

  async #start(lock: DirectoryLock, { journalEnd, anchor, ...recovered }: Recovered): Promise<Opened> {
    const { tables, archive } = recovered;
    const isTaken = (id: number) => tables.parties.has(id) || archive.hasParty(id);
    const dungeons = new DungeonAdmission(tables.dungeons, (id) => tables.completeSessions.has(id));
    const admission = new Admission((world) => tables.worlds.get(world), isTaken, dungeons);
    const journal = await Journal.open(journalEnd, { now: this.#now, onRefused: () => admission.forget() });
    const onStep = (step: string) => this.#log.debug({}, `checkpoint: ${step}`);
    const checkpoint = new Checkpoint({ ...recovered, journal, now: this.#now, onStep }, anchor);
    const checkpoints = new CheckpointSchedule(checkpoint, journal, this.#checkpoints, this.#log);
    return { lock, journal, tables, archive, admission, checkpoints };
  }

  async #read<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      this.#log.error({ err: cause }, 'the archive cannot be read');
      throw new AppError('storage_unavailable', 'What is stored could not be read.', { cause });
    }
  }

  #ready(): Opened {
    if (this.#opened) return this.#opened;
    throw new AppError('storage_unavailable', 'The store is not open.');
  }
}
