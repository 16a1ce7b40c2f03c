import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { keepChanging, reportNumber } from '../requests.ts';
import type { Findings } from './Findings.ts';

const CONNECTIONS = 64;

/** Milliseconds that watchers may take, once the last report is answered, before what they did not hear is lost. */
const HEAR_MS_MAX = 5_000;
const LOOK_MS = 20;

/** Somebody who hears of drops, by the id of their items: each report has another one. */
export type Ear = { name: string; world: number | null; heard: Set<number> };

/** Reports drops at a steady rate, and measures how long each takes to those who listen. */
export class Reporter {
  readonly #pool: Pool;
  readonly #worlds: number;
  readonly #findings: Findings;
  /** When each report was sent, by its item. */
  readonly #sentAt = new Map<number, number>();
  /** The numbers of reports. */
  readonly #acknowledged: number[] = [];
  readonly #ears: Ear[] = [];
  #next = 0;

  constructor(url: string, worlds: number, findings: Findings) {
    this.#pool = new Pool(url, { connections: CONNECTIONS });
    this.#worlds = worlds;
    this.#findings = findings;
  }

  /** Calls the returned function with the item of each drop that a watcher hears of. Of `world`, if it must miss none. */
  listen(name: string, world: number | null = null): (item: number) => void {
    const ear = { name, world, heard: new Set<number>() };
    this.#ears.push(ear);
    return (item) => {
      const sentAt = this.#sentAt.get(item);
      if (sentAt === undefined || ear.heard.has(item)) return;
      ear.heard.add(item);
      this.#findings.took(`report to ${name}`, performance.now() - sentAt);
    };
  }

  /** On the monotonic clock, in milliseconds. Undefined before that, and for reports of nobody. */
  sentAt(item: number): number | undefined {
    return this.#sentAt.get(item);
  }

  /** A first report of each world, so that its party runs. Nobody listens yet. */
  async open(): Promise<void> {
    while (this.#next < this.#worlds) await this.#report(this.#next++);
  }

  /** Reports for so long without measuring anything: a server that has just started compiles its code meanwhile. */
  async warmUp(perSecond: number, seconds: number): Promise<void> {
    const stop = keepChanging(perSecond, () => this.#report(this.#next++));
    await delay(seconds * 1_000);
    await stop();
  }

  /** Reports for so long, and waits until all have heard of it. What somebody misses is an error. */
  async report(perSecond: number, seconds: number): Promise<void> {
    const stop = keepChanging(perSecond, async () => {
      const number = this.#next++;
      this.#sentAt.set(itemOf(number), performance.now());
      if (await this.#findings.timed('report answered', () => this.#report(number))) this.#acknowledged.push(number);
    });
    await delay(seconds * 1_000);
    await stop();
    const end = performance.now() + HEAR_MS_MAX;
    while (this.#missed().length > 0 && performance.now() < end) await delay(LOOK_MS);
    for (const missed of this.#missed()) this.#findings.failed('a watcher', missed);
    await this.#pool.close();
  }

  async #report(n: number): Promise<true> {
    // A name makes it a report by the witness rule: the half-second rule would take most of them for duplicates.
    const report = { ...reportNumber(n, this.#worlds), item_id: itemOf(n), reporter: `loadtest-${n % 20}` };
    const headers = { 'content-type': 'application/json' };
    const answer = await this.#pool.request({ method: 'POST', path: '/drops', headers, body: JSON.stringify(report) });
    const { status, error } = (await answer.body.json()) as { status?: string; error?: string };
    if (status !== 'drop_added' && status !== 'party_created')
      throw new Error(`${answer.statusCode} ${error ?? status}`);
    return true;
  }

  #missed(): string[] {
    return this.#ears.flatMap(({ name, world, heard }) => {
      const due = this.#acknowledged.filter((n) => reportNumber(n, this.#worlds).world === world);
      const missed = due.filter((n) => !heard.has(itemOf(n))).length;
      return missed > 0 ? [`of ${name} did not hear of ${missed} of ${due.length} drops`] : [];
    });
  }
}

function itemOf(n: number): number {
  return n + 1;
}
