import { rm } from 'node:fs/promises';
import type { DungeonPartyJson } from './dungeon-party-json.ts';
import type { Session } from '../../domain/sessions/session.ts';
import { type Appended, type Archive, type ArchiveEnd } from './Archive.ts';
import { numberedFiles } from './files.ts';
import type { Journal } from './Journal.ts';
import type { Snapshot, Snapshots } from './Snapshots.ts';
import type { Settled } from './party-file.ts';
import type { Settlement, Tables } from './Tables.ts';
import type { StoredUpdates } from './Updates.ts';
import { encodeWorld, type WorldJson } from './world-json.ts';

export type CheckpointParts = {
  journalFolder: string;
  journal: Journal;
  tables: Tables;
  archive: Archive;
  snapshots: Snapshots;
  now: () => number;
  /** Told of each step that is done. */
  onStep: (step: string) => void;
};

/** A snapshot that recovery could start from. */
export type Anchor = { lastRecord: number; end: ArchiveEnd };

type Capture = {
  lastRecord: number;
  nextPartyId: number;
  worlds: WorldJson[];
  running: { id: number; settled: Settled }[];
  dungeonParties: DungeonPartyJson[];
  sessions: Session[];
  updates: StoredUpdates;
  settlement: Settlement;
};

/**
 * Moves what is settled to the archive and the rest to a snapshot, so that the journal before can go. It may be interrupted
 * after any step: until the snapshot is durable, the one before and the journal after it still say everything.
 */
export class Checkpoint {
  readonly #parts: CheckpointParts;
  #newest: Anchor;
  #snapshotBytes = 0;

  constructor(parts: CheckpointParts, newest: Anchor) {
    this.#parts = parts;
    this.#newest = newest;
  }

  /** Of the last snapshot of this process; 0 before it. */
  get snapshotBytes(): number {
    return this.#snapshotBytes;
  }

  /** Rejects where the disk fails, leaving everything as it was. */
  async run(): Promise<void> {
    const { journal, tables, archive, snapshots, now, onStep } = this.#parts;
    if (journal.lastRecord === this.#newest.lastRecord) return;
    const capture = await this.#capture();
    onStep('the journal goes on in a new segment');
    const appended = await archive.append(capture.settlement, now());
    onStep('the archive has what is settled');
    this.#snapshotBytes = await snapshots.write(toSnapshot(capture, appended, now()));
    onStep('the snapshot is written');
    tables.settle(capture.settlement, appended.sizes);
    archive.end = appended.end;
    const previous = this.#newest;
    this.#newest = { lastRecord: capture.lastRecord, end: appended.end };
    await this.#removeOld(previous);
    onStep('what nothing needs any more is removed');
  }

  async #capture(): Promise<Capture> {
    const { journal, tables } = this.#parts;
    return await new Promise((resolve, reject) => {
      journal.rotate(() => resolve(captureNow(journal.lastRecord, tables))).catch(reject);
    });
  }

  /** Two snapshots stay, and the journal from the older one on: should the newest be damaged, nothing is lost. */
  async #removeOld(previous: Anchor): Promise<void> {
    const { journalFolder, snapshots, archive } = this.#parts;
    const segments = await numberedFiles(journalFolder);
    for (const [i, { path }] of segments.entries()) {
      const next = segments[i + 1];
      if (next && next.number <= previous.lastRecord + 1) await rm(path, { force: true });
    }
    await snapshots.removeAllBut([previous.lastRecord, this.#newest.lastRecord]);
    await archive.removeAllBut([previous.end, this.#newest.end]);
  }
}

function captureNow(lastRecord: number, tables: Tables): Capture {
  const running = [...tables.parties.values()].filter(({ summary }) => summary === null);
  return {
    lastRecord,
    nextPartyId: tables.nextPartyId,
    worlds: [...tables.worlds.values()].map(encodeWorld),
    running: running.map(({ id, settled }) => ({ id, settled })),
    dungeonParties: tables.dungeons.lobbies.toJson(),
    sessions: tables.dungeons.sessions.all(),
    updates: tables.updates.toJson(),
    settlement: tables.settleable(),
  };
}

function toSnapshot(capture: Capture, { end, sizes }: Appended, at: number): Snapshot {
  const added = new Map(capture.settlement.parties.map(({ party, drops }) => [party.id, drops.length]));
  return {
    version: 1,
    last_record: capture.lastRecord,
    at,
    next_party_id: capture.nextPartyId,
    worlds: capture.worlds,
    settled: capture.running.map(({ id, settled }) => ({
      id,
      drops: settled.drops + (added.get(id) ?? 0),
      bytes: sizes.get(id) ?? settled.bytes,
    })),
    dungeon_parties: capture.dungeonParties,
    active_sessions: capture.sessions,
    sessions: end.sessions,
    updates: capture.updates,
    history: end.history,
    answers: end.answers,
  };
}
