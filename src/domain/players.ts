const GUEST_PREFIX = 'guest-';

/** A guest's id of something unique. Only this server makes such ids, and gives each with its token. Rule: [AUTH-1]. */
export function guestId(unique: string): string {
  return GUEST_PREFIX + unique;
}

/** Whether only its token's holder may act as this player. Rule: [AUTH-1]. */
export function isClaimed(playerId: string): boolean {
  return playerId.startsWith(GUEST_PREFIX);
}
