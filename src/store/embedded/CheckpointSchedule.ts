import type { Checkpoint } from './Checkpoint.ts';
import type { Journal } from './Journal.ts';
import type { StoreLog } from './log.ts';

export type CheckpointTimes = {
  /** Bytes of journal after which a checkpoint is made: what a start has to replay. */
  bytes: number;
  /** Milliseconds between checkpoints while there are changes. */
  ms: number;
};

/** When checkpoints are made: one at a time, by the journal's size and by the clock. */
export class CheckpointSchedule {
  readonly #checkpoint: Checkpoint;
  readonly #journal: Journal;
  readonly #times: CheckpointTimes;
  readonly #log: StoreLog;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | null = null;
  /** After a failure the next one waits for the timer: trying at every commit would only load the disk. */
  #failed = false;

  constructor(checkpoint: Checkpoint, journal: Journal, times: CheckpointTimes, log: StoreLog) {
    this.#checkpoint = checkpoint;
    this.#journal = journal;
    this.#times = times;
    this.#log = log;
    this.#timer = setInterval(() => void this.run(), times.ms).unref();
  }

  /** To be called after a commit. A snapshot larger than `bytes` waits for as much journal, so that no byte is written over and over. */
  afterCommit(): void {
    const due = Math.max(this.#times.bytes, this.#checkpoint.snapshotBytes);
    if (this.#journal.bytes >= due && !this.#failed) void this.run();
  }

  /** Makes one now, or joins the one that is being made. Never rejects: a failure is logged, and tried again later. */
  async run(): Promise<void> {
    this.#running ??= this.#try().finally(() => (this.#running = null));
    await this.#running;
  }

  /** After a last one of all that is stored by now. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
    await this.run();
  }

  async #try(): Promise<void> {
    try {
      await this.#checkpoint.run();
      this.#failed = false;
    } catch (error) {
      this.#failed = true;
      this.#log.error({ err: error }, 'the checkpoint failed; nothing is lost, and the next one tries again');
    }
  }
}
