import { asking, newcomer, newParty, PlayedLobby, updating } from './PlayedLobby.ts';

export const PRIVATE = { privacy: 'private' } as const;

export const withdrawing = (player_id: string, party_id = 'p') =>
  ({ type: 'withdraw_request', party_id, player_id }) as const;

/** A private party that `bob` asks. */
export function asked(...others: string[]): PlayedLobby {
  const game = new PlayedLobby(undefined, ...others);
  game.do(updating('ann', PRIVATE));
  game.do(asking('bob', 'p', 'healer'));
  return game;
}

export function found(game: PlayedLobby, leader: string, party_id: string): void {
  game.do({ type: 'create', party: newParty(party_id, PRIVATE), player: newcomer(leader) });
}

export function waiting({ party }: PlayedLobby): string[] {
  return [...party.requests.keys()];
}
