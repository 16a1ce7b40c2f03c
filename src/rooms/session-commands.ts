import type { SessionReply } from '../directory/rooms.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { Arrival } from '../domain/dungeons/dungeon-party.ts';
import type { SessionCommand, SessionDecision } from '../domain/sessions/decide-session.ts';
import { partiesOf, type Session } from '../domain/sessions/session.ts';
import { sessionView } from '../domain/sessions/session-view.ts';
import { refusal } from '../errors.ts';
import { applySessionEvents } from '../projections/session-updates.ts';
import type { SessionRequest } from '../protocol/session-requests.ts';
import type { Store } from '../store/store.ts';
import type { Step } from './Writer.ts';

/** Turns a player's request into the rules' command. */
export function toSessionCommand(player_id: string, presence: Arrival, request: SessionRequest): SessionCommand {
  const asked = { player_id, ...(request.if_version !== undefined && { if_version: request.if_version }) };
  switch (request.type) {
    case 'join':
      return { ...asked, type: 'join', presence };
    case 'leave':
    case 'start':
      return { ...asked, type: request.type };
    case 'ready':
      return { ...asked, type: 'ready', ready: request.ready };
    case 'player_data':
      return { ...asked, type: 'player_data', data: request.player_data };
    case 'progress': {
      const { current_floor, current_position, progress } = request;
      const report = {
        ...(current_floor !== undefined && { current_floor }),
        ...(current_position && { current_position }),
        ...(progress && { progress }),
      };
      return { ...asked, type: 'progress', report };
    }
    case 'complete':
      return { ...asked, type: 'complete', outcome: request.outcome, result: request.result };
    default:
      return request satisfies never;
  }
}

/** Carries out what was decided. Refuses what was refused. */
export function sessionStep(
  session: Session,
  decision: SessionDecision,
  audit: AuditEntry[] = [],
): Step<Session, SessionReply> {
  if (decision.type === 'refused') throw refusal(decision);
  const { state, ...told } = applySessionEvents(session, decision.events);
  return { ...told, state, events: decision.events, audit, answer: { session: sessionView(state) } };
}

/** The members of those of its dungeon parties that are still in it. */
export async function membersIn(store: Store, session: Session): Promise<ReadonlySet<string>> {
  const parties = await Promise.all(partiesOf(session).map((partyId) => store.dungeonParty(partyId)));
  const inIt = parties.flatMap((party) => (party?.session_id === session.session_id ? party.members : []));
  return new Set(inIt.map(({ player_id }) => player_id));
}
