import type { EventEmitter } from 'node:events';
import type { DropRules } from '../domain/drops/decide-report.ts';
import type { Log } from '../observability/log.ts';
import type { Store } from '../store/store.ts';
import type { DropPartyStateFields } from './schema/show-drops.ts';

/** From the worlds' rooms to the boards of this process, after the change is durable. */
export type DropFeed = EventEmitter<{ party: [party: DropPartyStateFields]; ended: [world: number] }>;

/** What the drop rooms work with. `now` is epoch milliseconds. */
export type DropServices = { store: Store; rules: DropRules; now: () => number; log: Log; feed: DropFeed };
