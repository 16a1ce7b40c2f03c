import type { WebSocket } from 'ws';
import type { ToWatcher } from '../protocol/to-watcher.ts';
import { UPDATES_CLOSE } from '../protocol/updates.ts';

/** Bytes waiting for one watcher: some seconds of the busiest topics. */
const BUFFERED_BYTES_MAX = 256 * 1024;

/** Milliseconds a watcher has to answer the close of its socket. */
const CLOSE_MS = 1_000;

/** One socket: what goes out is bounded, and whoever does not read is closed rather than served from memory. */
export class Watcher {
  readonly socket: WebSocket;
  /** Proved by a token, or named while names will do. */
  playerId: string | null = null;
  /** Whether it answered since the last ping. */
  answered = true;

  constructor(socket: WebSocket) {
    this.socket = socket;
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  send(message: ToWatcher): void {
    this.sendText(JSON.stringify(message));
  }

  /** For what goes to many, which is made into text once. */
  sendText(text: string): void {
    if (!this.isOpen) return;
    this.socket.send(text);
    if (this.socket.bufferedAmount > BUFFERED_BYTES_MAX) this.close(UPDATES_CLOSE.tooSlow, 'reading too slowly');
  }

  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.socket.close(code, reason);
    // The close frame waits behind what is not read.
    setTimeout(() => this.socket.terminate(), CLOSE_MS).unref();
  }
}
