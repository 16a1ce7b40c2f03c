import type { RequestHandler } from 'express';
import type { AdminLogin } from '../auth/AdminLogin.ts';
import type { AddressLimit } from '../auth/AddressLimit.ts';
import type { IsTrustedProxy } from '../auth/client-address.ts';
import type { ConnectionLimit } from '../auth/ConnectionLimit.ts';
import type { Guesses } from '../auth/Guesses.ts';
import type { Guests } from '../auth/Guests.ts';
import type { Ingest } from '../auth/Ingest.ts';
import type { LastHeard } from '../auth/LastHeard.ts';
import type { DocumentChange } from '../config/operator-changes.ts';
import type { OperatorSettings } from '../config/operator-settings.ts';
import type { Directory } from '../directory/Directory.ts';
import type { DropRules } from '../domain/drops/decide-report.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../observability/Metrics.ts';
import type { ServerCounts } from '../observability/counts.ts';
import type { AddressShare } from '../protocol/admin/operation.ts';
import type { BudgetName } from '../protocol/limits.ts';
import type { NoticeSource } from '../protocol/notice.ts';
import type { Store } from '../store/store.ts';

/** What the routes use. `now` is epoch milliseconds. `hash` is salted, so that names cannot be guessed from hashes. */
export type HttpServices = {
  directory: Directory;
  store: Store;
  rules: DropRules;
  now: () => number;
  log: Log;
  hash: (text: string) => string;
  ingest: Ingest;
  /** GP of one such item by the operator's price table; null if it has none. */
  priceOf: (itemId: number) => number | null;
  guests: Guests;
  guesses: Guesses;
  lastHeard: LastHeard;
  /** Long polls count as connections. */
  connections: ConnectionLimit;
  budgets: Budgets;
  notices: NoticeSource;
  metrics: Metrics;
  /** Counts what the server has now. */
  counts: () => Promise<ServerCounts>;
  /** `meanMs`: how late the event loop was on average in the last seconds. */
  eventLoop: { readonly meanMs: number };
  isShuttingDown: () => boolean;
  /** Shuts the server down in order, as SIGTERM does. Returns at once. */
  drain: () => void;
  /** Reserves a seat in a room. */
  matchmake: (request: SeatRequest) => Promise<object>;
  settings: HttpSettings;
  /** Without it there is neither /admin nor /monitor. */
  admin?: AdminServices;
};

/** What the admin's routes use besides. */
export type AdminServices = {
  login: AdminLogin;
  monitor: RequestHandler;
  /** The receivers of webhooks, as the admin is shown them. */
  receivers: () => object[];
  operator: OperatorEditor;
  /** What each address holds, those that hold most first. */
  shares: () => AddressShare[];
};

/** The operator's document: src/config/OperatorDocument.ts. */
export interface OperatorEditor {
  readonly settings: OperatorSettings;
  change(decide: (settings: OperatorSettings) => DocumentChange | null, note: () => Promise<void>): Promise<void>;
}

/** What each address may do; null for no limit. */
export type Budgets = Record<BudgetName, AddressLimit | null>;

/** A `POST /matchmake/{method}/{target}` of an SDK. `token` comes from the Authorization header, `url` is the URL as it was sent. */
export type SeatRequest = {
  method: string;
  target: string;
  options: unknown;
  token: string | undefined;
  address: string | undefined;
  url: string;
};

/** What the operator can set. src/config/env.ts describes each. */
export type HttpSettings = {
  corsOrigins: string[];
  /** `host:port/path` at which clients reach rooms, if it differs from the address of their request. */
  publicAddress?: string;
  /** Which proxies' X-Forwarded-For is believed; by default none. */
  isTrustedProxy?: IsTrustedProxy;
  /** Milliseconds without a call after which a player who sends heartbeats is away. */
  restPresenceMs: number;
  isDevelopment: boolean;
  /** Who may read /metrics: everybody, who has the token, or nobody. */
  metricsAccess: 'open' | 'off' | { token: string };
};
