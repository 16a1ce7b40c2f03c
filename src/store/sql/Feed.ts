import { sql } from 'kysely';
import type { Update } from '../../projections/update.ts';
import type { FeedNews, FeedPart } from '../cluster.ts';
import type { Row, StoreLog } from './Engine.ts';
import { prepare, type Query } from './statement.ts';
import { updateOf } from './update-reads.ts';

/** Updates that are read at once after a gap. With more, watchers start anew. */
const CATCH_UP_MAX = 10_000;

export type ReadFeed = (queries: Query[]) => Promise<Row[][]>;

/**
 * The updates of all processes, in the one order in which they were stored. What other processes store comes as news; what is missing
 * is read from the database, so that nothing depends on the news. Rule: [CLUSTER-4].
 */
export class Feed {
  readonly #read: ReadFeed;
  readonly #news: FeedNews;
  readonly #log: StoreLog;
  readonly #deliver: (updates: Update[]) => void;
  readonly #lose: () => void;
  #last = 0;
  #newest = 0;
  #catching: Promise<void> | null = null;
  #asking: Promise<void> | null = null;

  constructor(
    { read, news, log }: { read: ReadFeed; news: FeedNews; log: StoreLog },
    told: { deliver: (updates: Update[]) => void; lose: () => void },
  ) {
    this.#read = read;
    this.#news = news;
    this.#log = log;
    this.#deliver = told.deliver;
    this.#lose = told.lose;
  }

  /** From now on. */
  async open(): Promise<void> {
    const [[row]] = (await this.#read([newestNumber({})])) as [[NewestNumber]];
    this.#last = row.value;
    this.#news.follow((part) => this.offer(part));
  }

  /** For a transaction that adds `own` updates: those of others that this process does not know yet. */
  missedBefore(own: number): Query {
    return missed({ after: this.#last, own });
  }

  /** What was read with `missedBefore`. */
  offerRows(rows: Row[]): void {
    if (rows.length > 0) this.offer({ first: rows[0]!['feed'] as number, updates: rows.map(updateOf) });
  }

  /** What a transaction of this process has stored: all at once, because each message costs every process more than an update. */
  tellOthers(part: FeedPart): void {
    if (part.updates.length > 0) this.#news.tell(part);
  }

  offer({ first, updates }: FeedPart): void {
    if (first > this.#last + 1) return this.reach(first + updates.length - 1);
    const unknown = updates.slice(this.#last + 1 - first);
    this.#last += unknown.length;
    if (unknown.length > 0) this.#deliver(unknown);
  }

  /** The cluster has come to this number. */
  reach(newest: number): void {
    this.#newest = Math.max(newest, this.#newest);
    this.#catchUp().catch((error: unknown) => {
      this.#log.warn({ err: error }, 'updates of other processes could not be read; trying again');
    });
  }

  /** Resolves when everything that was stored before this call has been delivered. Refuses `storage_unavailable`. */
  async caughtUp(): Promise<void> {
    // One that is being asked already may miss what was stored since.
    await this.#asking?.catch(() => undefined);
    this.#asking ??= this.#ask().finally(() => (this.#asking = null));
    await this.#asking;
  }

  async #ask(): Promise<void> {
    const [[row]] = (await this.#read([newestNumber({})])) as [[NewestNumber]];
    this.#newest = Math.max(row.value, this.#newest);
    await this.#catchUp();
  }

  /** Resolves when nothing is missed any more. */
  async #catchUp(): Promise<void> {
    if (this.#newest <= this.#last) return;
    this.#catching ??= this.#readMissed().finally(() => (this.#catching = null));
    await this.#catching;
  }

  async #readMissed(): Promise<void> {
    while (this.#newest > this.#last) {
      const after = this.#last;
      const [[newest], rows] = (await this.#read([newestNumber({}), updatesAfter({ after })])) as [
        [NewestNumber],
        Row[],
      ];
      this.#newest = newest.value;
      if (rows.length === Math.min(newest.value - after, CATCH_UP_MAX)) this.offerRows(rows);
      else this.#startAnew();
    }
  }

  /** It was so far behind that some of what it missed has been overwritten. */
  #startAnew(): void {
    this.#log.warn(
      { after: this.#last, newest: this.#newest },
      'missed updates are no longer kept: watchers start anew',
    );
    this.#last = this.#newest;
    this.#lose();
  }
}

type NewestNumber = { value: number };

const newestNumber = prepare(() => sql`select value from counter where name = 'feed'`);

const updatesAfter = prepare<{ after: number }>(
  ({ after }) => sql`
    select * from topic_update where feed > ${after} order by feed limit ${sql.lit(CATCH_UP_MAX)}`,
);

const missed = prepare<{ after: number; own: number }>(
  ({ after, own }) => sql`
    select * from topic_update
    where feed > ${after} and feed <= (select value from counter where name = 'feed') - ${own}
    order by feed limit ${sql.lit(CATCH_UP_MAX)}`,
);

/** Takes the next numbers, and with them the lock that orders the transactions of all processes. */
export const takeNumbers = prepare<{ count: number }>(
  ({ count }) => sql`update counter set value = value + ${count} where name = 'feed' returning value`,
);
