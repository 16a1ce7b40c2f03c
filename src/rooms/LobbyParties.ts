import { type Outcome, refused, unwrap } from '../directory/outcome.ts';
import type { DungeonPartyReply } from '../directory/lobby.ts';
import type { RequestIdentity } from '../directory/request-identity.ts';
import type { DungeonPartyDecision, DungeonPartyCommand, DungeonPartyNotice } from '../domain/dungeons/commands.ts';
import { applyDungeonPartyEvent } from '../domain/dungeons/dungeon-party-events.ts';
import { decideDungeonParty } from '../domain/dungeons/decide-dungeon-party.ts';
import { type Lobby, dungeonPartyOfPlayer } from '../domain/dungeons/lobby.ts';
import { noticeDungeonParty, dungeonPartyDueAt } from '../domain/dungeons/notice-dungeon-party.ts';
import { memberOf } from '../domain/dungeons/dungeon-party.ts';
import { type MemberDungeonParty, memberDungeonParty } from '../domain/dungeons/dungeon-party-views.ts';
import { createSession } from '../domain/sessions/decide-session.ts';
import type { DungeonPartyRequest } from '../protocol/dungeon-party-requests.ts';
import type { StoredEvent } from '../store/store.ts';
import type { LobbyServices } from './lobby-services.ts';
import { type Asker, commandOf, newJoinCode } from './dungeon-party-commands.ts';
import { type Step, Writer } from './Writer.ts';

type Job = { asked: DungeonPartyCommand; by: string | null } | { noticed: DungeonPartyNotice };

/** To a notice: the party of the player that it is about. */
type Answer = { reply: DungeonPartyReply } | { party: MemberDungeonParty | null };

/** `isHere`: whether the player has a connection now. */
export type LobbyEvents = {
  isHere: (playerId: string) => boolean;
  onStored: (lobby: Lobby, events: StoredEvent[]) => void;
};

/** The write path of one lobby: decide, store, then let the room show it. */
export class LobbyParties {
  readonly #services: LobbyServices;
  readonly #isHere: LobbyEvents['isHere'];
  readonly #writer: Writer<Lobby, Job, Answer>;

  constructor(name: string, services: LobbyServices, { isHere, onStored }: LobbyEvents) {
    const { store, now } = (this.#services = services);
    this.#isHere = isHere;
    this.#writer = new Writer<Lobby, Job, Answer>({
      store,
      now,
      load: () => store.loadLobby(name),
      decide: (lobby, job, at) => this.#decide(lobby, job, at),
      onStored,
    });
  }

  /** What is stored, and what is being stored; for reading only, and until the next await. */
  current(): Promise<Lobby> {
    return this.#writer.current();
  }

  async request(
    asker: Asker,
    request: DungeonPartyRequest,
    identity: RequestIdentity | null,
  ): Promise<Outcome<DungeonPartyReply>> {
    const asked = await commandOf(await this.current(), request, asker);
    const outcome = await this.#writer.send({ asked, by: asker.player_id }, identity);
    if ('refused' in outcome) return outcome;
    const { answer, replayed } = outcome.ok;
    if (!('reply' in answer)) throw new Error('a request was answered as a notice');
    return { ok: { ...answer.reply, ...(replayed && { replayed }) } };
  }

  /** Answers the party, as it is stored then, of the player that the notice is about. */
  async notice(noticed: DungeonPartyNotice): Promise<MemberDungeonParty | null> {
    const { answer } = unwrap(await this.#writer.send({ noticed }));
    return 'party' in answer ? answer.party : null;
  }

  /** Those parties for which an `expire` has something to do. */
  async due(): Promise<string[]> {
    const now = this.#services.now();
    const { parties } = await this.current();
    return [...parties.values()]
      .filter((party) => (dungeonPartyDueAt(party, this.#services.partyRules) ?? Infinity) <= now)
      .map(({ party_id }) => party_id);
  }

  #decide(lobby: Lobby, job: Job, now: number): Step<Lobby, Answer> {
    if ('noticed' in job) {
      const events = noticeDungeonParty(lobby, job.noticed, now, this.#services.partyRules);
      for (const event of events) applyDungeonPartyEvent(lobby, event);
      return { state: lobby, events, answer: { ok: { party: partyNoticed(lobby, job.noticed) } } };
    }
    const decision = this.#judge(lobby, job.asked, now);
    if (decision.type === 'refused') return { state: lobby, events: [], answer: refused(decision) };
    const { party_id, events, session } = decision;
    for (const event of events) applyDungeonPartyEvent(lobby, event);
    const started = session ? [createSession(session, now, this.#services.sessionRules)] : [];
    return {
      state: lobby,
      events: [...events, ...started],
      answer: { ok: { reply: replyOf(lobby, party_id, job.by) } },
    };
  }

  #judge(lobby: Lobby, asked: DungeonPartyCommand, now: number): DungeonPartyDecision {
    if ('party' in asked) asked.party.join_code = newJoinCode(lobby);
    // Looked at again, because a password may have taken its time, and players come and go.
    if ('player' in asked && asked.player && this.#isHere(asked.player.player_id)) asked.player.presence = 'online';
    return decideDungeonParty(lobby, asked, now, this.#services.partyRules);
  }
}

function partyNoticed(lobby: Lobby, notice: DungeonPartyNotice): MemberDungeonParty | null {
  const party = 'player_id' in notice ? dungeonPartyOfPlayer(lobby, notice.player_id) : undefined;
  return party ? memberDungeonParty(party) : null;
}

/** A bare call is to a party without members, all of which it may see, or a start, of which the door shows the players alone. */
function replyOf(lobby: Lobby, party_id: string, by: string | null): DungeonPartyReply {
  const party = lobby.parties.get(party_id);
  const visible = party && (by === null || memberOf(party, by) !== undefined);
  return {
    party_id,
    session_id: party?.session_id ?? null,
    version: party?.version ?? null,
    party: visible ? memberDungeonParty(party) : null,
  };
}
