/** All in milliseconds. */
export type RetryTimes = {
  timeoutMs: number;
  firstMs: number;
  maxMs: number;
  giveUpMs: number;
  /** What a request under way has at a shutdown. */
  closeMs: number;
};

/**
 * A receiver answers in 10 s or is taken for dead. Tries come after 5 s, 10 s, 20 s ... and at last every half hour, so that
 * one that is back is told soon; after a day that is some 55 tries, and nobody waits for the news any more.
 */
export const RETRY_TIMES: RetryTimes = {
  timeoutMs: 10_000,
  firstMs: 5_000,
  maxMs: 30 * 60 * 1000,
  giveUpMs: 24 * 60 * 60 * 1000,
  closeMs: 2_000,
};

/** Half of it by chance, so that what failed together does not come back together. `random` is from 0 to 1. */
export function retryDelayMs(tries: number, random: number, { firstMs, maxMs }: RetryTimes): number {
  const wholeMs = Math.min(maxMs, firstMs * 2 ** (tries - 1));
  return Math.round(wholeMs * (0.5 + random / 2));
}

/** Of a Retry-After header, seconds or a date (RFC 9110); 0 where it says neither. No longer than `giveUpMs`. */
export function retryAfterMs(header: string | undefined, now: number, { giveUpMs }: RetryTimes): number {
  if (header === undefined) return 0;
  const ms = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(giveUpMs, Math.max(0, ms)) : 0;
}
