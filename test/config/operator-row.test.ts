import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnv } from '../../src/config/env.ts';
import { OperatorDocument } from '../../src/config/OperatorDocument.ts';
import { OperatorRow } from '../../src/config/OperatorRow.ts';
import { AppError, type ErrorKind, OperatorError } from '../../src/errors.ts';
import { makeLog } from '../../src/log.ts';
import { openOperatorDocument } from '../../src/main/operator.ts';
import { SharedState } from '../../src/store/postgres/SharedState.ts';
import { MIGRATIONS } from '../../src/store/sql/migrations.ts';
import { engineOf } from '../../src/tools/open-place.ts';
import { needsPostgres, sharedPostgres } from '../support/postgres.ts';
import { PostgresServer } from '../support/PostgresServer.ts';
import { until } from '../support/until.ts';

const isKind = (kind: ErrorKind) => (error: unknown) => error instanceof AppError && error.kind === kind;
const nothing = () => Promise.resolve();

async function migrated(url: string): Promise<void> {
  const engine = engineOf(url);
  await engine.open(MIGRATIONS);
  await engine.close();
}

describe("the operator's document in PostgreSQL", () => {
  needsPostgres();

  let url: string;
  const opened: { close(): unknown }[] = [];
  const logged: string[] = [];
  const log = {
    info: (_details: object, message: string) => void logged.push(message),
    error: (details: object, message: string) =>
      void logged.push(`${message}: ${String((details as { fault?: string }).fault)}`),
  };

  beforeEach(async () => {
    const server = await sharedPostgres();
    url = server.url(await server.newDatabase());
    await migrated(url);
    logged.length = 0;
  });
  afterEach(async () => {
    for (const each of opened.splice(0).toReversed()) await each.close();
  });

  const database = (at = url) => {
    const state = new SharedState(at);
    opened.push(state);
    return state;
  };
  const open = async (watchMs = 50, at = url) => {
    const document = await OperatorDocument.open(new OperatorRow(database(at), watchMs), { log, check: () => [] });
    opened.push(document);
    return document;
  };
  const ban = (document: OperatorDocument, player_id: string) =>
    document.change(() => ({ type: 'add', list: 'bans', entry: { player_id } }), nothing);
  const idsOfBans = ({ settings }: OperatorDocument) => settings.bans.map(({ player_id }) => player_id);

  it('is made by the first process that looks for it, and by no other', async () => {
    const [a, b] = await Promise.all([open(), open()]);
    assert.deepEqual([a.settings, a.settings.webhooks], [b.settings, []]);
    assert.equal(await database().documentVersion(), 1);
  });

  it('loses nothing of what admins change at two processes at once, and both follow', async () => {
    const [a, b] = [await open(), await open()];
    const seen: number[] = [];
    b.onChange(({ bans }) => seen.push(bans.length));
    const ids = Array.from({ length: 10 }, (_, i) => `p${i}`);
    await Promise.all(ids.map((id, i) => ban(i % 2 ? a : b, id)));
    await until(() => idsOfBans(a).length === 10 && idsOfBans(b).length === 10, 'both to follow');
    assert.deepEqual(idsOfBans(a).toSorted(), ids);
    assert.deepEqual(idsOfBans(a), idsOfBans(b));
    assert.equal(seen.at(-1), 10);
    assert.equal(await database().documentVersion(), 11);
  });

  it('is followed by a process that is told to look, and by one that only decided not to change it', async () => {
    const rarely = 1_000_000;
    const [a, b, c] = [await open(rarely), await open(rarely), await open(rarely)];
    await ban(a, 'mallory');
    assert.deepEqual(idsOfBans(b), []);
    await b.check();
    await c.change(() => null, nothing);
    assert.deepEqual([idsOfBans(b), idsOfBans(c)], [['mallory'], ['mallory']]);
  });

  it('that is made invalid is refused by all, with its line, once, and changed by nobody until it is mended', async () => {
    const a = await open();
    await ban(a, 'mallory');
    const state = database();
    const { text, version } = (await state.document())!;
    await state.replaceDocument('{\n  "bans": 7\n}', version);
    await until(() => logged.some((line) => line.includes('line 2: bans')), 'the refusal');
    await assert.rejects(ban(a, 'eve'), isKind('operator_json_invalid'));
    await a.check();
    assert.deepEqual(idsOfBans(a), ['mallory']);
    await assert.rejects(open(), (error) => error instanceof OperatorError && /line 2: bans/.test(error.message));
    await state.replaceDocument(text, version + 1);
    await until(() => logged.includes('the edited settings are in force'), 'the mended document');
    await ban(a, 'eve');
    assert.deepEqual(idsOfBans(a), ['mallory', 'eve']);
  });

  it('stays in force while the database is away, refuses changes, and is followed when it is back', async () => {
    const server = await PostgresServer.start();
    try {
      const own = server.url(await server.newDatabase());
      await migrated(own);
      const [a, b] = [await open(50, own), await open(50, own)];
      await ban(a, 'mallory');
      await server.kill();
      await assert.rejects(ban(a, 'eve'), isKind('storage_unavailable'));
      assert.deepEqual(idsOfBans(a), ['mallory']);
      await server.restart();
      await ban(a, 'eve');
      await until(() => idsOfBans(b).length === 2, 'the other one to follow');
    } finally {
      for (const each of opened.splice(0).toReversed()) await each.close();
      await server.remove();
    }
  });

  describe('at the start', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'muster-operator-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    const lines: string[] = [];
    const start = async (text: string | null) => {
      lines.length = 0;
      const path = join(folder, 'operator.json');
      await rm(path, { force: true });
      if (text !== null) await writeFile(path, text);
      const env = readEnv({ NODE_ENV: 'test', DATA_DIR: folder });
      const write = (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg);
      const services = { now: () => 0, log: makeLog(env, { write }), hash: (plain: string) => plain, row: database() };
      const operator = await openOperatorDocument(env, services);
      opened.push(operator);
      return operator.document;
    };

    it('is the text of the first operator.json, comments and all; later ones are not read, and left alone', async () => {
      const text = '{\n  // ours\n  "bans": [{ "player_id": "mallory" }]\n}\n';
      assert.deepEqual(idsOfBans(await start(text)), ['mallory']);
      assert.match(lines.join(), /operator\.json was put into the database/);
      assert.equal((await database().document())!.text, text);
      const other = '{"bans": [{ "player_id": "eve" }]';
      assert.deepEqual(idsOfBans(await start(other)), ['mallory']);
      assert.match(lines.join(), /operator\.json is not read/);
      assert.equal(await readFile(join(folder, 'operator.json'), 'utf8'), other);
      await start(null);
      assert.deepEqual(lines, []);
    });

    it('is not an invalid operator.json, which stops the start', async () => {
      await assert.rejects(
        start('{ "bans": 7 }'),
        (error) => error instanceof OperatorError && /line 1/.test(error.message),
      );
      assert.equal(await database().document(), null);
    });
  });
});
