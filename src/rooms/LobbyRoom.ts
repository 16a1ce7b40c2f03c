import type { Client } from '@colyseus/core';
import type { LobbyCalls as LobbyMethods, DungeonPartyReply } from '../directory/lobby.ts';
import { type Outcome, unwrap } from '../directory/outcome.ts';
import type { RequestIdentity } from '../directory/request-identity.ts';
import type { DungeonPartyNotice } from '../domain/dungeons/commands.ts';
import type { DungeonPartyEvent } from '../domain/dungeons/dungeon-party-events.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import { MAIN_LOBBY, type DungeonPartyRequest, dungeonPartyRequests } from '../protocol/dungeon-party-requests.ts';
import type { StoredEvent } from '../store/store.ts';
import { LobbyParties } from './LobbyParties.ts';
import type { LobbyServices } from './lobby-services.ts';
import { DungeonPartyMessages, tell } from './dungeon-party-messages.ts';
import { leaveSession, seatMembers } from './session-seats.ts';
import { addressOf, PlayerRoom } from './PlayerRoom.ts';
import type { RoomOptions } from './SafeRoom.ts';
import { LobbyState } from './schema/lobby.ts';
import { showDungeonParty } from './schema/show-lobby.ts';

type Options = RoomOptions<LobbyServices> & { key: { name: 'lobby'; lobby: string } };

/** One lobby: the only writer of its parties. The main one stays, others are there while they have parties or players. */
export class LobbyRoom extends PlayerRoom<LobbyState> implements LobbyMethods {
  override state = new LobbyState();
  override autoDispose = false;
  /** A party of four has 1 KB. */
  protected override stateBytes = 128 * 1024;

  #services!: LobbyServices;
  #parties!: LobbyParties;
  #messages!: DungeonPartyMessages;
  #stays = false;
  #hasParties = false;
  /** Calls that are being answered: a room that ended meanwhile would write what the next one does not know of. */
  #calls = 0;

  override onCreate(options: Options): void {
    super.onCreate(options);
    const { services, key } = options;
    this.#services = services;
    this.#stays = key.lobby === MAIN_LOBBY;
    this.seatKeptMs = services.partyRules.reconnectGraceMs;
    this.state.name = key.lobby;
    this.#messages = new DungeonPartyMessages(this.connections);
    this.#parties = new LobbyParties(key.lobby, services, {
      isHere: (player_id) => this.connections.has(player_id),
      onStored: (lobby, events) => this.showStored(() => this.#show(lobby, events)),
    });
    for (const [name, schema] of Object.entries(dungeonPartyRequests)) {
      this.command(`party.${name}`, schema, (player_id, input, client) =>
        this.#ask(player_id, { type: name, ...input } as DungeonPartyRequest, addressOf(client)),
      );
    }
  }

  protected override async load(): Promise<void> {
    const lobby = await this.#parties.current();
    for (const party of lobby.parties.values()) showDungeonParty(this.state, party.party_id, party);
    this.#messages.load(lobby);
    this.#hasParties = lobby.parties.size > 0;
    await this.#catchUp(lobby);
    this.setLifetime();
  }

  request(
    player_id: string | null,
    request: DungeonPartyRequest,
    identity: RequestIdentity | null,
  ): Promise<Outcome<DungeonPartyReply>> {
    return this.#aliveDuring(this.#parties.request({ player_id, presence: 'rest' }, request, identity));
  }

  notice(notice: DungeonPartyNotice): Promise<Outcome<null>> {
    return this.#aliveDuring(this.#parties.notice(notice).then(() => ({ ok: null })));
  }

  /** By REST the door has counted guesses already. */
  async #ask(
    player_id: string,
    request: DungeonPartyRequest,
    address: string | undefined,
  ): Promise<Outcome<DungeonPartyReply>> {
    const ask = () => this.#parties.request({ player_id, presence: 'online' }, request, null);
    return { ok: await this.#services.guesses.attempt(address, request, async () => unwrap(await ask())) };
  }

  protected override async arrive(player_id: string | null, client: Client): Promise<void> {
    if (player_id === null) return;
    const party = await this.#parties.notice({ type: 'connected', player_id });
    tell([client], 'party', { party, reason: null });
  }

  protected override lose(player_id: string): Promise<Outcome<unknown>> {
    return this.notice({ type: 'disconnected', player_id });
  }

  protected override async expire(): Promise<void> {
    await Promise.all(
      (await this.#parties.due()).map((party_id) => this.#parties.notice({ type: 'expire', party_id })),
    );
  }

  #show(lobby: Lobby, stored: StoredEvent[]): void {
    this.#hasParties = lobby.parties.size > 0;
    this.setLifetime();
    const events = stored.filter(isPartyEvent);
    for (const party_id of new Set(events.map((event) => event.party_id))) {
      showDungeonParty(this.state, party_id, lobby.parties.get(party_id));
    }
    this.publish();
    this.#messages.tellChanges(lobby, events);
    for (const event of events) this.#tellRun(lobby, event);
  }

  /** Members that are here get a seat in the run that began; the run of whoever left hears of it. */
  #tellRun(lobby: Lobby, event: DungeonPartyEvent): void {
    const { directory } = this.#services;
    if (event.type === 'party_session_started') {
      const members = lobby.parties.get(event.party_id)?.members ?? [];
      const ids = members.map(({ player_id }) => player_id);
      const seated = seatMembers(directory, this.connections, event.session_id, ids);
      void this.outcomeOf(seated.then(() => ({ ok: null })));
    } else if (event.type === 'member_left' || event.type === 'member_kicked') {
      const { session_id, player_id } = event;
      if (session_id !== null) void this.owed.add(() => leaveSession(directory, session_id, player_id));
    }
  }

  async #aliveDuring<T>(work: Promise<Outcome<T>>): Promise<Outcome<T>> {
    this.#calls += 1;
    this.setLifetime();
    const outcome = await this.outcomeOf(work);
    this.#calls -= 1;
    this.setLifetime();
    return outcome;
  }

  protected override setLifetime(): void {
    this.autoDispose = !this.#stays && !this.#hasParties && this.#calls === 0 && this.owed.isEmpty;
  }

  /** What happened while nobody looked: connections that ended with the last process, and runs that ended in another room. */
  async #catchUp(lobby: Lobby): Promise<void> {
    const { store } = this.#services;
    const notices = [...lobby.parties.values()].flatMap(({ party_id, members, session_id }) => [
      ...members
        .filter(({ presence }) => presence.status === 'online')
        .map(({ player_id }) => this.#parties.notice({ type: 'disconnected', player_id })),
      ...(session_id === null ? [] : [this.#endIfOver(party_id, session_id, store.session(session_id))]),
    ]);
    await Promise.all(notices);
  }

  async #endIfOver(party_id: string, session_id: string, stored: ReturnType<LobbyServices['store']['session']>) {
    const session = await stored;
    if (!session || session.status === 'complete')
      await this.#parties.notice({ type: 'session_ended', party_id, session_id });
  }
}

function isPartyEvent(event: StoredEvent): event is DungeonPartyEvent {
  return 'lobby' in event && event.type !== 'session_created';
}
