import { LOBBY_TICKETS_MAX, MATCH_ACCEPT_MS, TICKET_ABSENT_MS } from '../limits.ts';
import type { Arrival } from '../dungeons/dungeon-party.ts';
import type { DungeonPartyEvent } from '../dungeons/dungeon-party-events.ts';
import type { Refused } from '../refusals.ts';
import type { NewSession } from '../sessions/session.ts';
import type { FinderEvent } from './finder-events.ts';
import type { QueueGameType, Searcher, Wishes } from './ticket.ts';

/** What the caller makes for the parties and the session of a match: new ids, codes that `lobby.codes` does not have, a random seed. */
export type NewRun = { parties: { party_id: string; join_code: string }[]; session_id: string; seed: number };

/** What one player wants. A null `ticket_id` means the player's own. */
export type FinderCommand =
  | { type: 'join'; ticket_id: string; player: Searcher; game_type: QueueGameType; wishes: Wishes }
  | { type: 'leave'; player_id: string; ticket_id: string | null }
  /** `match_id`: the match that the player means; null for whichever is proposed. */
  | { type: 'accept'; player_id: string; ticket_id: string | null; match_id: string | null; run: NewRun }
  | { type: 'decline'; player_id: string; ticket_id: string | null; match_id: string | null; run: NewRun };

/** `events` are applied in their order, `partyEvents` after them. `ticket_id` is the ticket that the command was about. */
export type FinderAccepted = {
  type: 'accepted';
  ticket_id: string;
  events: FinderEvent[];
  partyEvents: DungeonPartyEvent[];
  session?: NewSession;
};

export type FinderDecision = FinderAccepted | Refused;

/** The rules' parameters that a test may set. `arrivalOf`: whether the player has a connection to the lobby. */
export type FinderRules = {
  ticketsMax: number;
  partiesMax: number;
  acceptMs: number;
  absentMs: number;
  isBanned: (playerId: string) => boolean;
  arrivalOf: (playerId: string) => Arrival;
};

export const FINDER_RULES = {
  ticketsMax: LOBBY_TICKETS_MAX,
  acceptMs: MATCH_ACCEPT_MS,
  absentMs: TICKET_ABSENT_MS,
};
