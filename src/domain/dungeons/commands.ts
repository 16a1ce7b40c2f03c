import type { Refused } from '../refusals.ts';
import type { NewSession } from '../sessions/session.ts';
import {
  type DungeonPartyChange,
  type DungeonPartyEvent,
  type MemberChanges,
  type Newcomer,
  toDungeonPartyEvents,
} from './dungeon-party-events.ts';
import type { DungeonPartyFilter } from './find-dungeon-party.ts';
import type { Arrival, DungeonParty, DungeonPartySettings } from './dungeon-party.ts';

/** The caller makes a new id and a join code that `lobby.codes` does not have. */
export type NewDungeonParty = { party_id: string; join_code: string; settings: DungeonPartySettings };

/** The door checks passwords, which takes time, and names the hash it checked: the party may have another by now. */
export type PasswordCheck = { hash: string; ok: boolean };

/** Addresses one party; a null id means the player's own. `if_version` is the version that the party must have. */
type ToParty = { party_id: string | null; if_version?: number };

/** What one player of the lobby wants. A null `player_id` or `player` is a bare call, as the seed document has them. Rule: [PARTY-4]. */
export type DungeonPartyCommand =
  | { type: 'create'; party: NewDungeonParty; player: Newcomer | null }
  | { type: 'quick_join'; party: NewDungeonParty; player: Newcomer; filter: DungeonPartyFilter }
  | { type: 'join_by_code'; join_code: string; player: Newcomer; password: PasswordCheck | null }
  | { type: 'join'; party_id: string; if_version?: number; player: Newcomer; password: PasswordCheck | null }
  | { type: 'accept_invite'; party_id: string; if_version?: number; player: Newcomer }
  | { type: 'decline_invite'; party_id: string; if_version?: number; player_id: string }
  | { type: 'request'; party_id: string; if_version?: number; player: Newcomer; message: string }
  | { type: 'withdraw_request'; party_id: string; if_version?: number; player_id: string }
  /** `arrival`: how the player who asked would join; null if it is not there. */
  | (ToParty & { type: 'accept_request'; player_id: string; target_id: string; arrival: Arrival | null })
  | (ToParty & { type: 'decline_request'; player_id: string; target_id: string })
  | (ToParty & { type: 'leave'; player_id: string })
  | (ToParty & { type: 'ready'; player_id: string; changes: MemberChanges })
  | (ToParty & { type: 'invite'; player_id: string; target_id: string })
  | (ToParty & { type: 'update'; player_id: string | null; changes: Partial<DungeonPartySettings> })
  | (ToParty & { type: 'kick'; player_id: string; target_id: string })
  | (ToParty & { type: 'promote'; player_id: string; target_id: string })
  | (ToParty & { type: 'dissolve'; player_id: string | null })
  | (ToParty & { type: 'start'; player_id: string | null; session_id: string; seed: number; force: boolean });

/** What the server itself notices. Never refused; an outdated notice changes nothing. */
export type DungeonPartyNotice =
  | { type: 'connected' | 'disconnected'; player_id: string }
  /** About players without a connection: the first two say when they were last heard of. Rule: [PARTY-11]. */
  | { type: 'silent' | 'not_heard'; player_id: string; heard_at: number }
  | { type: 'heard'; player_id: string }
  /** From the server. Rule: [PARTY-21], [PARTY-22]. */
  | { type: 'banned'; player_id: string }
  | { type: 'expire'; party_id: string }
  | { type: 'session_ended'; party_id: string; session_id: string };

/** No events means that everything is already as asked. `session` comes with a start and is committed with it. */
export type Accepted = { type: 'accepted'; party_id: string; events: DungeonPartyEvent[]; session?: NewSession };

export type DungeonPartyDecision = Accepted | Refused;

/** Accepts one command. Its events share the party's next version. */
export function accept(party: DungeonParty, now: number, changes: DungeonPartyChange[]): Accepted {
  return { type: 'accepted', party_id: party.party_id, events: toDungeonPartyEvents(party, now, changes) };
}

/** A command that addresses an existing party. */
export type AddressedDungeonPartyCommand = Exclude<
  DungeonPartyCommand,
  { type: 'create' | 'quick_join' | 'join_by_code' }
>;
