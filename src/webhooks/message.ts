import { createHash, createHmac } from 'node:crypto';
import { isDiscord, type WebhookFilter, type WebhookTarget } from '../config/webhook-urls.ts';
import type { Announcement } from '../projections/announcement.ts';
import { discordMessage } from './discord.ts';
import type { Message } from './post.ts';

/** Sessions have neither a world nor a value, and a drop party that starts is worth nothing yet. Rule: [HOOK-1]. */
export function isWanted(filter: WebhookFilter, { event, data }: Announcement): boolean {
  const { events, minValue, minConfirmed, worlds } = filter;
  if (!events.has(event)) return false;
  if (!('party' in data)) return true;
  const { total_value, confirmed_value, world } = data.party;
  // What was announced before drops were confirmed has no such value.
  const isConfirmed = minConfirmed === 0 || confirmed_value >= minConfirmed;
  return total_value >= minValue && isConfirmed && (worlds === null || worlds.has(world));
}

/** The message for an attempt at `now`, in epoch milliseconds, with the headers of the Standard Webhooks specification. Rule: [HOOK-2]. */
export function webhookMessage(announcement: Announcement, { url, key }: WebhookTarget, now: number): Message {
  const id = idOf(announcement);
  const { event, at, data } = announcement;
  const content = isDiscord(url) ? discordMessage(announcement) : { id, event, at: new Date(at).toISOString(), data };
  const body = JSON.stringify(content);
  const timestamp = String(Math.floor(now / 1000));
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'muster',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      ...(key && { 'webhook-signature': sign(key, id, timestamp, body) }),
    },
  };
}

/** Derived from what is stored, so that it is the same at every attempt and after a restart, and differs between installations. */
function idOf({ seq, event, at, data }: Announcement): string {
  const hash = createHash('sha256').update(JSON.stringify([seq, event, at, data]));
  return `msg_${hash.digest('base64url').slice(0, 27)}`;
}

function sign(key: Buffer, id: string, timestamp: string, body: string): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
