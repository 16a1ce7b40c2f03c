import { Callbacks, type Room } from '@colyseus/sdk';
import { batch, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { z } from 'zod';
import type { paceSchema } from '../../protocol/drop-lookups.ts';
import type { BoardDropState, DropBoardState, DropPartyState } from '../../rooms/schema/drops.ts';
import { type BoardDrop, feed } from './feed.ts';
import { follow } from './follow.ts';
import { notice } from './notice.ts';
import { Pace, STEP_MS } from './Pace.ts';
import { client, read, serverNow } from './server.ts';

/** A running drop party as the rooms show it. Times are epoch milliseconds by the server's clock. */
export type RunningDropParty = Readonly<ReturnType<DropPartyState['toJSON']>>;

/** What fell in a party: the newest drops, newest first, and the biggest. */
export type Fallen = Readonly<{ newest: readonly BoardDrop[]; biggest: BoardDrop | null }>;

const NOTHING: Fallen = { newest: [], biggest: null };

const running = signal<ReadonlyMap<number, Signal<RunningDropParty>>>(new Map());
const paces = new WeakMap<ReadonlySignal<RunningDropParty>, Pace>();
const drops = new WeakMap<ReadonlySignal<RunningDropParty>, Signal<Fallen>>();

/** The running drop parties by world. The map changes when one begins or ends, and each signal in it when its party changes. */
export const runningDropParties: ReadonlySignal<ReadonlyMap<number, ReadonlySignal<RunningDropParty>>> = running;

/** Grows when the paces have been filled from the server, so that what shows them is drawn again. */
export const pacesLoaded = signal(0);

/** The pace of one of the `runningDropParties`. It is updated just before the party's signal. */
export function paceOf(party: ReadonlySignal<RunningDropParty>): Pace {
  return paces.get(party)!;
}

/** What fell in one of the `runningDropParties`. */
export function fallenIn(party: ReadonlySignal<RunningDropParty>): ReadonlySignal<Fallen> {
  return drops.get(party)!;
}

export const boardConnection = follow<DropBoardState>(async () => {
  const room = await client.joinOrCreate<DropBoardState>('board');
  // A notice may have been cleared meanwhile, of which a new room says nothing.
  notice.value = null;
  return room;
}, show);

/** The drops that the room shows of each world, by number. */
type ShownDrops = Map<number, Map<number, BoardDropState>>;

/** Applies each patch of the room as a whole. A party that a newly joined room does not have has ended, though no message said so. */
function show(room: Room<unknown, DropBoardState>): void {
  const touched = new Set(running.peek().keys());
  const shown: ShownDrops = new Map();
  const callbacks = Callbacks.get(room);
  callbacks.onAdd('parties', (party: DropPartyState) => {
    touched.add(party.world);
    callbacks.onChange(party, () => void touched.add(party.world));
  });
  callbacks.onRemove('parties', (party: DropPartyState) => void touched.add(party.world));
  callbacks.onAdd('drops', (drop: BoardDropState) => {
    touched.add(drop.world);
    if (!shown.has(drop.world)) shown.set(drop.world, new Map());
    shown.get(drop.world)!.set(drop.number, drop);
    callbacks.onChange(drop, () => void touched.add(drop.world));
  });
  callbacks.onRemove('drops', (drop: BoardDropState) => {
    touched.add(drop.world);
    const ofWorld = shown.get(drop.world);
    // The next party may have a drop of the same number by now.
    if (ofWorld?.get(drop.number) === drop) ofWorld.delete(drop.number);
    if (ofWorld?.size === 0) shown.delete(drop.world);
  });
  callbacks.onAdd('biggest', (drop: BoardDropState) => {
    touched.add(drop.world);
    callbacks.onChange(drop, () => void touched.add(drop.world));
  });
  let isFirst = true;
  const applyTouched = () => {
    batch(() => updateWorlds(room.state, shown, touched, isFirst));
    touched.clear();
    isFirst = false;
  };
  applyTouched();
  room.onStateChange(applyTouched);
  feed.load();
  void fillPaces();
}

function updateWorlds(state: DropBoardState, shown: ShownDrops, worlds: ReadonlySet<number>, isFirst: boolean): void {
  const before = running.peek();
  const replaced = new Map<number, RunningDropParty | undefined>();
  for (const world of worlds) {
    const party = state.parties.get(String(world))?.toJSON();
    const known = before.get(world);
    if (party && known?.peek().id === party.id) change(known, party, isFirst);
    else if (party || known) replaced.set(world, party);
  }
  const after = new Map(before);
  for (const [world, party] of replaced) {
    if (party) after.set(world, begin(party, isFirst));
    else after.delete(world);
  }
  for (const world of worlds) showFallen(after.get(world), fallen(state, shown, world), isFirst);
  if (replaced.size > 0) running.value = after;
}

function fallen(state: DropBoardState, shown: ShownDrops, world: number): Fallen {
  const newest = [...(shown.get(world)?.values() ?? [])].toSorted((a, b) => b.number - a.number);
  const biggest = state.biggest.get(String(world));
  return { newest: newest.map((drop) => drop.toJSON()), biggest: biggest ? biggest.toJSON() : null };
}

function showFallen(party: ReadonlySignal<RunningDropParty> | undefined, now: Fallen, isFirst: boolean): void {
  const known = party && drops.get(party);
  if (!known) return;
  const before = known.peek();
  known.value = now;
  if (isFirst) return;
  const had = new Map(before.newest.map((drop) => [drop.number, drop]));
  const last = before.newest[0]?.number ?? 0;
  const { id } = party.peek();
  // Oldest first, as they fell. A drop that moves up because another was removed is not new.
  for (const drop of now.newest.toReversed()) {
    if (drop.number > last) feed.add(id, drop);
    else if (had.has(drop.number)) feed.correct(id, drop);
  }
}

function begin(party: RunningDropParty, isFirst: boolean): Signal<RunningDropParty> {
  const begun = signal(party);
  const pace = new Pace(serverNow(), !isFirst);
  if (!isFirst) pace.gain(party.total_value, party.last_drop_at);
  paces.set(begun, pace);
  drops.set(begun, signal(NOTHING));
  return begun;
}

function change(known: Signal<RunningDropParty>, party: RunningDropParty, isFirst: boolean): void {
  const before = known.peek();
  const fell = party.total_drops - before.total_drops;
  // After a gap in the connection there may be several new drops, and only the time of the last is known. Then the pace starts afresh.
  const isTimed = !isFirst || fell === 1 || party.last_drop_at - before.last_drop_at <= STEP_MS;
  if (fell > 0 && isTimed) paceOf(known).gain(party.total_value - before.total_value, party.last_drop_at);
  else if (fell > 0) paces.set(known, new Pace(serverNow(), false));
  // An admin took one out, which the feed may show.
  if (fell < 0) feed.load();
  known.value = party;
}

/** What parties gained before this page watched them. Without it, the lines show what the page has seen. */
async function fillPaces(): Promise<void> {
  try {
    const { since, step_seconds, parties } = await read<z.output<typeof paceSchema>>('./parties/pace');
    // Another version of the server may have other steps.
    if (step_seconds * 1_000 !== STEP_MS) return;
    const byParty = new Map(parties.map(({ id, gp }) => [id, gp]));
    for (const party of running.peek().values()) {
      const { id, started_at } = party.peek();
      paceOf(party).fill(byParty.get(id) ?? [], Date.parse(since), started_at);
    }
    pacesLoaded.value += 1;
  } catch (error) {
    console.info('Muster: the pace of the last minutes could not be read', error);
  }
}
