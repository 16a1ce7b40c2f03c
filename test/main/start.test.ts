import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostOf } from '../../src/main/start.ts';
import { spawnServer } from '../support/server-process.ts';

const ROOT = new URL('../../', import.meta.url);

describe('a start', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`is ended by ${signal} with code 0`, async () => {
      // Keeps the server waiting for its database.
      const silent = createServer().listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const { port } = silent.address() as AddressInfo;
      const server = spawn(process.execPath, ['src/index.ts'], {
        cwd: ROOT,
        env: { PATH: process.env.PATH, DATABASE_URL: `postgres://muster@127.0.0.1:${port}/muster`, DATA_DIR: folder },
      });
      try {
        const [socket] = (await once(silent, 'connection')) as [{ destroy(): void }];
        server.kill(signal);
        assert.deepEqual(await once(server, 'exit'), [0, null]);
        socket.destroy();
      } finally {
        server.kill('SIGKILL');
        silent.close();
      }
    });
  }

  for (const [what, below] of [
    ['is a file', ''],
    ['is below a file', 'data'],
  ] as const) {
    it(`says that DATA_DIR cannot be used if it ${what}, without a stack`, async () => {
      const file = join(folder, 'file');
      await writeFile(file, '');
      await assert.rejects(spawnServer({ env: { DATA_DIR: join(file, below) } }), ({ message }: Error) => {
        assert.match(message, /ended with 1 before it served/);
        assert.match(message, /Muster did not start\. DATA_DIR needs a folder, but \S*\/file is none/);
        assert.doesNotMatch(message, /\n {4}at /);
        return true;
      });
    });
  }

  it('says that DATA_DIR is below a link to nothing, as when a disk is not mounted', async () => {
    const link = join(folder, 'disk');
    await symlink(join(folder, 'missing'), link);
    for (const DATA_DIR of [link, join(link, 'data')])
      await assert.rejects(
        spawnServer({ env: { DATA_DIR } }),
        /but \S*\/disk is a link to nothing\. Is its disk mounted/,
      );
  });

  it('says that DATA_DIR cannot be made where the system allows no folder, instead of trying for ever', async function () {
    if (process.platform !== 'linux') this.skip();
    await assert.rejects(
      spawnServer({ env: { DATA_DIR: '/proc/muster/data' } }),
      /Muster did not start\. E[A-Z]+: .*'\/proc\/muster'.* must be able to read and write DATA_DIR/,
    );
  });

  it('on an older node says which one it needs and how to get it', async () => {
    const older = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '22.17.1' } })`;
    const args = ['--import', older, '--import', './src/check-node.js', 'src/index.ts'];
    const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(process.execPath, args, { cwd: ROOT }, (error, _stdout, stderr) =>
        resolve({ code: error?.code, stderr }),
      );
    });
    assert.equal(code, 1);
    assert.match(stderr, /^Muster did not start\. It needs node 24, and this is 22\.17\.1\. .*npm rebuild node.*\n$/);
  });

  it('prints addresses that a browser can open, whatever HOST is', () => {
    const hosts = ['0.0.0.0', '::', '::1', '127.0.0.1', 'games.example.org'].map(hostOf);
    assert.deepEqual(hosts, ['localhost', 'localhost', '[::1]', '127.0.0.1', 'games.example.org']);
  });
});
