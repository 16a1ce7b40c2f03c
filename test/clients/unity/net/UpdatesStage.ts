import assert from 'node:assert/strict';
import { until } from '../../../support/app.ts';
import type { NetDriver, Update } from './NetDriver.ts';
import { type StubConnection, StubUpdates } from './StubUpdates.ts';

export const TOPIC = 'world:444';

export const snapshot = (seq: number) => ({
  type: 'snapshot',
  topic: TOPIC,
  seq,
  data: { world: 444, party: { id: 1, total_drops: seq }, drops: [] },
});

export const event = (seq: number) => ({
  type: 'event',
  topic: TOPIC,
  seq,
  event: 'drop_witnessed',
  at: 1765281600000,
  data: { party: { id: 1, total_drops: seq } },
});

/** A MusterUpdates, and a stub of its server. */
export class UpdatesStage {
  static #made = 0;
  readonly driver: NetDriver;
  readonly stub: StubUpdates;
  readonly name = `stage ${++UpdatesStage.#made}`;

  private constructor(driver: NetDriver, stub: StubUpdates) {
    this.driver = driver;
    this.stub = stub;
  }

  static async set(driver: NetDriver): Promise<UpdatesStage> {
    driver.pauses.length = 0;
    return new UpdatesStage(driver, await StubUpdates.start());
  }

  async clear(): Promise<void> {
    await this.close();
    await this.stub.stop();
  }

  open(who: object = {}, url = this.stub.url): Promise<unknown> {
    return this.driver.do({}, 'updates.open', { name: this.name, url, ...who });
  }

  close(): Promise<unknown> {
    return this.driver.do({}, 'updates.close', { name: this.name });
  }

  subscribe(topic = TOPIC): Promise<boolean> {
    return this.driver.do({}, 'updates.subscribe', { name: this.name, topic });
  }

  unsubscribe(topic = TOPIC): Promise<boolean> {
    return this.driver.do({}, 'updates.unsubscribe', { name: this.name, topic });
  }

  state(): Promise<{ connected: boolean; error?: string; message?: string }> {
    return this.driver.do({}, 'updates.state', { name: this.name });
  }

  get updates(): Update[] {
    return this.driver.updatesOf(this.name);
  }

  /** Resolves when these updates have come; rejects where others have. */
  async hears(...what: string[]): Promise<void> {
    await until(() => this.updates.length >= what.length, what.join(', '));
    assert.deepEqual(
      this.updates.map(({ kind, seq }) => `${kind} ${seq}`),
      what,
    );
  }

  /** Greets the nth connection, and confirms its first subscription. */
  async welcome(nth = 1, heartbeatMs = 15_000): Promise<StubConnection> {
    const connection = await this.stub.connection(nth);
    connection.hello(heartbeatMs);
    await this.answer(connection);
    return connection;
  }

  /** Confirms the nth subscribe frame; resolves with its `since`. */
  async answer(connection: StubConnection, nth = 1): Promise<number | undefined> {
    const { ref, since } = await connection.frame('subscribe', nth);
    connection.send({ type: 'subscribed', topic: TOPIC, ref });
    return since;
  }

  /** Opens, subscribes to the world and sends its snapshot. */
  async begin(): Promise<StubConnection> {
    await this.open();
    await this.subscribe();
    const connection = await this.welcome();
    connection.send(snapshot(5));
    await this.hears('Snapshot 5');
    return connection;
  }
}
