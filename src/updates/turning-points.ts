import type { Update } from '../projections/update.ts';

/** The player sees the party from inside from then on. */
export function isOwnComing({ topic, event, data }: Update, playerId: string | null): boolean {
  return topic.startsWith('party:') && event === 'player_joined' && data.player_id === playerId;
}

/** From outside. */
export function isOwnGoing({ topic, event, data }: Update, playerId: string | null): boolean {
  const isGoing = event === 'player_left' || event === 'player_kicked';
  return topic.startsWith('party:') && isGoing && data.player_id === playerId;
}

/** After which a topic has no more updates. */
export function isLast({ topic, event }: Update): boolean {
  if (topic.startsWith('party:')) return event === 'party_dissolved';
  return topic.startsWith('session:') && event === 'session_complete';
}
