import type { WebhookTarget } from '../config/webhook-urls.ts';
import type { Announcement } from '../projections/announcement.ts';
import { messageOf } from './message.ts';
import { type Answer, post } from './post.ts';
import type { Progress } from './Progress.ts';
import { retryAfterMs, retryDelayMs } from './retry.ts';
import type { WebhookServices } from './WebhookServices.ts';

/** Statuses that ask for no more of anything, not only of this. */
const SLOW_DOWN = new Set([429, 503]);

/**
 * Tells one receiver, one announcement at a time. First tries are in order; what failed is tried again later, while others go on.
 * No library does it: theirs keep what is owed in memory, or in a database of their own. Rule: [HOOK-3].
 */
export class Receiver {
  /** Its place in WEBHOOK_URLS and its host: the rest of an address may be a secret. */
  readonly #name: string;
  readonly #target: WebhookTarget;
  readonly #progress: Progress;
  readonly #services: WebhookServices;
  /** Of those that are owed, how often each was tried since the start. */
  readonly #tries = new Map<number, number>();
  /** Those of the owed whose time has come, the oldest first. */
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
    // After a restart everything is tried at once: it may be what the restart was for.
    this.#due = [...progress.owed].toSorted((a, b) => a - b);
  }

  /** There may be something to tell. */
  wake(): void {
    this.#woken = true;
    if (this.#stopped) return;
    this.#running ??= this.#run();
  }

  /** The delivery that is under way has a moment to finish; else it is owed. */
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
        for (let next = await this.#next(); next && !this.#stopped; next = await this.#next()) await this.#tell(next);
      }
    } catch (error) {
      this.#services.log.error(
        { err: error, receiver: this.#name },
        'webhook deliveries stopped; they go on with the next event',
      );
    } finally {
      // In the same turn as the last look: what wakes it from now on starts it again.
      this.#running = null;
    }
  }

  /** What is owed and due comes before what is new. */
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
      // Saved with the next delivery: looking at it again costs nothing.
      progress.cursor = announcement.seq;
    }
  }

  async #tell(announcement: Announcement): Promise<void> {
    const { now, times, allowPrivate } = this.#services;
    const message = messageOf(announcement, this.#target, now());
    const options = { allowPrivate, timeoutMs: times.timeoutMs, signal: this.#stop.signal };
    try {
      const answer = await post(this.#target.url, message, options);
      if (answer.status >= 200 && answer.status < 300) return await this.#settle(announcement.seq);
      await this.#failed(announcement, `it answered ${answer.status}`, answer);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      // Only what is known to name no address: messages of the network's errors may.
      await this.#failed(announcement, reasonOf(error));
    }
  }

  async #failed(announcement: Announcement, reason: string, answer?: Answer): Promise<void> {
    const { seq, event, at } = announcement;
    const { now, times, log, random } = this.#services;
    const tries = (this.#tries.get(seq) ?? 0) + 1;
    const asked = retryAfterMs(answer?.retryAfter, now(), times);
    const delayMs = Math.max(retryDelayMs(tries, random(), times), asked);
    const about = { receiver: this.#name, event, tries, reason };
    if (now() + delayMs - at > times.giveUpMs) {
      log.error(about, 'a webhook was given up');
      return await this.#settle(seq);
    }
    log.warn({ ...about, retry_in_ms: delayMs }, 'a webhook could not be delivered; it will be tried again');
    this.#tries.set(seq, tries);
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

  /** Delivered, given up, or lost. */
  async #settle(seq: number): Promise<void> {
    this.#tries.delete(seq);
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
        'what was delivered could not be noted: a restart may repeat it',
      );
    }
  }

  #warnOfLoss(count: number): void {
    this.#services.log.warn(
      { receiver: this.#name, count },
      'webhooks were dropped: the receiver has been down for too long',
    );
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'it did not answer in time';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
