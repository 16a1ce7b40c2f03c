import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { spawnServer, type ServerProcess } from '../support/server-process.ts';

const RUN = join(import.meta.dirname, '../../loadtest/run.ts');

/** `slack`: how fast it is depends on what else the machine does. */
function play(...args: string[]): Promise<{ code: number; output: string }> {
  return run(...args, '--slack', '1000');
}

/** Without a terminal. */
async function run(...args: string[]): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [RUN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

describe('npm run loadtest', () => {
  let server: ServerProcess;
  before(async () => {
    server = await spawnServer();
  });
  after(() => server.stop());

  const SHORT: Record<string, string[]> = {
    drops: ['--numClients', '6', '--seconds', '1', '--rate', '40', '--worlds', '5', '--warmUp', '1'],
    lobby: ['--numClients', '20', '--seconds', '1', '--storm', '1', '--parties', '20'],
    watchers: ['--numClients', '60', '--seconds', '1', '--worlds', '5'],
    mixed: ['--numClients', '12', '--seconds', '1', '--worlds', '5'],
  };
  for (const [name, args] of Object.entries(SHORT)) {
    it(`plays ${name} without a terminal, and passes`, async () => {
      const { code, output } = await play(name, '--endpoint', server.url.replace('http', 'ws'), ...args);
      assert.match(output, /^at http.*\ncores used: .*\n(?:[\w/ ]+: p50 .*\n)+(?:[\w, ]+ [\d.]+\n)*passed\n$/, output);
      assert.equal(code, 0);
    });
  }

  it('plays an hour of the soak, and passes', async () => {
    const { code, output } = await run('soak', '--hours', '1', '--crowd', '1');
    assert.match(output, /^hour 1: heap [\d.]+ MB, .*\n(?:.*\n)*\| muster_rooms +\| +3 \| +3 \|\n(?:.*\n)*passed\n$/);
    assert.equal(code, 0, output);
  });

  it('fails, and says why, if the server does not answer', async () => {
    const { code, output } = await play('drops', '--endpoint', 'ws://127.0.0.1:9');
    assert.match(output, /FAULT 1 x the scenario: connect ECONNREFUSED 127.0.0.1:9\n(?:.*\n)*failed\n$/);
    assert.equal(code, 1);
  });

  it('refuses what it does not know, and says what it does', async () => {
    const wrong = await play('drops', '--numClients', 'many');
    assert.match(wrong.output, /--numClients must be a whole number from 1/);
    const unknown = await play('drop');
    assert.match(unknown.output, /lobby \| drops \| mixed \| watchers \| soak/);
    assert.deepEqual([wrong.code, unknown.code], [1, 1]);
  });
});
