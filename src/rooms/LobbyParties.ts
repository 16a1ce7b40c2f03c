import type { Outcome } from '../directory/outcome.ts';
import type { PartyReply } from '../directory/lobby.ts';
import type { RequestIdentity } from '../directory/request-identity.ts';
import type { PartyAnswer, PartyCommand, PartyNotice } from '../domain/parties/commands.ts';
import { applyPartyEvent } from '../domain/parties/apply-party-event.ts';
import { decideParty } from '../domain/parties/decide-party.ts';
import type { Lobby } from '../domain/parties/lobby.ts';
import { noticeParty, partyDueAt } from '../domain/parties/notice-party.ts';
import { memberOf } from '../domain/parties/party.ts';
import { memberView } from '../domain/parties/views.ts';
import { decideCreated } from '../domain/sessions/decide-session.ts';
import type { PartyRequest } from '../protocol/party-requests.ts';
import type { StoredEvent } from '../store/store.ts';
import type { LobbyServices } from './lobby-services.ts';
import { type Asker, commandOf, newJoinCode } from './party-commands.ts';
import { type Step, Writer } from './Writer.ts';

type Job = { asked: PartyCommand; by: string | null } | { noticed: PartyNotice };

type Answer = PartyReply | null;

/** The write path of one lobby: decide, store, then let the room show it. */
export class LobbyParties {
  readonly #services: LobbyServices;
  readonly #writer: Writer<Lobby, Job, Answer>;

  constructor(name: string, services: LobbyServices, onStored: (lobby: Lobby, events: StoredEvent[]) => void) {
    const { store, now } = (this.#services = services);
    this.#writer = new Writer<Lobby, Job, Answer>({
      store,
      now,
      load: () => store.loadLobby(name),
      decide: (lobby, job, at) => this.#decide(lobby, job, at),
      onStored,
    });
  }

  get busy(): boolean {
    return this.#writer.busy;
  }

  current(): Promise<Lobby> {
    return this.#writer.current();
  }

  async request(asker: Asker, request: PartyRequest, identity: RequestIdentity | null): Promise<Outcome<PartyReply>> {
    const asked = await commandOf(await this.current(), request, asker);
    const outcome = await this.#writer.send({ asked, by: asker.player_id }, identity);
    if ('refused' in outcome) return outcome;
    const { answer, replayed } = outcome.ok;
    return { ok: { ...answer!, ...(replayed && { replayed }) } };
  }

  async notice(noticed: PartyNotice): Promise<void> {
    await this.#writer.send({ noticed });
  }

  /** Those parties for which an `expire` has something to do. */
  async due(): Promise<string[]> {
    const now = this.#services.now();
    const { parties } = await this.current();
    return [...parties.values()]
      .filter((party) => (partyDueAt(party, this.#services.partyRules) ?? Infinity) <= now)
      .map(({ party_id }) => party_id);
  }

  #decide(lobby: Lobby, job: Job, now: number): Step<Lobby, Answer> {
    const decision = this.#judge(lobby, job, now);
    if (decision === null) return { state: lobby, events: [], answer: { ok: null } };
    if ('refused' in decision) return { state: lobby, events: [], answer: decision };
    const { party_id, events, run } = decision;
    for (const event of events) applyPartyEvent(lobby, event);
    const started = run ? [decideCreated(run, now, this.#services.sessionRules)] : [];
    const answer = 'asked' in job ? replyOf(lobby, party_id, job.by) : null;
    return { state: lobby, events: [...events, ...started], answer: { ok: answer } };
  }

  #judge(lobby: Lobby, job: Job, now: number): PartyAnswer | null {
    const { partyRules } = this.#services;
    if ('noticed' in job) return noticeParty(lobby, job.noticed, now, partyRules);
    const { asked } = job;
    if ('party' in asked) asked.party.join_code = newJoinCode(lobby);
    return decideParty(lobby, asked, now, partyRules);
  }
}

/** A bare call may see what the party's leader sees: it made it, or knows its id. */
function replyOf(lobby: Lobby, party_id: string, by: string | null): PartyReply {
  const party = lobby.parties.get(party_id);
  const visible = party && (by === null || memberOf(party, by) !== undefined);
  return {
    party_id,
    session_id: party?.session_id ?? null,
    version: party?.version ?? null,
    party: visible ? memberView(party) : null,
  };
}
