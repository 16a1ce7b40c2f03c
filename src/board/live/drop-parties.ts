import { Callbacks, type Room } from '@colyseus/sdk';
import { signal, type Signal } from '@preact/signals';
import type { DropBoardState, DropPartyState } from '../../rooms/schema/drops.ts';
import { follow } from './follow.ts';
import { client } from './server.ts';

/** A running drop party as the board room shows it. Times are epoch milliseconds by the server's clock. */
export type ShownParty = Readonly<ReturnType<DropPartyState['toJSON']>>;

/** Running parties by world. The map changes when a party begins or ends, each signal in it when its party changes. */
export const parties = signal<ReadonlyMap<number, Signal<ShownParty>>>(new Map());

export const board = follow<DropBoardState>(() => client.joinOrCreate('board'), show);

function show(room: Room<unknown, DropBoardState>): void {
  parties.value = new Map();
  const callbacks = Callbacks.get(room);
  callbacks.onAdd('parties', (party: DropPartyState) => {
    const shown = signal(party.toJSON());
    parties.value = new Map(parties.value).set(party.world, shown);
    callbacks.onChange(party, () => (shown.value = party.toJSON()));
  });
  callbacks.onRemove('parties', (party: DropPartyState) => {
    const left = new Map(parties.value);
    left.delete(party.world);
    parties.value = left;
  });
}
