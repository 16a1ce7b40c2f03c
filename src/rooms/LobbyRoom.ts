import type { Client } from '@colyseus/core';
import type { Lobby as LobbyMethods, PartyReply } from '../directory/lobby.ts';
import type { Outcome } from '../directory/outcome.ts';
import type { RequestIdentity } from '../directory/request-identity.ts';
import type { PartyNotice } from '../domain/parties/commands.ts';
import type { PartyEvent } from '../domain/parties/events.ts';
import type { Lobby } from '../domain/parties/lobby.ts';
import { MAIN_LOBBY, type PartyRequest, partyRequests } from '../protocol/party-requests.ts';
import type { StoredEvent } from '../store/store.ts';
import { LobbyParties } from './LobbyParties.ts';
import type { LobbyServices } from './lobby-services.ts';
import { type Joined, PlayerRoom, playerOf } from './PlayerRoom.ts';
import type { RoomOptions } from './SafeRoom.ts';
import { LobbyState } from './schema/lobby.ts';
import { showParty } from './schema/show-lobby.ts';
import { tell, tellChanges, tellParty } from './tell-players.ts';

/** Milliseconds between two looks for what expires: graces and invites are minutes. */
const EXPIRY_INTERVAL_MS = 500;

type Options = RoomOptions<LobbyServices> & { key: { name: 'lobby'; lobby: string } };

/** One lobby: the only writer of its parties. */
export class LobbyRoom extends PlayerRoom<LobbyState> implements LobbyMethods {
  override state = new LobbyState();

  #services!: LobbyServices;
  #parties!: LobbyParties;
  #stays = false;

  override onCreate(options: Options): void {
    super.onCreate(options);
    this.#services = options.services;
    const { lobby } = options.key;
    this.#stays = lobby === MAIN_LOBBY;
    this.autoDispose = !this.#stays;
    this.state.name = lobby;
    this.#parties = new LobbyParties(lobby, options.services, (stored, events) => this.#show(stored, events));
    for (const [name, schema] of Object.entries(partyRequests)) {
      this.command(`party.${name}`, schema, (player_id, input) =>
        this.#request(player_id, 'online', { do: name, ...input } as PartyRequest, null),
      );
    }
    this.clock.setInterval(() => void this.outcomeOf(this.#expire()), EXPIRY_INTERVAL_MS);
  }

  protected override async load(): Promise<void> {
    const lobby = await this.#parties.current();
    for (const party of lobby.parties.values()) showParty(this.state, party.party_id, party);
    this.#setLifetime(lobby);
    await this.#catchUp(lobby);
  }

  override async onJoin(client: Client, joined: Joined): Promise<void> {
    super.onJoin(client);
    const { player_id } = joined;
    if (this.connect(client, joined)) await this.notice({ do: 'connected', player_id: player_id! });
    if (player_id !== null) tellParty(await this.#parties.current(), player_id, () => [client]);
  }

  override async onDrop(client: Client): Promise<void> {
    await this.#lose(client);
    this.keepSeat(client, this.#services.partyRules.reconnectGraceMs);
  }

  override async onReconnect(client: Client): Promise<void> {
    const player_id = playerOf(client);
    if (this.connect(client, { player_id })) await this.notice({ do: 'connected', player_id: player_id! });
  }

  override async onLeave(client: Client): Promise<void> {
    await this.#lose(client);
  }

  request(
    player_id: string | null,
    request: PartyRequest,
    identity: RequestIdentity | null,
  ): Promise<Outcome<PartyReply>> {
    const presence = player_id !== null && this.isConnected(player_id) ? 'online' : 'rest';
    return this.#request(player_id, presence, request, identity);
  }

  notice(notice: PartyNotice): Promise<Outcome<null>> {
    return this.outcomeOf(this.#parties.notice(notice).then(() => ({ ok: null })));
  }

  #request(
    player_id: string | null,
    presence: 'online' | 'rest',
    request: PartyRequest,
    identity: RequestIdentity | null,
  ): Promise<Outcome<PartyReply>> {
    return this.outcomeOf(this.#parties.request({ player_id, presence }, request, identity));
  }

  async #lose(client: Client): Promise<void> {
    const player_id = playerOf(client);
    if (this.disconnectOne(client)) await this.notice({ do: 'disconnected', player_id: player_id! });
  }

  #show(lobby: Lobby, events: StoredEvent[]): void {
    const changed = events.filter(isPartyEvent);
    for (const party_id of new Set(changed.map((event) => event.party_id))) {
      showParty(this.state, party_id, lobby.parties.get(party_id));
    }
    this.publish();
    tellChanges(lobby, changed, (player) => this.clientsOf(player));
    void this.outcomeOf(this.#tellRuns(lobby, changed));
    this.#setLifetime(lobby);
  }

  /** Members that are here get a seat in the run that began; the runs of those who left hear of it. */
  async #tellRuns(lobby: Lobby, events: PartyEvent[]): Promise<Outcome<null>> {
    for (const event of events) {
      if (event.type === 'run_started') await this.#seatMembers(lobby, event);
      else if (event.type === 'member_left' || event.type === 'member_kicked') await this.#leaveRun(event);
    }
    return { ok: null };
  }

  async #seatMembers(
    lobby: Lobby,
    { party_id, session_id }: Extract<PartyEvent, { type: 'run_started' }>,
  ): Promise<void> {
    const { directory } = this.#services;
    const key = { name: 'dungeon_session', session_id } as const;
    await directory.getOrCreateRoom(key);
    for (const { player_id } of lobby.parties.get(party_id)?.members ?? []) {
      for (const client of this.clientsOf(player_id)) {
        tell([client], 'session', { session_id, reservation: await directory.seatIn(key, { player_id }) });
      }
    }
  }

  async #leaveRun({ player_id, session_id }: { player_id: string; session_id: string | null }): Promise<void> {
    if (session_id === null) return;
    await this.#services.directory.call(
      { name: 'dungeon_session', session_id },
      'request',
      player_id,
      { do: 'leave' },
      null,
    );
  }

  #setLifetime({ parties }: Lobby): void {
    this.autoDispose = !this.#stays && parties.size === 0 && !this.#parties.busy;
  }

  async #expire(): Promise<Outcome<null>> {
    for (const party_id of await this.#parties.due()) await this.#parties.notice({ do: 'expire', party_id });
    return { ok: null };
  }

  /** What happened while nobody looked: connections that ended with the last process, and runs that ended in another room. */
  async #catchUp(lobby: Lobby): Promise<void> {
    for (const { party_id, members, session_id } of [...lobby.parties.values()]) {
      for (const { player_id, presence } of members) {
        if (presence.status === 'online') await this.#parties.notice({ do: 'disconnected', player_id });
      }
      if (session_id === null) continue;
      const session = await this.#services.store.session(session_id);
      if (!session || session.status === 'complete')
        await this.#parties.notice({ do: 'session_ended', party_id, session_id });
    }
  }
}

function isPartyEvent(event: StoredEvent): event is PartyEvent {
  return 'lobby' in event && event.type !== 'session_created';
}
