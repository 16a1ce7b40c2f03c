import { TOPIC_UPDATES_MAX } from '../../../src/store/limits.ts';
import { type Absence, bodyOf, type Call, isAnswered, type Lateness, outcomeOf, type Write } from './history.ts';

/** Milliseconds within which every request is answered, with what was asked for or with 503. */
export const ANSWER_MS_MAX = 3_000;

/** Milliseconds that the test's own sending and receiving may take. */
const MEASURING_MS = 1_000;

/** Timers of the test were late by so much more when a machine whose cores are all busy got to the servers. */
const LATE_FACTOR = 3;

/** One change of a subject as it is stored: its place in the order 1, 2, 3 ..., and its content as JSON. */
export type Entry = { place: number; text: string };

/**
 * The faults of a subject's writes compared with its final order: writes that were acknowledged but are lost, doubled or elsewhere than
 * was answered, refused ones that took effect, places that are missing or given twice, and an order other than that in which clients
 * saw them happen.
 */
export function checkOrder(subject: string, entries: readonly Entry[], writes: readonly Write[]): string[] {
  const faults = entries.flatMap(({ place }, i) =>
    place === i + 1 ? [] : [`${subject}: place ${i + 1} of the order is ${place}`],
  );
  const placed = writes.map((write) => placeOf(write, entries, faults));
  const inOrder = placed.filter((one) => one !== null).toSorted((a, b) => a.place - b.place);
  let latestSent = { sent: -Infinity, key: '' };
  for (const { key, sent, acknowledged } of inOrder) {
    if (acknowledged < latestSent.sent)
      faults.push(`${subject}: ${key} was acknowledged before ${latestSent.key} was sent, but comes after it`);
    if (sent > latestSent.sent) latestSent = { sent, key };
  }
  return faults;
}

type Placed = { key: string; place: number; sent: number; acknowledged: number };

/** Null if the write has no place. */
function placeOf(write: Write, entries: readonly Entry[], faults: string[]): Placed | null {
  const { key, mark, calls } = write;
  const outcome = outcomeOf(write);
  const fault = (what: string) => void faults.push(`${write.subject}: ${write.what} ${key} ${what}`);
  const found = mark === null ? [] : entries.filter(({ text }) => text.includes(mark)).map(({ place }) => place);
  if (found.length > 1) fault(`is there ${found.length} times, at ${found.join(', ')}`);
  const sent = calls[0]!.sent;
  if (outcome.type === 'unknown')
    return found.length === 0 ? null : { key, place: found[0]!, sent, acknowledged: Infinity };
  if (outcome.type === 'refused') {
    if (found.length > 0) fault(`was refused as ${outcome.kind}, but is there at ${found.join(', ')}`);
    return null;
  }
  const place = write.placeIn(outcome.body);
  if (found.length === 0) fault(`was acknowledged at ${place}, but is lost`);
  else if (!found.includes(place)) fault(`was acknowledged at ${place}, but is at ${found.join(', ')}`);
  return { key, place, sent, acknowledged: outcome.at };
}

/** The faults of what one Idempotency-Key was answered: it must always be the same, once it is not that the server cannot answer. */
export function checkAnswers({ key, what, calls }: Write): string[] {
  const answers = calls.map(({ answer }) => answer).filter(isAnswered);
  const final = answers.filter(({ status }) => status < 500);
  const differing = final.find(({ status, text }) => status !== final[0]!.status || text !== final[0]!.text);
  return differing
    ? [`${what} ${key} was answered ${final[0]!.status} ${final[0]!.text}, then ${differing.status} ${differing.text}`]
    : [];
}

/** The faults of how calls were answered: not in time, not at all by a process that was there, or as no client expects. */
export function checkCalls(
  calls: readonly Call[],
  absences: readonly Absence[],
  lateness: readonly Lateness[] = [],
): string[] {
  return calls.flatMap((call) => {
    const fault = faultOf(call, lateness);
    return fault === null || isExcused(call, absences)
      ? []
      : [`${call.what} to ${call.process} at ${Math.round(call.sent)} ${fault}`];
  });
}

