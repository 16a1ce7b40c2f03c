import assert from 'node:assert/strict';
import { assertSame } from '../../updates/Follower.ts';
import { within } from '../until.ts';
import { checkAnswers, checkOrder, checkSeats, type Entry, type PlayerWrite } from './check.ts';
import { anyOf, type Cluster, type Member } from './Cluster.ts';
import { replayed, storedDrops } from './final-state.ts';
import type { History, Write } from './history.ts';
import { type KnownParty, LOBBIES, type Made, WORLDS } from './loads.ts';
import { RoamingWatcher } from './RoamingWatcher.ts';

/** Milliseconds until everything has come to rest on a machine that is busy with other tests. */
const SETTLE_MS_MAX = 30_000;

/** What the watcher of that number follows. */
export function selectorsOf(i: number): Map<string, object> {
  const [world, lobby] = [WORLDS[i % WORLDS.length]!, LOBBIES[i % LOBBIES.length]!];
  return new Map<string, object>([
    ['board', { board: true }],
    [`world:${world}`, { world }],
    [`lobby:${lobby}`, { lobby }],
  ]);
}

/** Waits until every watcher has come to the end of its topics, and asserts that each has what a newcomer gets from each process. */
export async function assertWatchersAgree(
  members: readonly Member[],
  watchers: readonly RoamingWatcher[],
): Promise<void> {
  const newcomers = members.map((member) => newcomer(member));
  const every = [...watchers, ...newcomers];
  try {
    await within(
      SETTLE_MS_MAX,
      () => behind(every).length === 0,
      () => `watchers are behind: ${behind(every).join(', ')}`,
    );
    const [truth] = newcomers;
    for (const { name, held, faults } of every) {
      assert.deepEqual(faults, [], name);
      for (const [topic, { had }] of held) assertSame(had, truth!.held.get(topic)!.had, `${topic} for ${name}`);
    }
  } finally {
    for (const one of newcomers) one.end();
  }
}

/** Somebody who begins now, with every topic. */
function newcomer(member: Member): RoamingWatcher {
  const everything = new Map(WORLDS.flatMap((_, i) => [...selectorsOf(i)]));
  const watcher = new RoamingWatcher(`a newcomer at ${member.name}`, [member], everything, '127.0.0.99');
  watcher.begin();
  return watcher;
}

/** The topics whose last number a watcher does not have yet. */
function behind(every: readonly RoamingWatcher[]): string[] {
  const last = new Map<string, number>();
  for (const { held } of every)
    for (const [topic, { seq }] of held) last.set(topic, Math.max(seq, last.get(topic) ?? 0));
  return every.flatMap(({ name, selectors, held }) =>
    [...selectors.keys()].flatMap((topic) => {
      const seq = held.get(topic)?.seq;
      const isThere = seq !== undefined && seq === last.get(topic);
      return isThere ? [] : [`${name} ${topic} at ${seq} of ${last.get(topic)}`];
    }),
  );
}

/** The faults of everything that was written, compared with what is stored and what each process shows. */
export async function writeFaults(cluster: Cluster, { writes }: History, made: Made): Promise<string[]> {
  const bySubject = Map.groupBy(writes, ({ subject }) => subject);
  const writesTo = (subject: string) => bySubject.get(subject) ?? [];
  const faults = writes.flatMap(checkAnswers);
  const drops = await storedDrops(cluster);
  for (const [subject, entries] of drops) faults.push(...checkOrder(subject, entries, writesTo(subject)));
  await assertListed(cluster.serving, drops);
  const anybody = () => anyOf(cluster.serving).url;
  for (const { session_id, player } of made.sessions) {
    const topic = `session:${session_id}`;
    faults.push(...checkOrder(topic, await replayed(anybody(), topic, player), writesTo(topic)));
  }
  for (const party of made.parties) faults.push(...(await partyFaults(anybody(), party, writesTo)));
  return faults;
}

/** The list of drop parties comes to show the same at every process. */
async function assertListed(members: readonly Member[], drops: ReadonlyMap<string, Entry[]>): Promise<void> {
  const wanted = [...drops].flatMap(([world, { length }]) => (length > 0 ? [`${world}: ${length}`] : [])).toSorted();
  for (const { url, name } of members) {
    let shown: string[] = [];
    const isSame = async () => {
      const { active_parties } = (await (await fetch(`${url}/parties`)).json()) as {
        active_parties: { world: number; total_drops: number }[];
      };
      shown = active_parties.map(({ world, total_drops }) => `world:${world}: ${total_drops}`).toSorted();
      return JSON.stringify(shown) === JSON.stringify(wanted);
    };
    await within(SETTLE_MS_MAX, isSame, () => `${name} shows ${shown.join(', ')} instead of ${wanted.join(', ')}`);
  }
}

async function partyFaults(
  url: string,
  { party_id, max_players }: KnownParty,
  writesTo: (subject: string) => Write[],
): Promise<string[]> {
  const topic = `party:${party_id}`;
  const writes = writesTo(topic);
  const ofPlayers = (what: string): PlayerWrite[] =>
    writes.filter((write) => write.what === what).map((write) => ({ player: write.player!, write }));
  const response = await fetch(`${url}/party/${party_id}`);
  const { players, leader_id } = (await response.json()) as { players: string[]; leader_id: string };
  const joined = players.filter((player) => player !== leader_id);
  return [
    ...checkOrder(topic, await replayed(url, topic, 'nobody'), writes),
    // The leader has a seat by creating the party.
    ...checkSeats({ party_id, max_players: max_players - 1, players: joined }, ofPlayers('join'), ofPlayers('leave')),
  ];
}
