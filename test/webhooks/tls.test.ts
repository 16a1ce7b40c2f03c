import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../support/app.ts';
import { spawnServer } from '../support/server-process.ts';
import { SECRET, TestReceiver } from './TestReceiver.ts';

const run = promisify(execFile);
const ADMIN = { Authorization: `Basic ${btoa('admin:correct horse')}` };
const UNKNOWN_WEBHOOK = JSON.stringify({ message: 'Unknown Webhook', code: 10_015 });

/** Loaded into the server before it starts: this machine is discord.com. */
const FAKE_DNS = `import dns from 'node:dns';
const lookup = dns.lookup;
dns.lookup = (name, ...rest) => lookup(name === 'discord.com' ? '127.0.0.1' : name, ...rest);`;

describe('webhooks over TLS, with a certificate of an own authority,', () => {
  let folder: string;
  let tls: { key: string; cert: string };
  let dataDir: string;
  const cleanUps: (() => Promise<unknown>)[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-tls-'));
    const openssl = (line: string) => run('openssl', line.split(' '), { cwd: folder });
    const make = 'req -x509 -nodes -days 2 -newkey ec -pkeyopt ec_paramgen_curve:P-256';
    await openssl(`${make} -subj /CN=authority -keyout authority.key -out authority.pem`);
    await openssl(
      `${make} -CA authority.pem -CAkey authority.key -subj /CN=receiver -keyout key.pem -out cert.pem ` +
        '-addext subjectAltName=DNS:discord.com,DNS:localhost -addext basicConstraints=critical,CA:FALSE',
    );
    const [key, cert] = await Promise.all(['key.pem', 'cert.pem'].map((name) => readFile(join(folder, name), 'utf8')));
    tls = { key: key!, cert: cert! };
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-hooks-'));
    cleanUps.push(() => rm(dataDir, { recursive: true, force: true }));
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
  });

  const receive = async (answer?: Parameters<typeof TestReceiver.start>[0]) => {
    const receiver = await TestReceiver.start(answer, 0, tls);
    cleanUps.push(() => receiver.stop());
    return receiver;
  };

  const serve = async (env: Record<string, string>) => {
    const server = await spawnServer({ dataDir, env: { WEBHOOK_ALLOW_PRIVATE: 'true', ...env } });
    cleanUps.push(() => server.stop());
    const report = (world: number) =>
      fetch(`${server.url}/drops`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ world, item_id: 526, item_name: 'Bones', quantity: 1, value: 5 }),
      });
    return { ...server, report };
  };

  const trusting = () => ({ NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem') });

  it('are delivered where NODE_EXTRA_CA_CERTS names the authority, and otherwise the log says why not', async () => {
    const receiver = await receive();
    const env = { WEBHOOK_URLS: `https://localhost:${receiver.port}/hook#secret=${SECRET}` };
    const wary = await serve(env);
    await wary.report(301);
    await until(() => /could not be delivered/.test(wary.output()), 'the failure');
    assert.match(wary.output(), /"reason":"UNABLE_TO_VERIFY_LEAF_SIGNATURE"/);
    assert.equal(receiver.received.length, 0);
    await wary.kill('SIGTERM');
    await serve({ ...env, ...trusting() });
    await until(() => receiver.received.length === 1, 'the delivery');
    assert.equal(receiver.received[0]!.body.data.party!.world, 301);
  });

  it('[HOOK-8] end where Discord does not know the webhook, which the admin sees, and go on once operator.json is saved again', async () => {
    const discord = await receive((response, before) => {
      if (before === 0) response.writeHead(400, { 'content-type': 'application/json' }).end(UNKNOWN_WEBHOOK);
      else response.writeHead(204).end();
    });
    const operator = join(dataDir, 'operator.json');
    const url = `https://discord.com:${discord.port}/api/webhooks/123/abc`;
    await writeFile(operator, JSON.stringify({ webhooks: [{ url, events: ['drop_party_started'] }] }));
    const preload = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(FAKE_DNS)}` };
    const server = await serve({ ...trusting(), ...preload, ADMIN_PASSWORD: 'correct horse' });
    const shown = async () =>
      (await (await fetch(`${server.url}/monitor/webhooks`, { headers: ADMIN })).json()) as { receivers: object[] };
    const active = { receiver: '1 Discord', retrying: 0, status: 'active' };
    assert.deepEqual(await shown(), { receivers: [active] });
    await server.report(301);
    await until(() => /is gone and gets nothing more/.test(server.output()), 'the end');
    const { receivers } = await shown();
    const { at } = receivers[0] as { at: string };
    assert.deepEqual(receivers, [{ ...active, status: 'ended', reason: 'it answered 400', at }]);
    assert.equal(new Date(at).toISOString(), at);
    await server.report(302);
    assert.equal(discord.received.length, 1);
    await utimes(operator, new Date(), new Date());
    await until(() => discord.received.length === 3, 'what is owed, and the next');
    const titles = discord.received.map(
      ({ text }) => (JSON.parse(text) as { embeds: [{ title: string }] }).embeds[0].title,
    );
    assert.deepEqual(
      titles,
      [301, 301, 302].map((world) => `Drop party on world ${world}`),
    );
    assert.deepEqual(await shown(), { receivers: [active] });
    assert.equal((await fetch(`${server.url}/monitor/webhooks`)).status, 401);
    assert.ok(!server.output().includes('webhooks/123'));
  });
});
