import type { Client } from '@colyseus/core';
import type { LobbyOwner, RequestIdentity, Sender } from '../directory/rooms.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { DungeonPartyNotice } from '../domain/dungeons/commands.ts';
import type { DungeonPartyAdminCommand } from '../domain/dungeons/decide-admin.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import { disconnections } from '../domain/dungeons/notice-dungeon-party.ts';
import { dueNotices, givenFullTime } from '../domain/dungeons/notice-silence.ts';
import { isFinderEvent } from '../domain/finder/finder-events.ts';
import { type DungeonPartyRequest, dungeonPartyRequests, MAIN_LOBBY } from '../protocol/dungeon-party-requests.ts';
import { type QueueRequest, queueRequests } from '../protocol/queue-requests.ts';
import { isDungeonPartyEvent, type StoredEvent } from '../store/store.ts';
import { type Asker, toCommand } from './dungeon-party-commands.ts';
import { tell } from './dungeon-party-messages.ts';
import { adminStep, commandStep, type LobbyServices, missedEnds, noticeStep } from './dungeon-party-steps.ts';
import { addressOf } from './Connections.ts';
import { GroupFinder } from './GroupFinder.ts';
import { JoinRequests } from './JoinRequests.ts';
import { type LobbyShares, partyShares } from './LobbyShares.ts';
import { LobbyView } from './LobbyView.ts';
import { PlayerRoom } from './PlayerRoom.ts';
import type { RoomOptions } from './room-services.ts';
import { LobbyState } from './schema/lobby.ts';
import { followSessions } from './session-seats.ts';
import { Writer } from './Writer.ts';

/** One lobby and the only writer of its dungeon parties. The main lobby always stays; others stay while they have parties or players. */
export class LobbyRoom extends PlayerRoom<LobbyServices> implements LobbyOwner {
  override state = new LobbyState();
  override autoDispose = false;

  #writer!: Writer<Lobby>;
  #shares!: LobbyShares;
  #finder!: GroupFinder;
  #view!: LobbyView;
  #joinRequests!: JoinRequests;

  override onCreate(options: RoomOptions<LobbyServices, { name: 'lobby'; lobby: string }>): void {
    super.onCreate(options);
    const name = (this.state.name = options.key.lobby);
    const { dungeonParties, partyRules } = this.services;
    this.seatKeptMs = partyRules.reconnectGraceMs;
    this.#shares = partyShares(dungeonParties, partyRules.partiesMax);
    this.#writer = new Writer({
      ...this.services,
      log: this.log,
      fence: options.fence,
      load: () => this.services.store.loadLobby(name),
      onStored: (lobby, events) => this.#show(lobby, events),
    });
    const { services, connections, state } = this;
    this.#joinRequests = new JoinRequests(services, connections);
    this.#view = new LobbyView(state, connections, this.#shares, this.#joinRequests);
    this.#finder = new GroupFinder({ writer: this.#writer, services, connections, state, parties: this.#shares });
    this.commands<DungeonPartyRequest>('party', dungeonPartyRequests, (playerId, request, client) => {
      const asker: Asker = { playerId, presence: 'online', address: addressOf(client) };
      return this.services.guesses.attempt(asker.address, request, () => this.#request(asker, request, null));
    });
    this.commands<QueueRequest>('queue', queueRequests, (playerId, request, client) =>
      this.#finder.request(playerId, request, { identity: null, address: addressOf(client) }),
    );
  }

  protected override async load(): Promise<void> {
    const lobby = await this.#writer.current();
    this.#view.load(lobby);
    await this.#finder.load(lobby);
    this.services.lastHeard.startAgain(lobby.partyOf.keys());
    // What happened while no room was open: connections were lost, sessions ended.
    const missed = [...disconnections(lobby), ...(await missedEnds(this.services.store, lobby))];
    await Promise.all(missed.map((notice) => this.#notice(notice)));
    this.updateLifetime();
  }

  request(playerId: string | null, request: DungeonPartyRequest, { identity, address }: Sender) {
    return this.answer(() => this.#request({ playerId, presence: 'rest', address }, request, identity));
  }

  find(playerId: string, request: QueueRequest, sender: Sender) {
    return this.answer(() => this.#finder.request(playerId, request, sender));
  }

  explain(ticketId: string) {
    return this.answer(() => this.#finder.explain(ticketId));
  }

  async notice(notice: DungeonPartyNotice): Promise<void> {
    await this.answer(() => this.#notice(notice));
  }

  act(command: DungeonPartyAdminCommand, entry: AuditEntry): Promise<void> {
    return this.answer(() => this.#writer.run((lobby, now) => adminStep(lobby, command, entry, now)));
  }

  async #request(asker: Asker, request: DungeonPartyRequest, identity: RequestIdentity | null) {
    const command = await toCommand(await this.#writer.current(), request, asker);
    return this.#view.claiming(asker.address, (claim) => {
      const judge = { ...this.services, claim, presence: this.#joinRequests };
      return this.#writer.runOnce(identity, (lobby, now) => commandStep(lobby, command, asker.playerId, now, judge));
    });
  }

  /** Returns the party of the player that the notice is about, once it is stored. */
  #notice(notice: DungeonPartyNotice) {
    return this.#writer.run((lobby, now) => noticeStep(lobby, notice, now, this.services.partyRules));
  }

  protected override async arrive(playerId: string | null, client: Client): Promise<void> {
    if (playerId === null) return;
    const party = await this.#notice({ type: 'connected', player_id: playerId });
    tell([client], 'party', { party, reason: null });
    await this.#finder.welcome(playerId);
  }

  protected override async lose(playerId: string): Promise<void> {
    const { queue, requestsOf } = await this.#writer.current();
    if (queue.ticketOf.has(playerId) || requestsOf.has(playerId)) this.services.lastHeard.startAgain([playerId]);
    return this.notice({ type: 'disconnected', player_id: playerId });
  }

  protected override async expire(): Promise<void> {
    const { now, partyRules, lastHeard } = this.services;
    const lobby = await this.#writer.current();
    this.#joinRequests.listen(lobby);
    const due = dueNotices(lobby, (id) => lastHeard.callsOf(id), now(), partyRules);
    await Promise.all(due.map((notice) => this.#notice(notice)));
    await this.#finder.tick();
  }

  protected override get isNeeded(): boolean {
    return this.state.name === MAIN_LOBBY || !this.#view.isEmpty || !this.#finder.isEmpty || !this.retries.isEmpty;
  }

  override onDispose(): void | Promise<void> {
    this.services.lobbies.release(this.state.name);
    return super.onDispose();
  }

  #show(lobby: Lobby, stored: StoredEvent[]): void {
    const events = stored.filter(isDungeonPartyEvent);
    this.#view.show(lobby, events);
    this.#finder.show(lobby, stored.filter(isFinderEvent));
    this.publish();
    this.updateLifetime();
    this.services.lastHeard.startAgain(givenFullTime(lobby, events));
    const { seats, news } = followSessions(this.services.directory, this.connections, lobby, events);
    for (const work of seats) this.inBackground(work);
    for (const work of news) void this.retries.add(work);
  }
}