function faultOf({ answer, sent, answered }: Call, lateness: readonly Lateness[]): string | null {
  const late = lateness.filter(({ at }) => sent <= at && at <= answered).reduce((sum, { ms }) => sum + ms, 0);
  const took = Math.round(answered - sent);
  const isLate = took > ANSWER_MS_MAX + MEASURING_MS + LATE_FACTOR * late;
  if (!isAnswered(answer))
    return answer.lost === 'network' || isLate ? `got no answer in ${took} ms: ${answer.lost}` : null;
  if (isLate) return `was answered ${answer.status} after ${took} ms`;
  if (bodyOf(answer) === null) return `was answered ${answer.status} with ${JSON.stringify(answer.text)}`;
  if (answer.status === 503) return answer.retryAfter === null ? 'was answered 503 without Retry-After' : null;
  return answer.status >= 500 || answer.status === 429 ? `was answered ${answer.status} ${answer.text}` : null;
}

function isExcused({ process, sent, answered }: Call, absences: readonly Absence[]): boolean {
  return absences.some((away) => away.process === process && sent <= away.to && answered >= away.from);
}

/** A frame of a topic, as a watcher got it. `text` is the content of an event. */
export type Seen = { topic: string } & ({ type: 'snapshot' | 'event'; seq: number; text: string } | { type: 'resync' });

/**
 * The faults of what one watcher saw: after a snapshot, each number of a topic once and in order, whatever connections it had. It may be
 * told to start anew only if it missed more than is kept.
 */
export function checkNumbers(watcher: string, seen: readonly Seen[]): string[] {
  const last = new Map<string, number>();
  const resyncing = new Set<string>();
  const faults: string[] = [];
  for (const frame of seen) {
    const { topic } = frame;
    const before = last.get(topic);
    const fault = (what: string) => void faults.push(`${watcher} ${topic}: ${what}`);
    if (frame.type === 'resync') {
      resyncing.add(topic);
      continue;
    }
    if (frame.type === 'event' && frame.seq !== (before ?? 0) + 1)
      fault(`${frame.seq} came after ${before ?? 'nothing'}`);
    if (frame.type === 'snapshot' && before !== undefined) {
      if (!resyncing.delete(topic)) fault(`a snapshot at ${frame.seq} without a resync, after ${before}`);
      else if (frame.seq - before <= TOPIC_UPDATES_MAX) fault(`a resync at ${frame.seq}, after ${before}`);
    }
    last.set(topic, frame.seq);
  }
  return faults;
}

/** The faults of what several watchers saw: the same number of a topic must be the same event for all. */
export function checkSameEvents(watchers: ReadonlyMap<string, readonly Seen[]>): string[] {
  const first = new Map<string, { text: string; watcher: string }>();
  const faults: string[] = [];
  for (const [watcher, seen] of watchers) {
    for (const frame of seen) {
      if (frame.type !== 'event') continue;
      const id = `${frame.topic} ${frame.seq}`;
      const known = first.get(id);
      if (!known) first.set(id, { text: frame.text, watcher });
      else if (known.text !== frame.text)
        faults.push(`${id} is ${known.text} for ${known.watcher}, and ${frame.text} for ${watcher}`);
    }
  }
  return faults;
}

/** Who is in a party at the end, and how many may be. */
export type FinalParty = { party_id: string; players: readonly string[]; max_players: number };

/** The faults of a party's seats: more members than seats, one twice, or others than those who joined and did not leave. */
export function checkSeats(party: FinalParty, joins: readonly PlayerWrite[], leaves: readonly PlayerWrite[]): string[] {
  const fault = (what: string) => `party ${party.party_id} ${what}`;
  const faults: string[] = [];
  const { players } = party;
  if (players.length > party.max_players)
    faults.push(fault(`has ${players.length} players in ${party.max_players} seats`));
  if (new Set(players).size !== players.length) faults.push(fault(`has a player twice: ${players.join(', ')}`));
  const who = (writes: readonly PlayerWrite[], ...types: string[]) =>
    new Set(writes.filter(({ write }) => types.includes(outcomeOf(write).type)).map(({ player }) => player));
  const maybeGone = who(leaves, 'acknowledged', 'unknown');
  for (const player of who(joins, 'acknowledged'))
    if (!players.includes(player) && !maybeGone.has(player)) faults.push(fault(`has lost ${player}, who joined`));
  const maybeIn = who(joins, 'acknowledged', 'unknown').difference(who(leaves, 'acknowledged'));
  for (const player of players) if (!maybeIn.has(player)) faults.push(fault(`has ${player}, who is not in it`));
  return faults;
}

export type PlayerWrite = { player: string; write: Pick<Write, 'calls'> };
