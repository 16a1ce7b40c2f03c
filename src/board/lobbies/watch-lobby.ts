import { Callbacks, MatchMakeError, type Room } from '@colyseus/sdk';
import { type ReadonlySignal, signal, type Signal } from '@preact/signals';
import type { LobbyState, PartyState } from '../../rooms/schema/lobby.ts';
import { follow, type LinkStatus } from '../live/follow.ts';
import { client } from '../live/server.ts';
import { newGuest } from './player/guest.ts';
import { type ShownParty, shownParty, type Tally, tallyOf } from './shown-party.ts';

export type WatchedLobby = {
  /** The newest first. The map changes when a party comes or goes, each signal in it when its party changes. */
  parties: ReadonlySignal<ReadonlyMap<string, Signal<ShownParty>>>;
  /** Null before the first state. */
  tally: ReadonlySignal<Tally | null>;
  status: ReadonlySignal<LinkStatus>;
  /** Why it could not be joined the last time, in the server's words; empty where it could. */
  problem: ReadonlySignal<string>;
  stop(): void;
};

/** Shows a lobby as anybody sees it, without a player. */
export function watchLobby(lobby: string): WatchedLobby {
  const parties = signal<ReadonlyMap<string, Signal<ShownParty>>>(new Map());
  const tally = signal<Tally | null>(null);
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
    const shown = new Map<string, Signal<ShownParty>>();
    let hasOthers = true;
    const callbacks = Callbacks.get(room);
    callbacks.onAdd('parties', (state: PartyState) => {
      const party = signal(shownParty(state));
      shown.set(state.party_id, party);
      hasOthers = true;
      // A change of whatever it has in it is a new version.
      callbacks.onChange(state, () => (party.value = shownParty(state)));
    });
    callbacks.onRemove('parties', (state: PartyState) => {
      hasOthers = shown.delete(state.party_id) || hasOthers;
    });
    const publish = () => {
      if (hasOthers) parties.value = newestFirst(shown);
      hasOthers = false;
      tally.value = tallyOf(Array.from(shown.values(), (party) => party.peek()));
    };
    publish();
    room.onStateChange(publish);
    problem.value = '';
  }

  const following = follow<LobbyState>(join, show);
  return { parties, tally, status: following.status, problem, stop: () => following.stop() };
}

function newestFirst(parties: Map<string, Signal<ShownParty>>): Map<string, Signal<ShownParty>> {
  return new Map([...parties].toSorted(([, a], [, b]) => b.peek().created_at - a.peek().created_at));
}

/** What shows this page to a server that asks everybody for a token: a guest of its own, who only looks. */
export const pass = signal<{ token?: string }>({});

const UNAUTHORIZED = 401;

async function joinAsWatcher(lobby: string): Promise<Room<unknown, LobbyState>> {
  try {
    return await client.joinOrCreate('lobby', { lobby, ...pass.peek() });
  } catch (error) {
    if (!(error instanceof MatchMakeError && error.code === UNAUTHORIZED)) throw error;
    pass.value = { token: (await newGuest()).token };
    return client.joinOrCreate('lobby', { lobby, ...pass.peek() });
  }
}
