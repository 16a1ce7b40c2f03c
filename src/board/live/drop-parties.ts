import { Callbacks, type Room } from '@colyseus/sdk';
import { batch, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { DropBoardState, DropPartyState } from '../../rooms/schema/drops.ts';
import { follow } from './follow.ts';
import { notice } from './notice.ts';
import { Pace, STEP_MS } from './Pace.ts';
import { client, serverNow } from './server.ts';

/** A running drop party as the rooms show it. Times are epoch milliseconds by the server's clock. */
export type RunningDropParty = Readonly<ReturnType<DropPartyState['toJSON']>>;

const running = signal<ReadonlyMap<number, Signal<RunningDropParty>>>(new Map());
const paces = new WeakMap<ReadonlySignal<RunningDropParty>, Pace>();

/** The running drop parties by world. The map changes when one begins or ends, and each signal in it when its party changes. */
export const runningDropParties: ReadonlySignal<ReadonlyMap<number, ReadonlySignal<RunningDropParty>>> = running;

/** The pace of one of the `runningDropParties`. It is updated just before the party's signal. */
export function paceOf(party: ReadonlySignal<RunningDropParty>): Pace {
  return paces.get(party)!;
}

export const boardConnection = follow<DropBoardState>(async () => {
  const room = await client.joinOrCreate<DropBoardState>('board');
  // A notice may have been cleared meanwhile, of which a new room says nothing.
  notice.value = null;
  return room;
}, show);

/** Applies each patch of the room as a whole. A party that a newly joined room does not have has ended, though no message said so. */
function show(room: Room<unknown, DropBoardState>): void {
  const touched = new Set(running.peek().keys());
  const callbacks = Callbacks.get(room);
  callbacks.onAdd('parties', (party: DropPartyState) => {
    touched.add(party.world);
    callbacks.onChange(party, () => void touched.add(party.world));
  });
  callbacks.onRemove('parties', (party: DropPartyState) => void touched.add(party.world));
  let isFirst = true;
  const applyTouched = () => {
    batch(() => updateWorlds(room.state, touched, isFirst));
    touched.clear();
    isFirst = false;
  };
  applyTouched();
  room.onStateChange(applyTouched);
}

function updateWorlds(state: DropBoardState, worlds: ReadonlySet<number>, isFirst: boolean): void {
  const before = running.peek();
  const replaced = new Map<number, RunningDropParty | undefined>();
  for (const world of worlds) {
    const party = state.parties.get(String(world))?.toJSON();
    const known = before.get(world);
    if (party && known?.peek().id === party.id) change(known, party, isFirst);
    else if (party || known) replaced.set(world, party);
  }
  if (replaced.size === 0) return;
  const after = new Map(before);
  for (const [world, party] of replaced) {
    if (party) after.set(world, begin(party, isFirst));
    else after.delete(world);
  }
  running.value = after;
}

function begin(party: RunningDropParty, isFirst: boolean): Signal<RunningDropParty> {
  const begun = signal(party);
  const pace = new Pace(serverNow(), !isFirst);
  if (!isFirst) pace.gain(party.total_value, party.last_drop_at);
  paces.set(begun, pace);
  return begun;
}

function change(known: Signal<RunningDropParty>, party: RunningDropParty, isFirst: boolean): void {
  const before = known.peek();
  const drops = party.total_drops - before.total_drops;
  // After a gap in the connection there may be several new drops, and only the time of the last is known. Then the pace starts afresh.
  const isTimed = !isFirst || drops === 1 || party.last_drop_at - before.last_drop_at <= STEP_MS;
  if (drops > 0 && isTimed) paceOf(known).gain(party.total_value - before.total_value, party.last_drop_at);
  else if (drops > 0) paces.set(known, new Pace(serverNow(), false));
  known.value = party;
}
