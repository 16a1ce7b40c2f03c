import type { Dialect, Engine, Migration, Outcome, Row, Statement } from '../store/sql/Engine.ts';
import type { Metrics } from './Metrics.ts';

/** Measures the transactions of an engine, and counts its failures. */
export class MeasuredEngine implements Engine {
  readonly #engine: Engine;
  readonly #metrics: Pick<Metrics, 'commitSeconds' | 'commitBatchSize' | 'storeErrors'>;

  constructor(engine: Engine, metrics: Pick<Metrics, 'commitSeconds' | 'commitBatchSize' | 'storeErrors'>) {
    this.#engine = engine;
    this.#metrics = metrics;
  }

  get dialect(): Dialect {
    return this.#engine.dialect;
  }

  open(migrations: readonly Migration[]): Promise<void> {
    return this.#engine.open(migrations);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  async write(batch: readonly (readonly Statement[])[]): Promise<Outcome[]> {
    const { commitSeconds, commitBatchSize } = this.#metrics;
    const begun = performance.now();
    try {
      return await this.#counted('write', this.#engine.write(batch));
    } finally {
      commitSeconds.observe((performance.now() - begun) / 1000);
      commitBatchSize.observe(batch.length);
    }
  }

  read(statements: readonly Statement[]): Promise<Row[][]> {
    return this.#counted('read', this.#engine.read(statements));
  }

  async #counted<T>(operation: 'read' | 'write', work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      this.#metrics.storeErrors.inc({ operation });
      throw error;
    }
  }
}
