import type { Announcement } from '../projections/announcement.ts';
import { isDiscord, type WebhookTarget } from '../config/webhook-urls.ts';
import { isWanted, webhookMessage } from './message.ts';
import { failureReason, post, type WebhookAnswer } from './post.ts';
import type { Progress } from './Progress.ts';
import { asksToWait, isGone, retryAfterMs, retryDelayMs } from './retry.ts';
import type { AttemptResult, ReceiverReport, ReceiverState, WebhookServices } from './services.ts';

/** Announcements skipped in a row. Far fewer than are kept, so that after a restart a receiver of rare events does not seem to have lost some. */
const UNSAVED_MAX = 256;

/** `attempts` counts this one. */
type Failure = { attempts: number; reason: string; delayMs: number };

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
  #state: ReceiverState = { status: 'active' };
  /** How often in a row it has asked to wait. */
  #holds = 0;
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

  get report(): ReceiverReport {
    return { receiver: this.#name, retrying: this.#progress.owed.size, ...this.#state };
  }

  get #stopped(): boolean {
    return this.#closing || this.#state.status !== 'active';
  }

  async #run(): Promise<void> {
    try {
      while (this.#woken && !this.#stopped) {
        this.#woken = false;
        for (let next = await this.#next(); next && !this.#stopped; next = await this.#next())
          this.#services.metrics.webhookDeliveries.inc({ result: await this.#deliver(next) });
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
      if (isWanted(this.#target.filter, announcement)) return announcement;
      progress.cursor = announcement.seq;
      // Otherwise saved with the next delivery, because skipping it again costs nothing.
      if (progress.unsaved >= UNSAVED_MAX) await this.#moveOn(announcement.seq);
    }
  }

  async #deliver(announcement: Announcement): Promise<AttemptResult> {
    const { systemTime, times, allowPrivate } = this.#services;
    const { url } = this.#target;
    const message = webhookMessage(announcement, this.#target, systemTime());
    const { signal } = this.#stop;
    try {
      const options = { allowPrivate, timeoutMs: times.timeoutMs, signal, readsRefusal: isDiscord(url) };
      const answer = await post(url, message, options);
      const reason = `it answered ${answer.status}`;
      if (isGone(answer)) return this.#end(reason);
      if (asksToWait(answer)) return await this.#hold(announcement, reason, answer);
      this.#holds = 0;
      if (answer.status < 200 || answer.status >= 300) return await this.#retryLater(announcement, reason, answer);
      await this.#settle(announcement.seq);
      return 'delivered';
    } catch (error) {
      if (signal.aborted) return 'aborted';
      return await this.#retryLater(announcement, failureReason(error));
    }
  }

  async #retryLater(announcement: Announcement, reason: string, answer?: WebhookAnswer): Promise<AttemptResult> {
    const { seq } = announcement;
    const attempts = (this.#attempts.get(seq) ?? 0) + 1;
    const delayMs = this.#delayMs(attempts, answer);
    if (await this.#gaveUp(announcement, { attempts, reason, delayMs })) return 'given_up';
    this.#attempts.set(seq, attempts);
    this.#due = this.#due.filter((other) => other !== seq);
    this.#progress.owed.add(seq);
    await this.#moveOn(seq);
    if (this.#closing) return 'retried';
    this.#after(delayMs, () => {
      this.#due = [...this.#due, seq].toSorted((a, b) => a - b);
      this.wake();
    });
    return 'retried';
  }

  /** Sends it nothing for a while, and then this event again: nothing overtakes it. */
  async #hold(announcement: Announcement, reason: string, answer: WebhookAnswer): Promise<AttemptResult> {
    this.#holds += 1;
    const delayMs = this.#delayMs(this.#holds, answer);
    const result = (await this.#gaveUp(announcement, { attempts: this.#holds, reason, delayMs })) ? 'given_up' : 'held';
    if (this.#closing) return result;
    this.#state = { status: 'held', reason, until: this.#services.now() + delayMs };
    this.#after(delayMs, () => {
      this.#state = { status: 'active' };
      this.wake();
    });
    return result;
  }

  /** Everything that it has not acknowledged stays owed. Rule: [HOOK-8]. */
  #end(reason: string): AttemptResult {
    const { log, now } = this.#services;
    this.#state = { status: 'ended', reason, at: now() };
    log.error(
      { receiver: this.#name, reason },
      'a webhook receiver is gone and gets nothing more; correct its setting, or save operator.json again to retry it',
    );
    return 'gone';
  }

  /** By the number of failures, but not before a Retry-After is over. */
  #delayMs(failures: number, answer: WebhookAnswer | undefined): number {
    const { systemTime, times, random } = this.#services;
    return Math.max(retryDelayMs(failures, random(), times), retryAfterMs(answer?.retryAfter, systemTime(), times));
  }

  /** Whether the event is too old for another attempt. Logs the failure. */
  async #gaveUp({ seq, event, at }: Announcement, { attempts, reason, delayMs }: Failure): Promise<boolean> {
    const { now, times, log } = this.#services;
    const about = { receiver: this.#name, event, attempts, reason };
    const isTooOld = now() + delayMs - at > times.giveUpMs;
    if (isTooOld) log.error(about, 'a webhook was given up');
    else log.warn({ ...about, retry_in_ms: delayMs }, 'a webhook could not be delivered and will be retried');
    if (isTooOld) await this.#settle(seq);
    return isTooOld;
  }

  #after(ms: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, ms).unref();
    this.#timers.add(timer);
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
