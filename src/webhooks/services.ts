import type { Log } from '../log.ts';
import type { ATTEMPT_RESULTS, Metrics } from '../observability/Metrics.ts';
import type { Store } from '../store/store.ts';
import type { RetryTimes } from './retry.ts';

/**
 * `now` and `systemTime` are in epoch milliseconds, `random` from 0 to 1. Messages carry the system's time, because receivers compare it
 * with their own clocks.
 */
export type WebhookServices = {
  store: Pick<
    Store,
    'announcementAfter' | 'subscribeUpdates' | 'deliveryProgress' | 'saveDeliveryProgress' | 'forgetOtherReceivers'
  >;
  log: Pick<Log, 'warn' | 'error'>;
  now: () => number;
  systemTime: () => number;
  random: () => number;
  times: RetryTimes;
  allowPrivate: boolean;
  metrics: Pick<Metrics, 'webhookDeliveries'>;
};

/** What became of one attempt to deliver. */
export type AttemptResult = (typeof ATTEMPT_RESULTS)[number];

/** `until` and `at` are in epoch milliseconds. A receiver that is held gets nothing until then, one that has ended nothing more. */
export type ReceiverState =
  | { status: 'active' }
  | { status: 'held'; reason: string; until: number }
  | { status: 'ended'; reason: string; at: number };

/** What the admin is shown of a receiver. `retrying` counts the events that failed and are retried. */
export type ReceiverReport = { receiver: string; retrying: number } & ReceiverState;
