import { Callbacks, type Room } from '@colyseus/sdk';
import { batch, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { DropBoardState, DropPartyState } from '../../rooms/schema/drops.ts';
import { follow } from './follow.ts';
import { Pace, STEP_MS } from './Pace.ts';
import { client, serverNow } from './server.ts';
import type { ShownParty } from './shown-party.ts';

export type { ShownParty } from './shown-party.ts';

type ShownParties = ReadonlyMap<number, ReadonlySignal<ShownParty>>;

const shown = signal<ReadonlyMap<number, Signal<ShownParty>>>(new Map());
const paces = new WeakMap<ReadonlySignal<ShownParty>, Pace>();

/** Running parties by world. The map changes when a party begins or ends, each signal in it when its party changes. */
export const parties: ReadonlySignal<ShownParties> = shown;

/** How fast a party of `parties` goes. It changes just before its party's signal does. */
export function paceOf(party: ReadonlySignal<ShownParty>): Pace {
  return paces.get(party)!;
}

export const board = follow<DropBoardState>(() => client.joinOrCreate('board'), show);

/** Takes over what a room shows, the whole of a patch at once. What it does not show has ended, though no message said so. */
function show(room: Room<unknown, DropBoardState>): void {
  const touched = new Set(shown.peek().keys());
  const callbacks = Callbacks.get(room);
  callbacks.onAdd('parties', (party: DropPartyState) => {
    touched.add(party.world);
    callbacks.onChange(party, () => void touched.add(party.world));
  });
  callbacks.onRemove('parties', (party: DropPartyState) => void touched.add(party.world));
  let isFirst = true;
  const take = () => {
    batch(() => takeWorlds(room.state, touched, isFirst));
    touched.clear();
    isFirst = false;
  };
  take();
  room.onStateChange(take);
}

function takeWorlds(state: DropBoardState, worlds: ReadonlySet<number>, isFirst: boolean): void {
  const before = shown.peek();
  const turned = new Map<number, ShownParty | undefined>();
  for (const world of worlds) {
    const party = state.parties.get(String(world))?.toJSON();
    const known = before.get(world);
    if (party && known?.peek().id === party.id) change(known, party, isFirst);
    else if (party || known) turned.set(world, party);
  }
  if (turned.size === 0) return;
  const running = new Map(before);
  for (const [world, party] of turned) {
    if (party) running.set(world, begin(party, isFirst));
    else running.delete(world);
  }
  shown.value = running;
}

function begin(party: ShownParty, isFirst: boolean): Signal<ShownParty> {
  const begun = signal(party);
  const pace = new Pace(serverNow(), !isFirst);
  if (!isFirst) pace.gain(party.total_value, party.last_drop_at);
  paces.set(begun, pace);
  return begun;
}

function change(known: Signal<ShownParty>, party: ShownParty, isFirst: boolean): void {
  const before = known.peek();
  const drops = party.total_drops - before.total_drops;
  // After an absence there may be many drops at once, and only of the last it is known when it was: then the line begins anew.
  const isTimed = !isFirst || drops === 1 || party.last_drop_at - before.last_drop_at <= STEP_MS;
  if (drops > 0 && isTimed) paceOf(known).gain(party.total_value - before.total_value, party.last_drop_at);
  else if (drops > 0) paces.set(known, new Pace(serverNow(), false));
  known.value = party;
}
