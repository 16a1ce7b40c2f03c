import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** Another address than the attackers': all of 127.0.0.0/8 is this machine. */
const ADDRESS = '127.0.0.2';

/** Milliseconds between two requests. */
const PACE_MS = 40;

const WORLD = 64_999;

type Answer = { status: number; body: Record<string, unknown> };

/** Somebody who plays while the server is attacked: reports drops, reads lists, forms parties and watches a world. */
export class HonestClient {
  /** Milliseconds of every request since the last `take`. */
  #waits: number[] = [];
  readonly failures: string[] = [];
  /** Drops that were acknowledged. */
  drops = 0;
  events = 0;
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, localAddress: ADDRESS });
  #watcher: WebSocket | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  /** Plays until the signal. */
  async play(signal: AbortSignal): Promise<void> {
    await this.#watch();
    for (let n = 0; !signal.aborted; n++) {
      await this.#report(n);
      await this.#expect('GET', '/parties');
      await this.#expect('GET', '/party');
      if (n % 10 === 0) await this.#formParty(n);
      await delay(PACE_MS);
    }
    this.#watcher?.terminate();
    this.#agent.destroy();
  }

  /** The slowest of 100 requests since the last call, in milliseconds. */
  takeP99(): number {
    const waits = this.#waits.toSorted((a, b) => a - b);
    this.#waits = [];
    return waits[Math.floor(waits.length * 0.99)] ?? Infinity;
  }

  /** How many drops of its world the server shows. */
  async shownDrops(): Promise<number> {
    const { body } = await this.#ask('GET', `/worlds/${WORLD}`);
    return (body['party'] as { total_drops: number } | null)?.total_drops ?? 0;
  }

  async #report(n: number): Promise<void> {
    // Items differ, so that no two reports are of one drop.
    const drop = { world: WORLD, item_id: n, item_name: `Item ${n}`, quantity: 1, value: n, reporter: 'honest' };
    const answer = await this.#expect('POST', '/drops', drop);
    if (answer?.status === 200 && answer.body['status'] !== 'ignored') this.drops += 1;
  }

  async #formParty(n: number): Promise<void> {
    const made = await this.#expect('POST', '/party', { player_id: `alice-${n}`, name: 'Honest' });
    if (!made) return;
    const path = `/party/${String(made.body['party_id'])}`;
    await this.#expect('POST', `${path}/join`, { player_id: `bob-${n}` });
    for (const player of ['bob', 'alice']) await this.#expect('POST', `${path}/leave`, { player_id: `${player}-${n}` });
  }

  async #watch(): Promise<void> {
    const socket = new WebSocket(`${this.#url.replace('http', 'ws')}/updates`, { localAddress: ADDRESS });
    socket.on('message', (data: Buffer) => {
      if (data.includes('"type":"event"')) this.events += 1;
    });
    socket.on('close', (code) => {
      if (this.#watcher) this.failures.push(`its watcher was closed with ${code}`);
    });
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'subscribe', world: WORLD }));
    this.#watcher = socket;
  }

  /** Notes it as a failure if the answer is no success. */
  async #expect(method: string, path: string, body?: object): Promise<Answer | null> {
    const began = performance.now();
    try {
      const answer = await this.#ask(method, path, body);
      this.#waits.push(performance.now() - began);
      if (answer.status < 300) return answer;
      this.failures.push(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    } catch (error) {
      this.failures.push(`${method} ${path}: ${(error as Error).message}`);
    }
    return null;
  }

  async #ask(method: string, path: string, body?: object): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    const sending = request(this.#url + path, { method, headers, agent: this.#agent });
    sending.end(body && JSON.stringify(body));
    const [response] = (await once(sending, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return { status: response.statusCode!, body: JSON.parse(text) as Record<string, unknown> };
  }
}
