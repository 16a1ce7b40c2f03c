import {
  decideApproval,
  decideEndNow,
  decideRecount,
  decideRemoval,
} from '../../src/domain/drops/decide-correction.ts';
import { decideEndIfIdle, decideReport, needsPartyId } from '../../src/domain/drops/decide-report.ts';
import type { DropEvent } from '../../src/domain/drops/drop-events.ts';
import { applyDropEvent, emptyWorld, type World } from '../../src/domain/drops/world.ts';
import { applyDungeonPartyEvent } from '../../src/domain/dungeons/dungeon-party-events.ts';
import type { DungeonPartyCommand, DungeonPartyNotice } from '../../src/domain/dungeons/commands.ts';
import { requestsEndedBy } from '../../src/domain/dungeons/decide-requests.ts';
import { decideDungeonParty } from '../../src/domain/dungeons/decide-dungeon-party.ts';
import { emptyLobby, type Lobby } from '../../src/domain/dungeons/lobby.ts';
import { noticeDungeonParty } from '../../src/domain/dungeons/notice-dungeon-party.ts';
import { applyFinderEvent, isFinderEvent } from '../../src/domain/finder/finder-events.ts';
import { applySessionEvent } from '../../src/domain/sessions/session-events.ts';
import {
  type SessionCommand,
  type SessionNotice,
  createSession,
  decideSession,
} from '../../src/domain/sessions/decide-session.ts';
import { noticeSession } from '../../src/domain/sessions/notice-session.ts';
import type { Session } from '../../src/domain/sessions/session.ts';
import type { Topic } from '../../src/projections/update.ts';
import { isSessionEvent } from '../store/PlayedStore.ts';
import type { StoredEvent } from '../../src/store/store.ts';
import { aReport, SEED_RULES, UNMUTED } from '../domain/drops/PlayedWorld.ts';
import type { Report } from '../../src/domain/drops/drop.ts';
import { T0 } from '../domain/dungeons/PlayedLobby.ts';

export const WORLDS = [301, 444];
export const LOBBIES = ['main', 'side'];
export const NEW = 'new';

/** A party or session id is `NEW` for one that may be created, or a place in the list of existing ones. */
export type Step = { waitMs: number } & (
  | { of: 'drops'; report: Partial<Report> & { world: number } }
  | { of: 'idle'; world: number }
  | { of: 'correction'; world: number; act: 'remove' | 'approve' | 'mute' | 'end'; place: number }
  | { of: 'party'; lobby: string; place: number; command: DungeonPartyCommand }
  | { of: 'party-notice'; lobby: string; place: number; notice: DungeonPartyNotice }
  | { of: 'session'; place: number; command: SessionCommand }
  | { of: 'session-notice'; place: number; notice: SessionNotice }
);

/** A whole server's state, which the real rules compute from commands. */
export class PlayedServer {
  readonly topics = new Set<Topic>([
    'board',
    ...WORLDS.map((world): Topic => `world:${world}`),
    ...LOBBIES.map((lobby): Topic => `lobby:${lobby}`),
  ]);
  readonly #worlds = new Map<number, World>(WORLDS.map((world) => [world, emptyWorld(world)]));
  readonly #lobbies = new Map<string, Lobby>(LOBBIES.map((name) => [name, emptyLobby(name)]));
  readonly #sessions = new Map<string, Session>();
  #made = 0;
  now = T0;

  /** The commits that the step makes; none if it is refused. */
  take(step: Step): StoredEvent[][] {
    this.now += step.waitMs;
    const commits = this.#decide(step);
    return commits.filter((events) => events.length > 0);
  }

