import '../support/property-seed.ts';
import assert from 'node:assert/strict';
import { type Client, ClientState, getMessageBytes, Protocol } from '@colyseus/core';
import type { Schema } from '@colyseus/schema';
import * as fc from 'fast-check';
import { CopyingSerializer } from '../../src/rooms/CopyingSerializer.ts';
import { DropPartyState, DropState, DropTrackerState } from '../../src/rooms/schema/drops.ts';
import { LobbyState, PartyMemberState, PartyState, StartBlockerState } from '../../src/rooms/schema/lobby.ts';
import { SessionPlayerState, SessionState } from '../../src/rooms/schema/session.ts';
import { joinRoomV17 } from '../../src/wire-v17/join-room.ts';
import { reflectionV17 } from '../../src/wire-v17/reflection.ts';
import { RoomV17 } from './RoomV17.ts';

/** One change of a state: which change, of which entry, with which number and text. */
type Step = { does: number; key: string; inner: string; n: number; text: string };
type Change<State> = (state: State, step: Step) => void;

const keys = fc.constantFrom('a', 'b', 'c', '444', 'ключ');
const step: fc.Arbitrary<Step | 'patch' | 'join'> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.nat(),
      key: keys,
      inner: keys,
      n: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      text: fc.string({ unit: 'grapheme', maxLength: 20 }),
    }),
  },
  { weight: 3, arbitrary: fc.constant('patch' as const) },
  { weight: 1, arbitrary: fc.constant('join' as const) },
);

/** The server's end of a room: full states and patches come from the serializer that our rooms use. */
class Sender<State extends Schema> {
  readonly state: State;
  readonly clients: RoomV17[] = [];
  readonly #serializer = new CopyingSerializer();

  constructor(state: State) {
    this.state = state;
    this.#serializer.reset(state);
  }

  join(): void {
    const client = new RoomV17();
    this.clients.push(client);
    const joined = getMessageBytes[Protocol.JOIN_ROOM]('token', 'schema', this.#serializer.handshake());
    client.receive(joinRoomV17(joined, reflectionV17));
    client.receive(this.#serializer.getFullState());
  }

  /** After it, all clients must have the server's state. */
  patch(): void {
    const raw = (bytes: Uint8Array) => this.clients.forEach((client) => client.receive(bytes.slice()));
    this.#serializer.applyPatches([{ state: ClientState.JOINED, raw }] as unknown as Client[]);
    for (const { room } of this.clients) assert.deepEqual(room.state.toJSON(), this.state.toJSON());
  }
}

function assertAllInSync<State extends Schema>(make: () => State, changes: Change<State>[]): void {
  fc.assert(
    fc.property(fc.array(step, { size: 'medium', maxLength: 120 }), (steps) => {
      const sender = new Sender(make());
      sender.join();
      for (const step of steps) {
        if (step === 'patch') sender.patch();
        // The next patch repeats changes that this client has already in its full state.
        else if (step === 'join') sender.join();
        else changes[step.does % changes.length]!(sender.state, step);
      }
      sender.patch();
    }),
    { numRuns: 200 },
  );
}

describe('A client with SDK 0.17 has the state of the server after any changes, whenever it joined,', () => {
  it('in a drop tracker, whose party comes and goes', () => {
    assertAllInSync<DropTrackerState>(
      () => new DropTrackerState(),
      [
        (state, { n }) => (state.party = new DropPartyState().assign({ id: n, total_value: n * 4_194_304.5 })),
        (state) => (state.party = undefined),
        (state, { n }) => state.party?.assign({ total_drops: n, last_drop_at: n * 1_000, witnesses: n % 7 }),
        (state, { key, n, text }) => state.drops.set(key, new DropState().assign({ number: n, item_name: text })),
        (state, { key, n }) => state.drops.get(key)?.assign({ witnesses: n }),
        (state, { key }) => state.drops.delete(key),
        (state) => state.drops.clear(),
      ],
    );
  });

  it('in a lobby, with maps in the entries of a map', () => {
    assertAllInSync<LobbyState>(
      () => new LobbyState(),
      [
        (state, { key, text }) => state.parties.set(key, new PartyState().assign({ party_id: key, name: text })),
        (state, { key }) => state.parties.delete(key),
        (state, { key, n, text }) =>
          state.parties.get(key)?.assign({ name: text, locked: n % 2 === 1, version: n, player_count: n % 64 }),
        (state, { key, inner, n }) =>
          state.parties
            .get(key)
            ?.members.set(inner, new PartyMemberState().assign({ player_id: inner, place: n % 64 })),
        (state, { key, inner, n }) =>
          state.parties
            .get(key)
            ?.members.get(inner)
            ?.assign({ ready: n % 2 === 1 }),
        (state, { key, inner }) => state.parties.get(key)?.members.delete(inner),
        (state, { key, inner, text }) =>
          state.parties.get(key)?.blockers.set(inner, new StartBlockerState().assign({ reason: text })),
        (state, { key }) => state.parties.get(key)?.blockers.clear(),
        (state, { n }) => (state.more = n),
      ],
    );
  });

  it('in a session, with a position and negative numbers', () => {
    assertAllInSync<SessionState>(
      () => new SessionState(),
      [
        (state, { n, text }) =>
          state.assign({ status: text, seed: n * 2, current_floor: 1 - n, started_at: n * 2 ** 20 }),
        (state, { n }) => state.current_position.assign({ x: 1 - n / 3, y: n * 1e10 }),
        (state, { key, text }) =>
          state.players.set(key, new SessionPlayerState().assign({ player_id: key, data: text })),
        (state, { key, n }) => state.players.get(key)?.assign({ left: n % 2 === 1, place: n % 256 }),
        (state, { key }) => state.players.delete(key),
      ],
    );
  });
});
