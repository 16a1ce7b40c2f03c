import type { SessionView } from '../domain/sessions/session-view.ts';
import type { SessionRequest } from '../protocol/session-requests.ts';
import type { Outcome } from './outcome.ts';
import type { RequestIdentity } from './request-identity.ts';

export type SessionReply = { session: SessionView; replayed?: true };

/** What a run's room answers to the rest of the server. */
export interface DungeonSessionCalls {
  /** One player's request, by REST. Durable when answered. Refuses every kind of [SESSION-n], and what the store refuses. */
  request(player_id: string, request: SessionRequest, identity: RequestIdentity | null): Promise<Outcome<SessionReply>>;
}
