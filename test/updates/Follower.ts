import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import { applyUpdate } from '../../src/projections/apply-update.ts';
import type { TopicValue } from '../../src/projections/topic-values.ts';
import type { ToWatcher } from '../../src/protocol/to-watcher.ts';

type Held = { seq: number; had: TopicValue };

/** A well-behaved client of /updates: keeps the value of each topic, and continues with `since` after it lost the connection. */
export class Follower {
  /** What it subscribes to, by topic. */
  readonly selectors: Map<string, object>;
  readonly held = new Map<string, Held>();
  readonly localAddress: string;
  /** Updates that came out of order, twice or not at all, and errors. */
  readonly faults: string[] = [];
  resyncs = 0;
  events = 0;
  onEvent: (data: object) => void = () => undefined;
  #socket: WebSocket | null = null;

  constructor(selectors: Map<string, object>, localAddress: string) {
    this.selectors = selectors;
    this.localAddress = localAddress;
  }

  connect(url: string): void {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/updates`, { localAddress: this.localAddress });
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (socket === this.#socket) this.lost();
    });
    socket.on('open', () => {
      for (const [topic, selector] of this.selectors) {
        const since = this.held.get(topic)?.seq;
        socket.send(JSON.stringify({ type: 'subscribe', ...selector, ...(since !== undefined && { since }) }));
      }
    });
    // Frames in transit on a dropped socket are lost, as when a network breaks.
    socket.on('message', (data: Buffer) => {
      if (socket === this.#socket) this.hear(JSON.parse(data.toString()) as ToWatcher);
    });
  }

  disconnect(): void {
    this.#socket?.terminate();
    this.#socket = null;
  }

  /** The connection has ended, but not by `disconnect`. */
  protected lost(): void {}

  protected hear(frame: ToWatcher): void {
    if (frame.type === 'error') this.faults.push(frame.message);
    if (frame.type === 'resync') this.resyncs += 1;
    if (frame.type === 'snapshot') {
      const topic = frame.topic.split(':', 1)[0];
      this.held.set(frame.topic, { seq: frame.seq, had: { topic, value: frame.data } as unknown as TopicValue });
    }
    if (frame.type !== 'event') return;
    this.events += 1;
    const { topic, seq, event, data } = frame;
    const held = this.held.get(topic);
    if (held?.seq !== seq - 1) return void this.faults.push(`${topic}: ${seq} came after ${held?.seq}`);
    this.held.set(topic, { seq, had: applyUpdate(held.had, event, data) });
    this.onEvent(data);
  }
}

/** Compares both as JSON, in which undefined fields are absent. */
export function assertSame(actual: unknown, expected: unknown, what: string): void {
  assert.deepEqual(JSON.parse(JSON.stringify(actual)), JSON.parse(JSON.stringify(expected)), what);
}
