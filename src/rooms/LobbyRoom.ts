import type { Client } from '@colyseus/core';
import type { DungeonPartyReply, LobbyOwner, Replayable, RequestIdentity } from '../directory/rooms.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { DungeonPartyNotice } from '../domain/dungeons/commands.ts';
import type { DungeonPartyAdminCommand } from '../domain/dungeons/decide-admin.ts';
import type { DungeonPartyEvent } from '../domain/dungeons/dungeon-party-events.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import { disconnections } from '../domain/dungeons/notice-dungeon-party.ts';
import { dueNotices, givenFullTime } from '../domain/dungeons/notice-silence.ts';
import { ShownDungeonParties } from '../domain/dungeons/ShownDungeonParties.ts';
import { type DungeonPartyRequest, dungeonPartyRequests, MAIN_LOBBY } from '../protocol/dungeon-party-requests.ts';
import { isDungeonPartyEvent, type StoredEvent } from '../store/store.ts';
import { type Asker, toCommand } from './dungeon-party-commands.ts';
import { DungeonPartyShares } from './DungeonPartyShares.ts';
import { DungeonPartyMessages, tell } from './dungeon-party-messages.ts';
import { adminStep, commandStep, type LobbyServices, missedEnd, noticeStep } from './dungeon-party-steps.ts';
import { addressOf } from './Connections.ts';
import { PlayerRoom } from './PlayerRoom.ts';
import type { RoomOptions } from './room-services.ts';
import { LobbyState } from './schema/lobby.ts';
import { showDungeonParties } from './schema/show-lobby.ts';
import { newsForSession, seatMembers } from './session-seats.ts';
import { Writer } from './Writer.ts';

/** One lobby and the only writer of its dungeon parties. The main lobby always stays; others stay while they have parties or players. */
export class LobbyRoom extends PlayerRoom<LobbyServices> implements LobbyOwner {
  override state = new LobbyState();
  override autoDispose = false;

  #writer!: Writer<Lobby>;
  #shares!: DungeonPartyShares;
  readonly #shown = new ShownDungeonParties();
  readonly #messages = new DungeonPartyMessages(this.connections);

  override onCreate(options: RoomOptions<LobbyServices, { name: 'lobby'; lobby: string }>): void {
    super.onCreate(options);
    const name = (this.state.name = options.key.lobby);
    const { dungeonParties, partyRules } = this.services;
    this.seatKeptMs = partyRules.reconnectGraceMs;
    this.#shares = new DungeonPartyShares(dungeonParties, partyRules.partiesMax);
    this.#writer = new Writer({
      ...this.services,
      log: this.log,
      fence: options.fence,
      load: () => this.services.store.loadLobby(name),
      onStored: (lobby, events) => this.#show(lobby, events),
    });
    for (const [type, schema] of Object.entries(dungeonPartyRequests)) {
      this.command(`party.${type}`, schema, (playerId, input, client) => {
        const request = { type, ...input } as DungeonPartyRequest;
        const asker: Asker = { playerId, presence: 'online', address: addressOf(client) };
        return this.services.guesses.attempt(asker.address, request, () => this.#request(asker, request, null));
      });
    }
  }

  protected override async load(): Promise<void> {
    const lobby = await this.#writer.current();
    showDungeonParties(this.state, lobby, this.#shown, lobby.parties.keys());
    this.#messages.load(lobby);
    this.#shares.load(lobby);
    this.services.lastHeard.startAgain(lobby.partyOf.keys());
    // What happened while no room was open: connections were lost, sessions ended.
    const lost = disconnections(lobby);
    const { store } = this.services;
    const ended = await Promise.all(Array.from(lobby.parties.values(), (party) => missedEnd(store, party)));
    await Promise.all([...lost, ...ended.flat()].map((notice) => this.#notice(notice)));
    this.updateLifetime();
  }

  request(
    playerId: string | null,
    request: DungeonPartyRequest,
    identity: RequestIdentity | null,
    address: string | undefined,
  ): Promise<Replayable<DungeonPartyReply>> {
    return this.answer(() => this.#request({ playerId, presence: 'rest', address }, request, identity));
  }

  async notice(notice: DungeonPartyNotice): Promise<void> {
    await this.answer(() => this.#notice(notice));
  }

  act(command: DungeonPartyAdminCommand, entry: AuditEntry): Promise<void> {
    return this.answer(() => this.#writer.run((lobby, now) => adminStep(lobby, command, entry, now)));
  }

  async #request(asker: Asker, request: DungeonPartyRequest, identity: RequestIdentity | null) {
    const command = await toCommand(await this.#writer.current(), request, asker);
    return this.#shares.claiming(command, asker.address, (claim) =>
      this.#writer.runOnce(identity, (lobby, now) => {
        // Checked only now, because hashing a password takes time and the player may have connected meanwhile.
        if ('player' in command && command.player && this.connections.has(command.player.player_id))
          command.player.presence = 'online';
        return commandStep(lobby, command, asker.playerId, now, { ...this.services, claim });
      }),
    );
  }

  /** Returns the party of the player that the notice is about, once it is stored. */
  #notice(notice: DungeonPartyNotice) {
    return this.#writer.run((lobby, now) => noticeStep(lobby, notice, now, this.services.partyRules));
  }

  protected override async arrive(playerId: string | null, client: Client): Promise<void> {
    if (playerId === null) return;
    const party = await this.#notice({ type: 'connected', player_id: playerId });
    tell([client], 'party', { party, reason: null });
  }

  protected override lose(playerId: string): Promise<void> {
    return this.notice({ type: 'disconnected', player_id: playerId });
  }

  protected override async expire(): Promise<void> {
    const { now, partyRules, lastHeard } = this.services;
    const due = dueNotices(await this.#writer.current(), (id) => lastHeard.callsOf(id), now(), partyRules);
    await Promise.all(due.map((notice) => this.#notice(notice)));
  }

  protected override get isNeeded(): boolean {
    return this.state.name === MAIN_LOBBY || !this.#messages.isEmpty || !this.retries.isEmpty;
  }

  override onDispose(): void | Promise<void> {
    this.services.lobbies.release(this.state.name);
    return super.onDispose();
  }

  #show(lobby: Lobby, stored: StoredEvent[]): void {
    const events = stored.filter(isDungeonPartyEvent);
    this.#shares.follow(events);
    showDungeonParties(this.state, lobby, this.#shown, new Set(events.map(({ party_id }) => party_id)));
    this.publish();
    this.#messages.tellChanges(lobby, events);
    this.updateLifetime();
    this.services.lastHeard.startAgain(givenFullTime(lobby, events));
    for (const event of events) this.#tellSession(lobby, event);
  }

  /** Seats connected members in a session that has started, and tells a session who is gone from its party. */
  #tellSession(lobby: Lobby, event: DungeonPartyEvent): void {
    const { directory } = this.services;
    const party = lobby.parties.get(event.party_id);
    if (event.type === 'party_session_started' && party)
      this.inBackground(() => seatMembers(directory, this.connections, event.session_id, party.members));
    const news = newsForSession(directory, event);
    if (news) void this.retries.add(news);
  }
}
