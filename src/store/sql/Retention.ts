import { sql } from 'kysely';
import { RECENT_DROPS_MAX } from '../../domain/limits.ts';
import {
  ANSWER_KEPT_MS,
  ANSWERS_BYTES_MAX,
  ANSWERS_MAX,
  DISSOLVED_KEPT_MAX,
  DISSOLVED_KEPT_MS,
  LOBBY_TOPICS_MAX,
  SESSION_KEPT_MS,
  SESSIONS_KEPT_BYTES_MAX,
  SESSIONS_KEPT_MAX,
  TICKET_KEPT_MS,
  TICKETS_KEPT_MAX,
  UPDATES_MAX,
} from '../limits.ts';
import { tooManyAudited } from './audit.ts';
import type { Committer } from './Committer.ts';
import type { StoreLog } from './Engine.ts';
import { prepare, type Query } from './statement.ts';

/** Milliseconds between two runs. Little builds up in between: most of it is updates of busy topics, which overwrite old ones. */
const EVERY_MS = 10_000;

/** Milliseconds. A reporter who was silent for this long counts as new anyway. */
const REPORTER_KEPT_MS = 24 * 60 * 60 * 1000;

/** The part of UPDATES_MAX that remains after a cleanup, so that only few runs need one. */
const KEPT_WHEN_FULL = 3 / 4;

/** Deletes expired rows, a few hundred at a time, each step queued like any other commit. */
export class Retention {
  readonly #committer: Committer;
  readonly #now: () => number;
  readonly #log: StoreLog;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;

  constructor(committer: Committer, now: () => number, log: StoreLog) {
    this.#committer = committer;
    this.#now = now;
    this.#log = log;
  }

  /** In the background, from now on. */
  begin(): Promise<void> {
    this.#timer = setInterval(() => void this.#look(), EVERY_MS).unref();
    return Promise.resolve();
  }

  async end(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#running?.catch(() => {});
  }

