import type { DungeonPartyNotice } from '../domain/dungeons/commands.ts';
import type { MemberDungeonParty } from '../domain/dungeons/dungeon-party-views.ts';
import type { DungeonPartyRequest } from '../protocol/dungeon-party-requests.ts';
import type { Outcome } from './outcome.ts';
import type { RequestIdentity } from './request-identity.ts';

/** What became of a request. `party` is null where the party is gone, or the caller is not in it any more. */
export type DungeonPartyReply = {
  party_id: string;
  /** The run that the party is on. */
  session_id: string | null;
  version: number | null;
  party: MemberDungeonParty | null;
  replayed?: true;
};

/** What a lobby's room answers to the rest of the server. */
export interface LobbyCalls {
  /** One player's request, by REST; a player_id of null is a bare call. Durable when answered. Refuses every kind of [PARTY-n], and what the store refuses. */
  request(
    player_id: string | null,
    request: DungeonPartyRequest,
    identity: RequestIdentity | null,
  ): Promise<Outcome<DungeonPartyReply>>;
  /** What another room noticed, such as the end of a run. */
  notice(notice: DungeonPartyNotice): Promise<Outcome<null>>;
}
