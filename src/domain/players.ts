const GUEST_PREFIX = 'guest-';

/** Makes a guest's id from a unique string. Only this server issues such ids, each with its token. Rule: [AUTH-1]. */
export function guestId(unique: string): string {
  return GUEST_PREFIX + unique;
}

/** Whether acting as this player takes its token. Rule: [AUTH-1]. */
export function isClaimed(playerId: string): boolean {
  return playerId.startsWith(GUEST_PREFIX);
}
