import { Callbacks, MatchMakeError, type Room } from '@colyseus/sdk';
import { type ReadonlySignal, signal, type Signal } from '@preact/signals';
import type { LobbyState, PartyState } from '../../rooms/schema/lobby.ts';
import { type ConnectionStatus, follow } from '../live/follow.ts';
import { client } from '../live/server.ts';
import { type ListedDungeonParty, listedDungeonParty, type Tally, tallyOf } from './listed-dungeon-party.ts';
import { newGuest } from './player/guest.ts';

export type WatchedLobby = {
  /**
   * Parties where somebody is there first, then the newest. The map changes when the order does, and each signal in it when its party
   * changes.
   */
  parties: ReadonlySignal<ReadonlyMap<string, Signal<ListedDungeonParty>>>;
  /** Of these parties. Null before the first state. */
  tally: ReadonlySignal<Tally | null>;
  /** How many more parties the lobby has, which it does not show. */
  more: ReadonlySignal<number>;
  status: ReadonlySignal<ConnectionStatus>;
  /** Why the last attempt to join was refused, in the server's words; empty if it was not. */
  problem: ReadonlySignal<string>;
  stop: () => void;
};

/** Watches a lobby as anybody may see it, without being one of its players. */
export function watchLobby(lobby: string): WatchedLobby {
  const parties = signal<ReadonlyMap<string, Signal<ListedDungeonParty>>>(new Map());
  const tally = signal<Tally | null>(null);
  const more = signal(0);
  const problem = signal('');

  async function join(): Promise<Room<unknown, LobbyState>> {
    try {
      return await joinAsWatcher(lobby);
    } catch (error) {
      problem.value = error instanceof MatchMakeError ? error.message : '';
      throw error;
    }
  }

  function show(room: Room<unknown, LobbyState>): void {
    const listed = new Map<string, Signal<ListedDungeonParty>>();
    let isListChanged = true;
    const callbacks = Callbacks.get(room);
    callbacks.onAdd('parties', (state: PartyState) => {
      const party = signal(listedDungeonParty(state));
      listed.set(state.party_id, party);
      isListChanged = true;
      // A change anywhere inside a party also changes a field of its own, mostly the version, and so is seen here.
      callbacks.onChange(state, () => {
        const wasDeserted = isDeserted(party.peek());
        party.value = listedDungeonParty(state);
        isListChanged ||= isDeserted(party.peek()) !== wasDeserted;
      });
    });
    callbacks.onRemove('parties', (state: PartyState) => {
      isListChanged = listed.delete(state.party_id) || isListChanged;
    });
    const publish = () => {
      if (isListChanged) parties.value = inOrder(listed);
      isListChanged = false;
      tally.value = tallyOf(Array.from(listed.values(), (party) => party.peek()));
      more.value = room.state.more;
    };
    publish();
    room.onStateChange(publish);
    problem.value = '';
  }

  const { status, stop } = follow<LobbyState>(join, show);
  return { parties, tally, more, status, problem, stop };
}

function inOrder(parties: Map<string, Signal<ListedDungeonParty>>): Map<string, Signal<ListedDungeonParty>> {
  const order = (a: ListedDungeonParty, b: ListedDungeonParty) =>
    Number(isDeserted(a)) - Number(isDeserted(b)) || b.created_at - a.created_at;
  return new Map([...parties].toSorted(([, a], [, b]) => order(a.peek(), b.peek())));
}

function isDeserted({ last_heard_at }: ListedDungeonParty): boolean {
  return last_heard_at !== null;
}

/** The token of a guest that only watches, for servers that require one. Undefined until a server has asked for it. */
export const watcherToken = signal<string | undefined>(undefined);

const UNAUTHORIZED = 401;

async function joinAsWatcher(lobby: string): Promise<Room<unknown, LobbyState>> {
  try {
    return await joinWith(lobby, watcherToken.peek());
  } catch (error) {
    if (!(error instanceof MatchMakeError && error.code === UNAUTHORIZED)) throw error;
    watcherToken.value = (await newGuest()).token;
    return joinWith(lobby, watcherToken.peek());
  }
}

function joinWith(lobby: string, token: string | undefined): Promise<Room<unknown, LobbyState>> {
  return client.joinOrCreate('lobby', { lobby, ...(token !== undefined && { token }) });
}
