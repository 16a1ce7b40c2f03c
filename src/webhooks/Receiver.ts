import type { WebhookTarget } from '../config/webhook-urls.ts';
import type { Log } from '../log.ts';
import type { Announcement } from '../projections/announcement.ts';
import type { Store } from '../store/store.ts';
import { webhookMessage } from './message.ts';
import { type WebhookAnswer, post } from './post.ts';
import type { Progress } from './Progress.ts';
import { retryAfterMs, retryDelayMs, type RetryTimes } from './retry.ts';

/**
 * `now` and `systemTime` are in epoch milliseconds, `random` from 0 to 1. Messages carry the system's time, because receivers compare it
 * with their own clocks.
 */
export type WebhookServices = {
  store: Pick<Store, 'announcementAfter' | 'subscribeUpdates' | 'deliveryProgress' | 'saveDeliveryProgress'>;
  log: Pick<Log, 'warn' | 'error'>;
  now: () => number;
  systemTime: () => number;
  random: () => number;
  times: RetryTimes;
  allowPrivate: boolean;
};

/** With a Retry-After, these statuses pause all deliveries to the receiver, not only this one. */
const SLOW_DOWN = new Set([429, 503]);

/**
 * Delivers to one receiver, one announcement at a time. First attempts are in order; a failed one is retried later, while newer
 * ones go on. Job queue libraries keep their jobs in memory or in another database, so none fits. Rule: [HOOK-3].
 */
export class Receiver {
  /** Its place in the settings and its host: the rest of the URL may be a secret. */
  readonly #name: string;
  readonly #target: WebhookTarget;
  readonly #progress: Progress;
  readonly #services: WebhookServices;
  /** Failed attempts since the start, by the number of the owed announcement. */
  readonly #attempts = new Map<number, number>();
  /** Owed announcements whose delay is over, oldest first. */
  #due: number[];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #stop = new AbortController();
  #pausedUntil: NodeJS.Timeout | null = null;
  #closing = false;
  #running: Promise<void> | null = null;
  #woken = false;

  constructor(name: string, target: WebhookTarget, progress: Progress, services: WebhookServices) {
    this.#name = name;
    this.#target = target;
    this.#progress = progress;
    this.#services = services;
    // A restart may have been meant to fix the deliveries, so everything is retried at once.
    this.#due = [...progress.owed].toSorted((a, b) => a - b);
  }

  /** Call it whenever there may be something to deliver. */
  wake(): void {
    this.#woken = true;
    if (this.#stopped) return;
    this.#running ??= this.#run();
  }

  /** Gives the delivery in flight `closeMs` to finish; if it does not, it stays owed. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const timer of this.#timers) clearTimeout(timer);
    const abort = setTimeout(() => this.#stop.abort(), this.#services.times.closeMs);
    await this.#running;
    clearTimeout(abort);
  }

  get #stopped(): boolean {
    return this.#closing || this.#pausedUntil !== null;
  }

  async #run(): Promise<void> {
    try {
      while (this.#woken && !this.#stopped) {
        this.#woken = false;
        for (let next = await this.#next(); next && !this.#stopped; next = await this.#next())
          await this.#deliver(next);
      }
    } catch (error) {
      this.#services.log.error(
        { err: error, receiver: this.#name },
        'webhook deliveries stopped; they continue with the next event',
      );
    } finally {
      // In the same turn as the last check, so that a later wake-up starts it again.
      this.#running = null;
    }
  }

  /** Retries that are due come before new announcements. */
  async #next(): Promise<Announcement | null> {
    const { store } = this.#services;
    for (let seq = this.#due[0]; seq !== undefined; seq = this.#due[0]) {
      const { announcement } = await store.announcementAfter(seq - 1);
      if (announcement?.seq === seq) return announcement;
      this.#warnOfLoss(1);
      await this.#settle(seq);
    }
    const progress = this.#progress;
    for (;;) {
      const { announcement } = await store.announcementAfter(progress.cursor);
      if (!announcement) return null;
      const lost = announcement.seq - progress.cursor - 1;
      if (lost > 0) this.#warnOfLoss(lost);
      progress.cursor = announcement.seq - 1;
      if (this.#target.events.has(announcement.event)) return announcement;
      // Saved with the next delivery: skipping it again costs nothing.
      progress.cursor = announcement.seq;
    }
  }

  async #deliver(announcement: Announcement): Promise<void> {
    const { systemTime, times, allowPrivate } = this.#services;
    const message = webhookMessage(announcement, this.#target, systemTime());
    const options = { allowPrivate, timeoutMs: times.timeoutMs, signal: this.#stop.signal };
    try {
      const answer = await post(this.#target.url, message, options);
      if (answer.status >= 200 && answer.status < 300) return await this.#settle(announcement.seq);
      await this.#retryLater(announcement, `it answered ${answer.status}`, answer);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      // Only texts that cannot contain the URL: messages of network errors may.
      await this.#retryLater(announcement, failureReason(error));
    }
  }

  async #retryLater(announcement: Announcement, reason: string, answer?: WebhookAnswer): Promise<void> {
    const { seq, event, at } = announcement;
    const { now, systemTime, times, log, random } = this.#services;
    const attempts = (this.#attempts.get(seq) ?? 0) + 1;
    const asked = retryAfterMs(answer?.retryAfter, systemTime(), times);
    const delayMs = Math.max(retryDelayMs(attempts, random(), times), asked);
    const about = { receiver: this.#name, event, attempts, reason };
    if (now() + delayMs - at > times.giveUpMs) {
      log.error(about, 'a webhook was given up');
      return await this.#settle(seq);
    }
    log.warn({ ...about, retry_in_ms: delayMs }, 'a webhook could not be delivered and will be retried');
    this.#attempts.set(seq, attempts);
    this.#due = this.#due.filter((other) => other !== seq);
    this.#progress.owed.add(seq);
    await this.#moveOn(seq);
    if (this.#closing) return;
    if (answer && SLOW_DOWN.has(answer.status) && asked > 0) this.#pause(asked);
    this.#after(delayMs, () => {
      this.#due = [...this.#due, seq].toSorted((a, b) => a - b);
      this.wake();
    });
  }

  #pause(ms: number): void {
    if (this.#pausedUntil) return;
    this.#pausedUntil = this.#after(ms, () => {
      this.#pausedUntil = null;
      this.wake();
    });
  }

  #after(ms: number, then: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, ms).unref();
    this.#timers.add(timer);
    return timer;
  }

  /** Done with it: delivered, given up or lost. */
  async #settle(seq: number): Promise<void> {
    this.#attempts.delete(seq);
    this.#due = this.#due.filter((other) => other !== seq);
    this.#progress.owed.delete(seq);
    await this.#moveOn(seq);
  }

  async #moveOn(seq: number): Promise<void> {
    this.#progress.cursor = Math.max(this.#progress.cursor, seq);
    try {
      await this.#progress.save();
    } catch (error) {
      this.#services.log.error(
        { err: error, receiver: this.#name },
        'the progress of webhook deliveries could not be saved: a restart may repeat some',
      );
    }
  }

  #warnOfLoss(count: number): void {
    this.#services.log.warn(
      { receiver: this.#name, count },
      'webhooks were dropped: the receiver was down for too long',
    );
  }
}

function failureReason(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'it did not answer in time';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