  #decide(step: Step): StoredEvent[][] {
    switch (step.of) {
      case 'drops':
        return [this.#report(aReport(step.report))];
      case 'idle':
        return [this.#apply(decideEndIfIdle(this.#worlds.get(step.world)!, this.now, SEED_RULES))];
      case 'correction':
        return [this.#apply(this.#correct(this.#worlds.get(step.world)!, step))];
      case 'party':
        return [this.#command(this.#lobbies.get(step.lobby)!, step.place, step.command)];
      case 'party-notice':
        return [this.#notice(this.#lobbies.get(step.lobby)!, step.place, step.notice)];
      case 'session':
      case 'session-notice':
        return this.#session(step);
    }
  }

  #report(report: Report): StoredEvent[] {
    const world = this.#worlds.get(report.world)!;
    const id = needsPartyId(world, report, this.now, UNMUTED) ? ++this.#made : null;
    const events = this.#apply(decideReport(world, report, this.now, UNMUTED, id).events);
    return events;
  }

  #correct(world: World, { act, place }: Extract<Step, { of: 'correction' }>): DropEvent[] {
    const drop = world.open[place % Math.max(1, world.open.length)];
    if (act === 'end') return decideEndNow(world, world.party?.id ?? 0, this.now);
    if (!drop || (act === 'approve' && drop.removed)) return [];
    const muted = new Set(place % 2 === 0 ? ['home'] : []);
    if (act === 'mute') return decideRecount(world.world, world.open, { reporters: muted, sources: muted }, this.now);
    if (act === 'approve') return decideApproval(world.world, drop, this.now);
    return decideRemoval(world, drop, [], this.now);
  }

  #command(lobby: Lobby, place: number, command: DungeonPartyCommand): StoredEvent[] {
    const party_id = [...lobby.parties.keys()][place % Math.max(1, lobby.parties.size)] ?? 'none';
    const made = `${++this.#made}`;
    const placed = {
      ...command,
      ...('party_id' in command && command.party_id === NEW && { party_id }),
      ...('party' in command && { party: { ...command.party, party_id: `p${made}`, join_code: `code ${made}` } }),
      ...('session_id' in command && { session_id: `s${made}` }),
      ...('player_id' in command && command.player_id === NEW && { player_id: lobby.parties.get(party_id)?.leader_id }),
    } as DungeonPartyCommand;
    const answer = decideDungeonParty(lobby, placed, this.now);
    if (answer.type === 'refused') return [];
    const events = this.#apply(answer.events);
    const ended = this.#apply(requestsEndedBy(lobby, events, this.now));
    return [...events, ...ended, ...this.#apply(answer.session ? [createSession(answer.session, this.now)] : [])];
  }

  #notice(lobby: Lobby, place: number, notice: DungeonPartyNotice): StoredEvent[] {
    const party = [...lobby.parties.values()][place % Math.max(1, lobby.parties.size)];
    const placed = 'party_id' in notice ? { ...notice, party_id: party?.party_id ?? 'none' } : notice;
    return this.#apply(noticeDungeonParty(lobby, placed, this.now));
  }

  #session(step: Extract<Step, { of: 'session' | 'session-notice' }>): StoredEvent[][] {
    const active = [...this.#sessions.values()].filter(({ status }) => status !== 'complete');
    const session = active[step.place % Math.max(1, active.length)];
    if (!session) return [];
    const decided =
      step.of === 'session'
        ? decideSession(session, { ...step.command, ...leads(session, step.command) }, this.now)
        : { type: 'accepted' as const, events: noticeSession(session, step.notice, this.now) };
    if (decided.type === 'refused') return [];
    const events = this.#apply(decided.events);
    if (this.#sessions.get(session.session_id)!.status !== 'complete') return [events];
    const { session_id, party_id, lobby } = session;
    const ending = noticeDungeonParty(
      this.#lobbies.get(lobby)!,
      { type: 'session_ended', party_id, session_id },
      this.now,
    );
    return [events, this.#apply(ending)];
  }

  #apply<E extends StoredEvent>(events: E[]): E[] {
    for (const event of events) this.#applyEvent(event);
    return events;
  }

  #applyEvent(event: StoredEvent): void {
    if ('world' in event) return applyDropEvent(this.#worlds.get(event.world)!, event);
    if (isSessionEvent(event)) {
      this.topics.add(`session:${event.session_id}`);
      this.#sessions.set(event.session_id, applySessionEvent(this.#sessions.get(event.session_id) ?? null, event));
      return;
    }
    if (isFinderEvent(event)) return applyFinderEvent(this.#lobbies.get(event.lobby)!, event);
    this.topics.add(`party:${event.party_id}`);
    applyDungeonPartyEvent(this.#lobbies.get(event.lobby)!, event);
  }
}

/** Picks the leader, because a random player rarely is. */
function leads(session: Session, { player_id }: SessionCommand) {
  return player_id === NEW && session.leader_id !== null ? { player_id: session.leader_id } : {};
}
