import { chmod, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Low } from 'lowdb';
import { DataFile, JSONFile } from 'lowdb/node';
import { z } from 'zod';
import { FILE_MODE, makeFolder, numberedFiles, numberedName, removeTemporaryFiles, syncFolder } from './files.ts';
import { faultsOf, timeSchema } from './schemas.ts';
import { dungeonPartySchema } from './lobby-schemas.ts';
import { activeSessionSchema } from './session-schemas.ts';
import { segmentSchema } from './SegmentedLog.ts';
import { NO_ANNOUNCEMENTS, updatesSchema } from './update-schemas.ts';
import { worldSchema } from './world-json.ts';

const snapshotSchema = z.strictObject({
  version: z.literal(1),
  /** The journal's records up to this one are in here or in the archive. */
  last_record: z.int().min(1),
  at: timeSchema,
  next_party_id: z.int().min(1),
  worlds: z.array(worldSchema),
  /** How much of the running parties' files counts. */
  settled: z.array(z.strictObject({ id: z.int().min(1), drops: z.int().min(0), bytes: z.int().min(0) })),
  /** These were not in the first snapshots. */
  dungeon_parties: z.array(dungeonPartySchema).default([]),
  active_sessions: z.array(activeSessionSchema).default([]),
  sessions: z.array(segmentSchema).default([]),
  updates: updatesSchema.default({
    drops: [],
    lobbies: [],
    parties: [],
    sessions: [],
    announcements: NO_ANNOUNCEMENTS,
  }),
  history: z.array(segmentSchema),
  answers: z.array(segmentSchema),
});

export type Snapshot = z.infer<typeof snapshotSchema>;

/** Small documents of all that is not in the archive, so that a start reads no more of the journal than what came after. */
export class Snapshots {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'snapshots');
  }

  /** The newest one that can be read, and what is wrong with those that are newer. */
  async open(): Promise<{ newest: Snapshot | null; faults: string[]; removed: string[] }> {
    await makeFolder(this.#folder);
    const removed = await removeTemporaryFiles(this.#folder);
    const faults: string[] = [];
    for (const { path, number } of (await numberedFiles(this.#folder)).toReversed()) {
      try {
        return { newest: await read(path, number), faults, removed };
      } catch (error) {
        faults.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return { newest: null, faults, removed };
  }

  /** Durable when it resolves. Gives its size in bytes. */
  async write(snapshot: Snapshot): Promise<number> {
    const path = this.#pathOf(snapshot.last_record);
    await new Low(new DataFile<Snapshot>(path, { parse: JSON.parse, stringify }), snapshot).write();
    await chmod(path, FILE_MODE);
    const file = await open(path, 'r+');
    try {
      await file.sync();
      await syncFolder(this.#folder);
      return (await file.stat()).size;
    } finally {
      await file.close();
    }
  }

  async removeAllBut(lastRecords: number[]): Promise<void> {
    const kept = new Set(lastRecords);
    for (const { path, number } of await numberedFiles(this.#folder)) {
      if (!kept.has(number)) await rm(path, { force: true });
    }
  }

  #pathOf(lastRecord: number): string {
    return join(this.#folder, `snapshot-${numberedName(lastRecord)}.json`);
  }
}

/** One world, party or session a line: good to read with an editor, and less to write than an indented document. */
function stringify(snapshot: Snapshot): string {
  const fields = Object.entries(snapshot).map(([name, value]) => {
    if (!Array.isArray(value) || value.length === 0) return `"${name}": ${JSON.stringify(value)}`;
    return `"${name}": [\n${value.map((entry) => JSON.stringify(entry)).join(',\n')}\n]`;
  });
  return `{\n${fields.join(',\n')}\n}\n`;
}

async function read(path: string, lastRecord: number): Promise<Snapshot> {
  const document = new Low<unknown>(new JSONFile(path), null);
  await document.read();
  const snapshot = snapshotSchema.safeParse(document.data);
  if (!snapshot.success) throw new Error(faultsOf(snapshot.error));
  if (snapshot.data.last_record !== lastRecord) throw new Error(`last_record: must be ${lastRecord}, as in its name`);
  for (const { world, party, open: drops } of snapshot.data.worlds) {
    if (!party) continue;
    const settled = snapshot.data.settled.find(({ id }) => id === party.id)?.drops ?? 0;
    const rest = drops.filter(({ drop }) => drop.number > settled).length;
    if (settled + rest !== party.total_drops) throw new Error(`world ${world}: drops of party ${party.id} are missing`);
  }
  return snapshot.data;
}
