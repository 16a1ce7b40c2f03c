import type { Engine, Migration, Outcome, Row, Statement } from '../../src/store/sql/Engine.ts';

type Held = { finish: () => void; fail: (error: Error) => void };

/** An engine whose transactions, after `hold`, wait until the test finishes or fails them: no real disk can be timed so exactly. */
export class FaultyEngine implements Engine {
  readonly #engine: Engine;
  readonly #held: Held[] = [];
  #holds = false;
  #arrived = Promise.withResolvers<void>();
  /** How many commits each transaction had. */
  readonly groups: number[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get dialect() {
    return this.#engine.dialect;
  }

  open(migrations: readonly Migration[]): Promise<void> {
    return this.#engine.open(migrations);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  read(statements: readonly Statement[]): Promise<Row[][]> {
    return this.#engine.read(statements);
  }

  async write(batch: readonly (readonly Statement[])[]): Promise<Outcome[]> {
    this.groups.push(batch.length);
    if (this.#holds) {
      await new Promise<void>((resolve, reject) => {
        this.#held.push({ finish: resolve, fail: reject });
        this.#arrived.resolve();
      });
    }
    return await this.#engine.write(batch);
  }

  hold(): void {
    this.#holds = true;
  }

  /** The next waiting transaction. */
  async next(): Promise<Held> {
    while (this.#held.length === 0) {
      await this.#arrived.promise;
      this.#arrived = Promise.withResolvers();
    }
    return this.#held.shift()!;
  }

  release(): void {
    this.#holds = false;
    for (const { finish } of this.#held.splice(0)) finish();
  }
}
