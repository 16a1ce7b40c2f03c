import { isUnknownWebhook } from './discord.ts';
import type { WebhookAnswer } from './post.ts';

/** All in milliseconds. */
export type RetryTimes = {
  timeoutMs: number;
  firstMs: number;
  maxMs: number;
  giveUpMs: number;
  /** For the request in flight at a shutdown. */
  closeMs: number;
};

/**
 * A receiver has 10 s to answer. Retries come after 5 s, 10 s, 20 s and so on up to every half hour, so that a receiver that is
 * back hears of it soon. After a day, some 55 attempts, nobody waits for the news any more. Rule: [HOOK-3].
 */
export const RETRY_TIMES: RetryTimes = {
  timeoutMs: 10_000,
  firstMs: 5_000,
  maxMs: 30 * 60 * 1000,
  giveUpMs: 24 * 60 * 60 * 1000,
  closeMs: 2_000,
};

/** Not the event is the trouble but its receiver, which gets nothing more for a while: 429 Too Many Requests, 503 Service Unavailable. */
export function asksToWait({ status }: WebhookAnswer): boolean {
  return status === 429 || status === 503;
}

/** There is no such receiver any more, so a retry cannot help: 404 Not Found, 410 Gone, or Discord's word for it. Rule: [HOOK-8]. */
export function isGone({ status, body }: WebhookAnswer): boolean {
  return status === 404 || status === 410 || isUnknownWebhook(body);
}

/** Half of the delay is random, so that what failed together is not retried together. `random` is from 0 to 1. */
export function retryDelayMs(attempts: number, random: number, { firstMs, maxMs }: RetryTimes): number {
  const wholeMs = Math.min(maxMs, firstMs * 2 ** (attempts - 1));
  return Math.round(wholeMs * (0.5 + random / 2));
}

/** Milliseconds to wait by a Retry-After header, which has seconds or a date (RFC 9110); 0 without a valid one, at most `giveUpMs`. */
export function retryAfterMs(header: string | undefined, now: number, { giveUpMs }: RetryTimes): number {
  if (header === undefined) return 0;
  const ms = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(giveUpMs, Math.max(0, ms)) : 0;
}
