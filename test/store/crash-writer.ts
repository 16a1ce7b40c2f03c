/**
 * A process to be killed: `node crash-writer.ts <data folder> <checkpoint bytes>`. Four worlds get one drop after the other;
 * every acknowledged commit is told on standard output, one line each, once it is durable.
 */
import { writeSync } from 'node:fs';
import type { DropEvent } from '../../src/domain/drops/events.ts';
import { EmbeddedStore } from '../../src/store/embedded/EmbeddedStore.ts';
import { added, answer, ended, started } from './commits.ts';

const DROPS_PER_PARTY = 30;

const [dataDir, checkpointBytes] = process.argv.slice(2);
const store = new EmbeddedStore({ dataDir: dataDir!, checkpointBytes: Number(checkpointBytes) });
await store.open();
tell({ ready: true });
await Promise.all([1, 2, 3, 4].map(write));

async function write(world: number): Promise<void> {
  for (let i = 0; i < 100_000; i++) {
    const { party } = await store.loadWorld(world);
    const events = await next(world, party);
    const key = `${world}-${events.map((event) => `${event.type} ${event.party_id} ${'number' in event ? event.number : ''}`).join()}`;
    await store.commit({ events, answers: [answer(key, Date.now())] });
    tell({
      key,
      added: events.flatMap((event) => (event.type === 'drop_added' ? [[event.party_id, event.number]] : [])),
    });
  }
}

async function next(world: number, party: { id: number; total_drops: number } | null): Promise<DropEvent[]> {
  const at = Date.now();
  if (party && party.total_drops >= DROPS_PER_PARTY) return [ended({ world, party_id: party.id, at })];
  if (party) return [added({ world, party_id: party.id, at }, party.total_drops + 1)];
  const party_id = await store.newPartyId();
  return [started({ world, party_id, at }), added({ world, party_id, at }, 1)];
}

// Written at once: what is in a stream's buffer dies with the process.
function tell(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
