import assert from 'node:assert/strict';
import { mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OperatorDocument } from '../../src/config/OperatorDocument.ts';
import { OperatorFile } from '../../src/config/OperatorFile.ts';
import { OperatorError } from '../../src/errors.ts';
import { until } from '../support/app.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const HOOK = { url: 'https://clan.example.org/hook', events: ['drop_party_ended'], secret: SECRET };

describe('operator.json', () => {
  let folder: string;
  let path: string;
  let document: OperatorDocument | undefined;
  const logged: { level: string; message: string; details: Record<string, unknown> }[] = [];
  const keep = (level: string) => (details: object, message: string) =>
    void logged.push({ level, message, details: { ...details } });
  const log = { info: keep('info'), error: keep('error') };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-operator-'));
    path = join(folder, 'operator.json');
    logged.length = 0;
  });
  afterEach(async () => {
    document?.close();
    document = undefined;
    await rm(folder, { recursive: true });
  });

  const open = async () =>
    (document = await OperatorDocument.open(new OperatorFile(path, 50), { log, check: () => [] }));
  const refusal = async (text: string): Promise<string> => {
    await writeFile(path, text);
    return open().then(
      () => 'accepted',
      (error: unknown) => {
        assert.ok(error instanceof OperatorError);
        return error.message;
      },
    );
  };

  it('is created for its owner only, with its folder, if it does not exist', async () => {
    path = join(folder, 'data', 'operator.json');
    const settings = { webhooks: [], keys: [], mutes: [], bans: [], notice: null };
    assert.deepEqual((await open()).settings, settings);
    assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), { webhooks: [] });
    assert.equal((await stat(path)).mode & 0o777, 0o600);
  });

  it('accepts the example in docs/webhooks.md', async () => {
    const docs = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
    await writeFile(path, /^```json\n(\{\n {2}"webhooks".*?)^```$/ms.exec(docs)![1]!);
    assert.equal((await open()).settings.webhooks.length, 1);
  });

  it('accepts the example in docs/operating.md', async () => {
    const docs = await readFile(new URL('../../docs/operating.md', import.meta.url), 'utf8');
    await writeFile(path, /^```json\n(\{\n {2}"webhooks".*?)^```$/ms.exec(docs)![1]!);
    const { keys, mutes, bans, notice } = (await open()).settings;
    assert.deepEqual([keys.length, mutes.length, bans.length, notice?.text.length], [1, 1, 1, 34]);
  });

  it('names receivers by URL, events and secret', async () => {
    await writeFile(
      path,
      '\uFEFF' + JSON.stringify({ webhooks: [HOOK, { url: 'https://discord.com/api/webhooks/1/x' }] }),
    );
    const [clan, discord] = (await open()).settings.webhooks;
    assert.deepEqual([clan!.url.href, [...clan!.filter.events], clan!.key!.length], [HOOK.url, HOOK.events, 32]);
    assert.deepEqual([discord!.filter.events.size, discord!.key], [5, null]);
  });

  it('that is invalid stops the start with the line and reason of every fault, but none of its text', async () => {
    assert.match(await refusal('{\n  "webhooks": [\n    oops\n  ]\n}'), /operator\.json: line 3: it is not JSON/);
    assert.match(await refusal(''), /line 1: it is not JSON/);
    assert.match(await refusal('{\n  "webhook": []\n}'), /line 1: the document: Unrecognized key: "webhook"/);
    const bad = { webhooks: [HOOK, { ...HOOK, url: 'ftp://u:topsecret@x', secret: 'whsec_topsecret', events: ['x'] }] };
    const told = await refusal(JSON.stringify(bad, null, 1));
    assert.match(told, /line 11: webhooks\.1\.url: must be an http/);
    assert.match(told, /line 15: webhooks\.1\.secret: must be whsec_/);
    assert.doesNotMatch(told, /topsecret/);
    assert.match(
      await refusal('{"webhooks": [{\n"url": "https://a.example"}]}'),
      /line 1: webhooks\.0\.secret: must be whsec_.* but it is missing/,
    );
    const many = Array.from({ length: 17 }, (_, i) => ({ ...HOOK, url: `${HOOK.url}/${i}` }));
    assert.match(await refusal(JSON.stringify({ webhooks: many })), /line 1: webhooks: must have at most 16 receivers/);
    assert.match(await refusal('{}'.padEnd(2_097_153)), /operator\.json: it must have at most 2097152 bytes/);
  });

  it('is read again when it changes, and a bad edit leaves the previous settings in force', async () => {
    const opened = await open();
    const seen: number[] = [];
    opened.onChange(({ webhooks }) => seen.push(webhooks.length));
    await writeFile(path, JSON.stringify({ webhooks: [HOOK] }));
    await until(() => seen.length === 1, 'the first edit');
    await writeFile(path, '{ "webhooks": [\n{ "url": 7 } ] }');
    await until(() => logged.some(({ level }) => level === 'error'), 'the refusal');
    assert.match(String(logged.at(-1)!.details['fault']), /^line 2: webhooks\.0\.url: /);
    assert.equal(opened.settings.webhooks.length, 1);
    await writeFile(path, '{"webhooks":[]}');
    await until(() => seen.length === 2, 'the second edit');
    assert.deepEqual(seen, [1, 0]);
  });

  it('is read again when it is replaced, and keeps the settings when it is deleted', async () => {
    await writeFile(path, JSON.stringify({ webhooks: [HOOK] }));
    const opened = await open();
    await rm(path);
    await until(() => logged.length > 0, 'the warning');
    assert.match(`${logged[0]!.level}: ${logged[0]!.message}`, /^error: operator.json is gone/);
    assert.equal(opened.settings.webhooks.length, 1);
    for (const count of [0, 1]) {
      await writeFile(`${path}~`, JSON.stringify({ webhooks: [HOOK].slice(0, count) }));
      await rename(`${path}~`, path);
      await until(() => opened.settings.webhooks.length === count, 'the replaced file');
    }
  });
});
