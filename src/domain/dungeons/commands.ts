import type { Refused } from '../../errors.ts';
import type { NewSession } from '../sessions/session.ts';
import type { MemberChanges, Newcomer, PartyEvent } from './dungeon-party-events.ts';
import type { PartyFilter } from './find-dungeon-party.ts';
import type { PartySettings } from './dungeon-party.ts';

/** Made by the caller: the id is new, and the code is one that `lobby.codes` does not have. */
export type NewParty = { party_id: string; join_code: string; settings: PartySettings };

/** Passwords are checked at the door, which takes time, so it says which hash it checked: the party may have another by now. */
export type PasswordCheck = { hash: string; ok: boolean };

/** One party, with the version that it must have where the caller asks for that. Null: the player's own party. */
type ToParty = { party_id: string | null; if_version?: number };

/** What one player of the lobby wants. A `player_id` of null is a bare call, as the seed has them: see [PARTY-4]. */
export type PartyCommand =
  | { do: 'create'; party: NewParty; player: Newcomer | null }
  | { do: 'quick_join'; party: NewParty; player: Newcomer; filter: PartyFilter }
  | { do: 'join_by_code'; join_code: string; player: Newcomer; password: PasswordCheck | null }
  | { do: 'join'; party_id: string; if_version?: number; player: Newcomer; password: PasswordCheck | null }
  | { do: 'accept_invite'; party_id: string; if_version?: number; player: Newcomer }
  | { do: 'decline_invite'; party_id: string; if_version?: number; player_id: string }
  | (ToParty & { do: 'leave'; player_id: string })
  | (ToParty & { do: 'ready'; player_id: string; changes: MemberChanges })
  | (ToParty & { do: 'invite'; player_id: string; target_id: string })
  | (ToParty & { do: 'update'; player_id: string | null; changes: Partial<PartySettings> })
  | (ToParty & { do: 'kick'; player_id: string; target_id: string })
  | (ToParty & { do: 'promote'; player_id: string; target_id: string })
  | (ToParty & { do: 'dissolve'; player_id: string | null })
  | (ToParty & { do: 'start'; player_id: string | null; session_id: string; seed: number; force: boolean });

/** What the server itself notices. Never refused: what is out of date changes nothing. */
export type PartyNotice =
  | { do: 'connected' | 'disconnected'; player_id: string }
  | { do: 'expire'; party_id: string }
  | { do: 'session_ended'; party_id: string; session_id: string };

/** Without events nothing changed, and all is as asked for. `run` comes with a start and is to be committed with it. */
export type PartyDecision = { party_id: string; events: PartyEvent[]; run?: NewSession };

export type PartyAnswer = PartyDecision | Refused;

/** A command to a party that was found. */
export type AddressedCommand = Exclude<PartyCommand, { do: 'create' | 'quick_join' | 'join_by_code' }>;
