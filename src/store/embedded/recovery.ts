import { join } from 'node:path';
import { dungeonPartyFromJson } from './dungeon-party-json.ts';
import { Archive } from './Archive.ts';
import type { Anchor } from './Checkpoint.ts';
import { CorruptFileError, makeFolder, removeTemporaryFiles } from './files.ts';
import type { JournalEnd } from './Journal.ts';
import { replayJournal } from './journal-recovery.ts';
import type { StoreLog } from './log.ts';
import { type Snapshot, Snapshots } from './Snapshots.ts';
import { Tables } from './Tables.ts';
import { decodeWorld } from './world-json.ts';

export type Recovered = {
  tables: Tables;
  archive: Archive;
  snapshots: Snapshots;
  journalFolder: string;
  journalEnd: JournalEnd;
  anchor: Anchor;
};

/** The newest readable snapshot and the journal after it. Throws an Error that names the file where that is not all. */
export async function recover(dataDir: string, log: StoreLog): Promise<Recovered> {
  const journalFolder = join(dataDir, 'journal');
  await makeFolder(journalFolder);
  const snapshots = new Snapshots(dataDir);
  const { newest, faults, removed } = await snapshots.open();
  removed.push(...(await removeTemporaryFiles(dataDir)), ...(await removeTemporaryFiles(journalFolder)));
  if (removed.length > 0) log.info({ removed }, 'removed what an interrupted write left');
  for (const fault of faults) log.warn({}, `this snapshot cannot be read, so the one before is used: ${fault}`);
  const archive = new Archive(dataDir);
  const tables = new Tables();
  if (newest) restoreSnapshot(tables, newest);
  const { history = [], answers = [], sessions = [] } = newest ?? {};
  await archive.open({ history, answers, sessions }, tables);
  const lastRecord = newest?.last_record ?? 0;
  const replay = { folder: journalFolder, after: lastRecord };
  const journalEnd = await replayJournal(
    replay,
    (commit) => void tables.apply(commit),
    (message) => log.warn({}, message),
  ).catch((error: unknown) => {
    if (faults.length === 0 || !(error instanceof CorruptFileError)) throw error;
    throw new Error(`${error.message} These snapshots cannot be read: ${faults.join(', ')}.`, { cause: error });
  });
  return { tables, archive, snapshots, journalFolder, journalEnd, anchor: { lastRecord, end: archive.end } };
}

function restoreSnapshot(tables: Tables, snapshot: Snapshot): void {
  const settled = new Map(snapshot.settled.map(({ id, drops, bytes }) => [id, { drops, bytes }]));
  for (const json of snapshot.worlds) {
    const none = { drops: 0, bytes: 0 };
    tables.restoreWorld(decodeWorld(json), (json.party && settled.get(json.party.id)) ?? none);
  }
  for (const json of snapshot.dungeon_parties) tables.dungeons.lobbies.restore(dungeonPartyFromJson(json));
  for (const session of snapshot.active_sessions) tables.dungeons.sessions.restore(session);
  tables.updates.restore(snapshot.updates);
  tables.nextPartyId = snapshot.next_party_id;
  tables.endedBefore = snapshot.history.reduce((sum, { count }) => sum + count, 0);
}