  /** Deletes everything that has expired by now: a run in progress may have passed what expired since. */
  async run(): Promise<void> {
    const before = this.#running?.catch(() => {});
    const running = Promise.resolve(before).then(() => this.#run());
    this.#running = running;
    try {
      await running;
    } finally {
      if (this.#running === running) this.#running = null;
    }
  }

  async #look(): Promise<void> {
    if (this.#running) return;
    try {
      await this.run();
    } catch (error) {
      this.#log.warn({ err: error }, 'expired rows could not be deleted; trying again later');
    }
  }

  async #run(): Promise<void> {
    for (const queries of steps(this.#now())) while ((await this.#step(queries)) > 0 && this.#timer);
    for (const kind of ['drops', 'lobby', 'party', 'session', 'ticket']) await this.#boundUpdates(kind);
    await this.#boundBytes(answersBytes({}), oldestAnswers({}), ANSWERS_BYTES_MAX);
    await this.#boundBytes(sessionsBytes({}), oldestSessions({}), SESSIONS_KEPT_BYTES_MAX);
  }

  /** Returns how many rows were deleted or changed. */
  async #step(queries: Query[]): Promise<number> {
    return (await this.#committer.commitShared(queries)).flat().length;
  }

  /** The topics that have been silent longest lose their updates first. */
  async #boundUpdates(kind: string): Promise<void> {
    let kept = await this.#sum(updatesKept({ kind }));
    if (kept <= UPDATES_MAX) return;
    while (kept > UPDATES_MAX * KEPT_WHEN_FULL && this.#timer) kept -= await this.#step([silence({ kind })]);
  }

  async #boundBytes(total: Query, oldest: Query, max: number): Promise<void> {
    let bytes = await this.#sum(total);
    while (bytes > max && this.#timer) {
      const [gone] = await this.#committer.commitShared([oldest]);
      for (const row of gone!) bytes -= row['bytes'] as number;
    }
  }

  async #sum(query: Query): Promise<number> {
    const [[row]] = (await this.#committer.commit([query])) as [[{ sum: number }]];
    return row.sum;
  }
}

/** Each step is repeated until it finds nothing to delete. */
function steps(now: number): Query[][] {
  return [
    [oldAnswers({ until: now - ANSWER_KEPT_MS })],
    [tooManyAnswers({})],
    [tooManyAudited({})],
    [oldSessions({ until: now - SESSION_KEPT_MS })],
    [tooManySessions({})],
    [oldTopics({ kind: 'party', until: now - DISSOLVED_KEPT_MS })],
    [oldTickets({ until: now - TICKET_KEPT_MS })],
    [tooManyTickets({})],
    [oldTopics({ kind: 'ticket', until: now - TICKET_KEPT_MS })],
    [tooManyEnded({ kind: 'ticket', max: TICKETS_KEPT_MAX })],
    [oldTopics({ kind: 'session', until: now - SESSION_KEPT_MS })],
    [tooManyEnded({ kind: 'party', max: DISSOLVED_KEPT_MAX })],
    [tooManyEnded({ kind: 'session', max: SESSIONS_KEPT_MAX })],
    [tooManyLobbies({})],
    [oldReporters({ until: now - REPORTER_KEPT_MS })],
    [closedSightings({})],
    [endedSightings({}), endedValues({}), endedReporters({}), settle({})],
  ];
}

type Until = { until: number };
type OfKind = { kind: string };

const oldAnswers = prepare<Until>(
  ({ until }) => sql`
    delete from answer where id in (select id from answer where at <= ${until} order by at limit 500) returning id`,
);
const tooManyAnswers = prepare(
  () => sql`
    delete from answer where id in (
      select id from answer order by at desc, id desc limit 500 offset ${sql.lit(ANSWERS_MAX)}) returning id`,
);
const answersBytes = prepare(() => sql`select coalesce(sum(bytes), 0) as sum from answer`);
const oldestAnswers = prepare(
  () => sql`delete from answer where id in (select id from answer order by at, id limit 20) returning bytes`,
);

const oldSessions = prepare<Until>(
  ({ until }) => sql`
    delete from session where id in (select id from session
      where status = 'complete' and completed_at <= ${until} order by completed_at limit 100) returning id`,
);
const tooManySessions = prepare(
  () => sql`
    delete from session where id in (select id from session where status = 'complete'
      order by completed_at desc, id desc limit 100 offset ${sql.lit(SESSIONS_KEPT_MAX)}) returning id`,
);
const sessionsBytes = prepare(() => sql`select coalesce(sum(bytes), 0) as sum from session where status = 'complete'`);
const oldestSessions = prepare(
  () => sql`
    delete from session where id in (select id from session where status = 'complete'
      order by completed_at, id limit 20) returning bytes`,
);

const oldTickets = prepare<Until>(
  ({ until }) => sql`
    delete from ticket where id in (select id from ticket where ended_at <= ${until} order by ended_at limit 200) returning id`,
);
const tooManyTickets = prepare(
  () => sql`
    delete from ticket where id in (select id from ticket where ended_at is not null
      order by ended_at desc, id desc limit 200 offset ${sql.lit(TICKETS_KEPT_MAX)}) returning id`,
);

const oldTopics = prepare<OfKind & Until>(
  ({ kind, until }) => sql`
    delete from topic where name in (
      select name from topic where kind = ${kind} and ended_at <= ${until} order by ended_at limit 100) returning name`,
);
const tooManyEnded = prepare<OfKind & { max: number }>(
  ({ kind, max }) => sql`
    delete from topic where name in (select name from topic where kind = ${kind} and ended_at is not null
      order by ended_at desc limit 100 offset ${max}) returning name`,
);
const tooManyLobbies = prepare(
  () => sql`
    delete from topic where name in (select name from topic where kind = 'lobby'
      order by told_at desc limit 100 offset ${sql.lit(LOBBY_TOPICS_MAX)}) returning name`,
);
const updatesKept = prepare<OfKind>(
  ({ kind }) => sql`
    select count(*) as sum from topic join topic_update on topic_update.topic = topic.name where kind = ${kind}`,
);
const silence = prepare<OfKind>(
  ({ kind }) => sql`
    delete from topic_update where topic in (select name from topic where kind = ${kind}
      and exists (select 1 from topic_update where topic = name) order by told_at limit 32) returning topic`,
);

const oldReporters = prepare<Until>(
  ({ until }) => sql`
    delete from world_reporter where id in (
      select id from world_reporter where last <= ${until} limit 500) returning id`,
);

/** The reporters of drops that can no longer gain witnesses. */
const closedSightings = prepare(
  () => sql`
    delete from drop_witness where (drop_party_id, number, reporter) in (
      select drop_party_id, number, reporter from drop_party join drop_witness on drop_party_id = drop_party.id
      where is_active and number <= total_drops + removed_drops - ${sql.lit(RECENT_DROPS_MAX)} limit 500) returning number`,
);

/** The oldest ended drop party that still has the rows behind its witness counts and median, now final. */
const unsettled = sql`(select id from drop_party where not is_settled and not is_active order by id limit 1)`;
const endedSightings = prepare(
  () => sql`
    delete from drop_witness where (drop_party_id, number, reporter) in (
      select drop_party_id, number, reporter from drop_witness where drop_party_id = ${unsettled} limit 500)
    returning number`,
);
const endedValues = prepare(
  () => sql`
    delete from drop_party_value where (drop_party_id, value) in (
      select drop_party_id, value from drop_party_value where drop_party_id = ${unsettled} limit 500) returning value`,
);
const endedReporters = prepare(
  () => sql`
    delete from drop_party_reporter where (drop_party_id, place) in (
      select drop_party_id, place from drop_party_reporter where drop_party_id = ${unsettled} limit 500) returning place`,
);
const settle = prepare(
  () => sql`
    update drop_party set is_settled = true where id = ${unsettled}
      and not exists (select 1 from drop_witness where drop_party_id = drop_party.id)
      and not exists (select 1 from drop_party_value where drop_party_id = drop_party.id)
      and not exists (select 1 from drop_party_reporter where drop_party_id = drop_party.id)
    returning id`,
);
