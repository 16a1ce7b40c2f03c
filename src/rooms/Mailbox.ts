/**
 * Runs jobs in batches, one batch at a time: jobs that arrive while a batch runs form the next. So a room's writes are in
 * order, one of its changes is never decided on another that may still fail, and under load many share one disk sync.
 */
export class Mailbox<Job, Result> {
  readonly #run: (jobs: Job[]) => Promise<Result[]>;
  #waiting: { job: Job; resolve: (result: Result) => void; reject: (error: unknown) => void }[] = [];
  #running = false;

  /** `run` answers one result a job, in the jobs' order; its rejection rejects the whole batch. */
  constructor(run: (jobs: Job[]) => Promise<Result[]>) {
    this.#run = run;
  }

  get busy(): boolean {
    return this.#running;
  }

  send(job: Job): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      if (!this.#running) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        const results = await this.#run(batch.map(({ job }) => job));
        batch.forEach(({ resolve }, i) => resolve(results[i]!));
      } catch (error) {
        batch.forEach(({ reject }) => reject(error));
      }
    }
    this.#running = false;
  }
}
