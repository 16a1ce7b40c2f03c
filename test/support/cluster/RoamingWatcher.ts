import type { ToWatcher } from '../../../src/protocol/to-watcher.ts';
import { Follower } from '../../updates/Follower.ts';
import type { Seen } from './check.ts';
import { anyOf, type Member } from './Cluster.ts';

/** Milliseconds until it connects again. A client that shows a page waits longer. */
const RECONNECT_MS = 200;

/** A client of /updates that connects to any process, and to any other one when it loses the connection or is refused. It keeps all it sees. */
export class RoamingWatcher extends Follower {
  readonly seen: Seen[] = [];
  readonly name: string;
  connections = 0;
  readonly #members: readonly Member[];
  #isGone = false;

  constructor(name: string, members: readonly Member[], selectors: Map<string, object>, localAddress: string) {
    super(selectors, localAddress);
    this.name = name;
    this.#members = members;
  }

  /** Connects to this process, or to any. */
  begin(member = anyOf(this.#members)): void {
    this.connections += 1;
    this.connect(member.url);
  }

  end(): void {
    this.#isGone = true;
    this.disconnect();
  }

  protected override lost(): void {
    if (!this.#isGone) setTimeout(() => this.#isGone || this.begin(), RECONNECT_MS);
  }

  protected override hear(frame: ToWatcher): void {
    // The process cannot read what is stored, or is about to stop: another one may.
    if (frame.type === 'error') {
      this.disconnect();
      return this.lost();
    }
    if (frame.type === 'resync') this.seen.push({ topic: String(frame.topic), type: frame.type });
    if (frame.type === 'snapshot') this.seen.push({ topic: frame.topic, type: frame.type, seq: frame.seq, text: '' });
    if (frame.type === 'event') {
      const { topic, type, seq, event, at, data } = frame;
      this.seen.push({ topic, type, seq, text: JSON.stringify([event, at, data]) });
    }
    super.hear(frame);
  }
}
