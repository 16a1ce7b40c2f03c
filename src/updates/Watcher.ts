import type { WebSocket } from 'ws';
import { UPDATES_BUFFERED_BYTES_MAX } from '../protocol/limits.ts';
import type { ToWatcher } from '../protocol/to-watcher.ts';
import { UPDATES_CLOSE } from '../protocol/updates.ts';
import type { AnswerPace } from './AnswerPace.ts';

/** Milliseconds that a watcher has to acknowledge the close of its socket. */
const CLOSE_MS = 1_000;

/** One socket. Its send buffer is bounded: a watcher that does not read is closed, so that it does not fill the memory. */
export class Watcher {
  readonly socket: WebSocket;
  /** Who the socket speaks for: proved by a token, or just named where that is allowed. */
  playerId: string | null = null;
  /** Whether it has answered the last ping. */
  answered = true;
  /** Bytes of long answers that are not sent yet. */
  #longBytes = 0;
  #longTaken: Promise<void> = Promise.resolve();
  readonly #pace: AnswerPace;
  readonly #address: string;

  constructor(socket: WebSocket, pace: AnswerPace, address: string) {
    this.socket = socket;
    this.#pace = pace;
    this.#address = address;
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Resolves when the watcher may get another long answer. */
  turn(): Promise<void> {
    return this.#pace.turn(this.#address);
  }

  /** Resolves when all long answers are sent. */
  get longTaken(): Promise<void> {
    return this.#longTaken;
  }

  send(message: ToWatcher): void {
    this.sendShared(Buffer.from(JSON.stringify(message)));
  }

  /** Sends a frame that many watchers get, as bytes that were made once. */
  sendShared(frame: Buffer): void {
    if (!this.isOpen) return;
    this.socket.send(frame, { binary: false });
    if (this.socket.bufferedAmount > UPDATES_BUFFERED_BYTES_MAX + this.#longBytes) {
      this.close(UPDATES_CLOSE.tooSlow, 'reading too slowly');
    }
  }

  /** Sends an answer that may be longer than the buffer limit, such as a snapshot. */
  sendLong(frame: Buffer): void {
    if (!this.isOpen) return;
    this.#longBytes += frame.length;
    this.#pace.charge(this.#address, frame.length);
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
    // The close frame waits behind all that is not read yet.
    setTimeout(() => this.socket.terminate(), CLOSE_MS).unref();
  }
}
