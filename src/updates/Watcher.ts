import type { WebSocket } from 'ws';
import type { ToWatcher } from '../protocol/to-watcher.ts';
import { UPDATES_CLOSE } from '../protocol/updates.ts';

/** Bytes waiting for one watcher, which all who are slow share: minutes of the busiest topics. */
const BUFFERED_BYTES_MAX = 1024 * 1024;

/** Milliseconds a watcher has to answer the close of its socket. */
const CLOSE_MS = 1_000;

/** One socket: what goes out is bounded, and whoever does not read is closed rather than served from memory. */
export class Watcher {
  readonly socket: WebSocket;
  /** Proved by a token, or named while names will do. */
  playerId: string | null = null;
  /** Whether it answered since the last ping. */
  answered = true;
  /** Bytes it asked for, and has not taken yet. */
  #longBytes = 0;
  #longTaken: Promise<void> = Promise.resolve();

  constructor(socket: WebSocket) {
    this.socket = socket;
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Resolves when all that was long is on its way. Until then it is not to be given more of that. */
  get longTaken(): Promise<void> {
    return this.#longTaken;
  }

  send(message: ToWatcher): void {
    this.sendShared(Buffer.from(JSON.stringify(message)));
  }

  /** For what goes to many, which is made into bytes once. */
  sendShared(frame: Buffer): void {
    if (!this.isOpen) return;
    this.socket.send(frame, { binary: false });
    if (this.socket.bufferedAmount > BUFFERED_BYTES_MAX + this.#longBytes) {
      this.close(UPDATES_CLOSE.tooSlow, 'reading too slowly');
    }
  }

  /** For what the watcher asked for, which may alone be more than what may wait for it. */
  sendLong(text: string): void {
    if (!this.isOpen) return;
    const frame = Buffer.from(text);
    this.#longBytes += frame.length;
    this.#longTaken = new Promise((resolve) => {
      this.socket.send(frame, { binary: false }, () => {
        this.#longBytes -= frame.length;
        resolve();
      });
    });
  }

  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.socket.close(code, reason);
    // The close frame waits behind what is not read.
    setTimeout(() => this.socket.terminate(), CLOSE_MS).unref();
  }
}
