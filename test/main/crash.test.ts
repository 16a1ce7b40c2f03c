import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson } from '../support/app.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';

const KILLS = 20;
const SENDERS = 8;
/** The most acknowledged drops between two kills. The number is random, so that a kill can come at any moment. */
const DROPS_BETWEEN_KILLS = 60;

type Post = { key: string; name: string; world: number };
type DropPage = { drops: { item_name: string }[]; next_cursor?: string };

/** Posts drops with idempotency keys, and repeats each until it is answered, however often the server dies. */
class Loader {
  readonly acknowledged = new Set<string>();
  readonly posted = new Set<string>();
  readonly #unanswered: Post[] = [];
  #count = 0;

  /** Keeps posting until the server is gone. Calls `onGoal` once `goal` more drops are acknowledged. */
  async run(url: string, goal: number, onGoal: () => void): Promise<void> {
    const target = this.acknowledged.size + goal;
    let reached = false;
    const send = async (sender: number) => {
      for (;;) {
        const post = this.#unanswered.pop() ?? this.#next(sender);
        if (!(await this.#send(url, post))) return void this.#unanswered.push(post);
        if (this.acknowledged.size < target || reached) continue;
        reached = true;
        onGoal();
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, (_, sender) => send(sender)));
  }

  /** Posts again what was never answered. */
  async settle(url: string): Promise<void> {
    for (const post of this.#unanswered.splice(0)) assert.equal(await this.#send(url, post), true);
  }

  #next(sender: number): Post {
    this.#count += 1;
    return { key: randomUUID(), name: `drop ${this.#count}`, world: 301 + (sender % 4) };
  }

  async #send(url: string, { key, name, world }: Post): Promise<boolean> {
    this.posted.add(name);
    try {
      const response = await fetch(`${url}/drops`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ world, item_id: 526, item_name: name, quantity: 1, value: 5 }),
      });
      const { status } = await readJson<{ status: string }>(response);
      assert.match(status, /party_created|drop_added/);
      this.acknowledged.add(name);
      return true;
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      return false;
    }
  }
}

async function storedDrops(url: string): Promise<string[]> {
  const { active_parties } = await readJson<{ active_parties: { id: number }[] }>(await fetch(`${url}/parties`));
  const names: string[] = [];
  for (const { id } of active_parties) {
    let cursor: string | undefined;
    do {
      const page: DropPage = await readJson(await fetch(`${url}/parties/${id}${cursor ? `?cursor=${cursor}` : ''}`));
      names.push(...page.drops.map(({ item_name }) => item_name));
      cursor = page.next_cursor;
    } while (cursor);
  }
  return names;
}

describe('a server that is killed', function () {
  this.timeout(180_000);
  let dataDir: string;
  let server: ServerProcess | undefined;
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-crash-'));
  });
  after(async () => {
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it(`has every acknowledged drop exactly once after each of ${KILLS} kills`, async () => {
    const loader = new Loader();
    const env = { DEDUPE_WINDOW_MS: '0', LOG_LEVEL: 'info' };
    let running = (server = await spawnServer({ env, dataDir }));
    for (let kill = 1; kill <= KILLS; kill++) {
      const killed = running;
      await loader.run(killed.url, randomInt(1, DROPS_BETWEEN_KILLS), () => void killed.kill('SIGKILL'));
      await killed.exit;

      const restarted = (running = server = await spawnServer({ env, dataDir }));
      const stored = await storedDrops(restarted.url);
      assert.equal(new Set(stored).size, stored.length, 'a drop is stored twice');
      for (const name of loader.acknowledged) assert(stored.includes(name), `${name} was acknowledged but is lost`);
      for (const name of stored) assert(loader.posted.has(name), `${name} was never posted`);
      await loader.settle(restarted.url);
      const settled = await storedDrops(restarted.url);
      assert.deepEqual(settled.toSorted(), [...loader.acknowledged].toSorted());
    }
    assert(loader.acknowledged.size > KILLS, 'drops were acknowledged between the kills');
  });
});

describe('a server whose thread that writes has failed', () => {
  it('exits with 1 and says why, instead of refusing every write from then on', async () => {
    const preload = new URL('broken-writer.ts', import.meta.url).href;
    const server = await spawnServer({ env: { NODE_OPTIONS: `--import=${preload}` } });
    try {
      const { code } = await server.kill('SIGUSR2');
      assert.equal(code, 1);
      assert.match(server.output(), /TypeError.*uncaught exception/);
    } finally {
      await server.stop();
    }
  });
});
