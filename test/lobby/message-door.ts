import { matchMaker } from '@colyseus/core';
import type { Room } from '@colyseus/sdk';
import { AppError, type ErrorData } from '../../src/errors.ts';
import { MAIN_LOBBY } from '../../src/protocol/dungeon-party-requests.ts';
import type { DungeonPartyReply } from '../../src/directory/rooms.ts';
import type { SessionReply } from '../../src/directory/rooms.ts';
import type { LobbyState } from '../../src/rooms/schema/lobby.ts';
import type { SessionState } from '../../src/rooms/schema/session.ts';
import { type FakeClock, readJson, type Reached, until } from '../support/app.ts';
import type { Door, DoorAnswer } from '../support/party-scenarios.ts';

export type LobbyClient = Room<unknown, LobbyState>;
export type SessionClient = Room<unknown, SessionState>;

/** Reserves a seat and joins. Rejects with the AppError of the refusal, because the SDK's own errors carry no kind. */
export async function joinById<R extends Room>(
  app: Reached,
  id: string,
  player_id?: string,
  messagesPerSecondMax = Infinity,
): Promise<R> {
  const response = await app.post(`/matchmake/joinById/${id}`, { player_id });
  const seat = await readJson<{ kind?: ErrorData['kind']; error: string; roomId: string }>(response);
  if (seat.kind !== undefined) throw new AppError(seat.kind, seat.error);
  // The clock stands still, so all messages count towards the same second.
  const local: { maxMessagesPerSecond: number } | undefined = matchMaker.getLocalRoomById(seat.roomId);
  if (local) local.maxMessagesPerSecond = messagesPerSecondMax;
  const room = await app.sdk.consumeSeatReservation(seat as never);
  return room as unknown as R;
}

export function joinLobby(app: Reached, player_id?: string, lobby = MAIN_LOBBY): Promise<LobbyClient> {
  return joinById<LobbyClient>(app, `lobby-${lobby}`, player_id);
}

type Asked = { request(type: string, message: unknown): Promise<unknown> };

/** Sends a request. Rejects with the AppError of the refusal. */
export async function ask<Answer>(room: Asked, type: string, message: object): Promise<Answer> {
  try {
    return (await room.request(type, message)) as Answer;
  } catch (error) {
    const { reason } = error as { reason?: ErrorData };
    throw reason ? new AppError(reason.kind, reason.message, reason.faults ? { faults: reason.faults } : {}) : error;
  }
}

/** Sends commands as room messages, with one client per player and room. */
export class MessageDoor implements Door {
  readonly #app: Reached;
  readonly #clock: FakeClock;
  readonly #name: string;
  readonly #lobbies = new Map<string, LobbyClient>();
  readonly #runs = new Map<string, SessionClient>();

  constructor(app: Reached, clock: FakeClock, lobby = MAIN_LOBBY) {
    this.#name = lobby;
    this.#app = app;
    this.#clock = clock;
  }

  create(player: string, settings: object = {}): Promise<DoorAnswer> {
    return this.request(player, 'party.create', settings);
  }

  async request(player: string | null, command: string, input: object): Promise<DoorAnswer> {
    if (player === null) throw new Error('a message needs a sender');
    if (command.startsWith('party.')) {
      // A room has its lobby already; REST takes it in the body.
      const { lobby: _, ...message } = input as { lobby?: string };
      const answer = await ask<DungeonPartyReply>(await this.lobby(player), command, message);
      const { party_id, session_id, version, party } = answer;
      return { party_id, session_id, version, ...(party && { join_code: party.join_code }) };
    }
    const { session_id, ...message } = input as { session_id: string };
    const { session } = await ask<SessionReply>(await this.run(player, session_id), command, message);
    return { party_id: session.party_id, session_id: session.session_id, version: session.version };
  }

  async loseConnection(player: string): Promise<void> {
    const room = await this.lobby(player);
    this.#lobbies.delete(player);
    const watcher = await joinLobby(this.#app, undefined, this.#name);
    await room.leave();
    await until(() => memberOf(watcher, player)?.connected === false, `${player} is away`);
    await watcher.leave();
  }

  async vanish(player: string): Promise<void> {
    await (await this.lobby(player)).leave();
    this.#lobbies.delete(player);
  }

  advance(ms: number): void {
    this.#clock.advance(ms);
  }

  async lobby(player: string): Promise<LobbyClient> {
    const known = this.#lobbies.get(player);
    if (known?.connection.isOpen) return known;
    const room = await joinLobby(this.#app, player, this.#name);
    this.#lobbies.set(player, room);
    return room;
  }

  async run(player: string, session_id: string): Promise<SessionClient> {
    const key = `${player} ${session_id}`;
    const known = this.#runs.get(key);
    if (known?.connection.isOpen) return known;
    const room = await joinById<SessionClient>(this.#app, session_id, player);
    this.#runs.set(key, room);
    return room;
  }

  isInLobby(player: string): boolean {
    return this.#lobbies.get(player)?.connection.isOpen ?? false;
  }

  isInRun(player: string, session_id: string): boolean {
    return this.#runs.get(`${player} ${session_id}`)?.connection.isOpen ?? false;
  }

  /** Drops the player's connection to the session abnormally; resolves when it is closed on this side. */
  async dropRun(player: string, session_id: string): Promise<void> {
    await (await this.run(player, session_id)).leave(false);
  }

  /** The players with an open connection to the session. */
  openRuns(session_id: string): SessionClient[] {
    return [...this.#runs.values()].filter((room) => room.roomId === `session-${session_id}` && room.connection.isOpen);
  }

  async close(): Promise<void> {
    const rooms = [...this.#lobbies.values(), ...this.#runs.values()];
    await Promise.all(
      rooms.filter(({ connection }) => connection.isOpen).map(async (room) => void (await room.leave())),
    );
  }
}

export function memberOf({ state }: LobbyClient, player: string) {
  return [...(state.parties?.values() ?? [])]
    .flatMap((party) => [...party.members.values()])
    .find((member) => {
      return member.player_id === player;
    });
}
