import type { Log } from '../observability/log.ts';
import type { Store } from '../store/store.ts';
import type { RetryTimes } from './retry.ts';

/** `now` is in epoch milliseconds, `random` from 0 to 1. */
export type WebhookServices = {
  store: Pick<Store, 'announcementAfter' | 'subscribeUpdates'>;
  log: Pick<Log, 'warn' | 'error'>;
  now: () => number;
  random: () => number;
  times: RetryTimes;
  allowPrivate: boolean;
};
