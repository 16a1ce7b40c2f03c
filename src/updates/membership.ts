import type { Update } from '../projections/update.ts';

/** The player joined this party, and sees it as a member from then on. */
function isOwnJoin({ topic, event, data }: Update, playerId: string | null): boolean {
  return topic.startsWith('party:') && event === 'player_joined' && data.player_id === playerId;
}

/** The player left this party or was kicked, and sees it as an outsider from then on. */
export function isOwnLeave({ topic, event, data }: Update, playerId: string | null): boolean {
  const isLeave = event === 'player_left' || event === 'player_kicked';
  return topic.startsWith('party:') && isLeave && data.player_id === playerId;
}

/** The player joined or left this party, and so has seen it from the other side. */
export function isOwn(update: Update, playerId: string | null): boolean {
  return isOwnJoin(update, playerId) || isOwnLeave(update, playerId);
}

/** The topic has no updates after this one. */
export function isLast({ topic, event }: Update): boolean {
  if (topic.startsWith('party:')) return event === 'party_dissolved';
  if (topic.startsWith('ticket:')) return event === 'ticket_ended';
  return topic.startsWith('session:') && event === 'session_complete';
}
