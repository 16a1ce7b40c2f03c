import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DocumentChange } from '../../src/config/operator-changes.ts';
import { OperatorDocument } from '../../src/config/OperatorDocument.ts';
import { OperatorFile } from '../../src/config/OperatorFile.ts';
import { AppError, type ErrorKind } from '../../src/errors.ts';
import { BANS_MAX } from '../../src/protocol/limits.ts';
import { until } from '../support/app.ts';

const MALLORY = { player_id: 'mallory', banned_at: '2025-12-09T12:00:00.000Z' };

describe('changes of operator.json', () => {
  let folder: string;
  let path: string;
  let document: OperatorDocument;
  const logged: string[] = [];
  const log = {
    info: (_details: object, message: string) => void logged.push(message),
    error: (_details: object, message: string) => void logged.push(message),
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-operator-'));
    path = join(folder, 'operator.json');
    logged.length = 0;
  });
  afterEach(async () => {
    document.close();
    await rm(folder, { recursive: true });
  });

  const open = async (text?: string) => {
    if (text !== undefined) await writeFile(path, text, { mode: 0o640 });
    document = await OperatorDocument.open(new OperatorFile(path, 50), { log, check: () => [] });
  };
  const nothing = () => Promise.resolve();
  const change = (made: DocumentChange, note = nothing) => document.change(() => made, note);
  const ban = (player_id: string) => change({ type: 'add', list: 'bans', entry: { ...MALLORY, player_id } });
  const line = (player_id: string) => JSON.stringify({ ...MALLORY, player_id });
  const idsOfBans = () => document.settings.bans.map(({ player_id }) => player_id);
  const written = () => readFile(path, 'utf8');
  const isKind =
    (kind: ErrorKind, message = /./) =>
    (error: unknown) => {
      assert.ok(error instanceof AppError, String(error));
      assert.equal(error.kind, kind);
      assert.match(error.message, message);
      return true;
    };

  it('leave all else as the operator wrote it: comments, order, indentation, line ends and byte order mark', async () => {
    const text = (bans: string) =>
      `\uFEFF{\r\n\t// ours\r\n\t"bans": [\r\n${bans}\r\n\t],\r\n\t"webhooks": []\r\n}\r\n`;
    const eve = '\t\t{ "player_id": "eve" }';
    await open(text(`${eve} /* since May */ // again`));
    await ban('mallory');
    const mallory = JSON.stringify(MALLORY);
    assert.equal(await written(), text(`${eve}, /* since May */ // again\r\n\t\t${mallory}`));
    assert.deepEqual(idsOfBans(), ['eve', 'mallory']);
    await change({ type: 'remove', list: 'bans', index: 1 });
    assert.equal(await written(), text(`${eve} /* since May */ // again`));
    await change({ type: 'remove', list: 'bans', index: 0 });
    assert.deepEqual(idsOfBans(), []);
  });

  it('write lists as a person would, where there are none, in one line or empty', async () => {
    await open('{ "webhooks": [] }');
    await ban('a');
    assert.equal(await written(), `{ "webhooks": [], "bans": [\n    ${line('a')}\n  ] }`);
    for (const [before, after] of [
      ['{}', `{\n  "bans": [\n    ${line('a')}\n  ]\n}`],
      ['{\n  "bans": []\n}\n', `{\n  "bans": [\n    ${line('a')}\n  ]\n}\n`],
      ['{"bans":[{"player_id":"eve"}]}', `{"bans":[{"player_id":"eve"}, ${line('a')}]}`],
      ['{\n  "bans": [\n    // nobody yet\n  ]\n}', `{\n  "bans": [\n    // nobody yet\n    ${line('a')}\n  ]\n}`],
    ] as const) {
      await writeFile(path, before);
      await ban('a');
      assert.equal(await written(), after);
    }
  });

  it('take entries away from any place', async () => {
    const [a, b, c] = [line('a'), line('b'), line('c')];
    for (const [before, index, after] of [
      [`[\n    ${a}, // 1, 2\n    ${b},\n    ${c}\n  ]`, 0, `[ // 1, 2\n    ${b},\n    ${c}\n  ]`],
      [`[\n    ${a},\n    ${b},\n    ${c}\n  ]`, 1, `[\n    ${a},\n    ${c}\n  ]`],
      [`[\n    ${a},\n    ${b} /* 1, 2 */,\n    ${c}\n  ]`, 2, `[\n    ${a},\n    ${b} /* 1, 2 */\n  ]`],
      [`[${a}, ${b}]`, 0, `[ ${b}]`],
      [`[${a}, ${b}]`, 1, `[${a}]`],
      [`[${a}]`, 0, '[]'],
    ] as const) {
      await open(`{"bans": ${before}}`);
      await change({ type: 'remove', list: 'bans', index });
      assert.equal(await written(), `{"bans": ${after}}`);
      document.close();
    }
  });

  it('are in force at once, told once, and durable with the rights that the file had', async () => {
    await open('{}');
    let told = 0;
    document.onChange(() => (told += 1));
    await change({ type: 'set', field: 'notice', value: { text: 'Restart at noon' } });
    assert.deepEqual(document.settings.notice, { text: 'Restart at noon', at: null, until: null });
    assert.equal(told, 1);
    document.close();
    assert.equal((await stat(path)).mode & 0o777, 0o640);
    assert.deepEqual(await readdir(folder), ['operator.json']);
    await open();
    assert.equal(document.settings.notice?.text, 'Restart at noon');
  });

  it('do not pass for an edit by hand, and one that follows is picked up', async () => {
    await open('{}');
    // Reads the file after this one does.
    const seen: string[] = [];
    const note = (_details: object, message: string) => void seen.push(message);
    const options = { log: { info: note, error: note }, check: () => [], watchMs: 50 };
    const witness = await OperatorDocument.open(new OperatorFile(path, 50), options);
    await ban('mallory');
    await until(() => seen.length === 1, 'the witness');
    assert.deepEqual(logged, []);
    await writeFile(path, JSON.stringify({ bans: [MALLORY, { player_id: 'eve' }] }));
    await until(() => document.settings.bans.length === 2, 'the edit by hand');
    assert.deepEqual(logged, ['the edited settings are in force']);
    witness.close();
  });

  it('are made one after the other, on what is in the file', async () => {
    await open('{}');
    await Promise.all(['a', 'b', 'c'].map(ban));
    await writeFile(path, JSON.stringify({ bans: [{ player_id: 'by-hand' }] }));
    await ban('d');
    assert.deepEqual(idsOfBans(), ['by-hand', 'd']);
  });

  it('keep what somebody saves while they are noted', async () => {
    await open('{}');
    let notes = 0;
    const entry = { player_id: 'mallory' };
    await change({ type: 'add', list: 'bans', entry }, async () => {
      notes += 1;
      await writeFile(path, JSON.stringify({ bans: [{ player_id: 'by-hand' }] }));
    });
    assert.deepEqual(idsOfBans(), ['by-hand', 'mallory']);
    assert.equal(notes, 1);
  });

  it('are refused while the file is invalid or gone, with the line, and change nothing', async () => {
    await open('{}');
    const torn = '{\n  "webhooks": [\n';
    await writeFile(path, torn);
    let notes = 0;
    const note = async () => void (notes += 1);
    const made: DocumentChange = { type: 'add', list: 'bans', entry: MALLORY };
    await assert.rejects(change(made, note), isKind('operator_json_invalid', /line 3/));
    assert.equal(await written(), torn);
    await rm(path);
    await assert.rejects(change(made, note), isKind('operator_json_invalid', /gone/));
    assert.equal(notes, 0);
    assert.deepEqual(document.settings.bans, []);
  });

  it('are refused if the document would be invalid, or what notes them fails', async () => {
    const bans = Array.from({ length: BANS_MAX }, (_, i) => ({ player_id: `p${i}` }));
    const full = JSON.stringify({ bans });
    await open(full);
    await assert.rejects(ban('one-too-many'), isKind('validation_failed', /bans: must have at most 2000 entries/));
    await assert.rejects(ban('p7'), isKind('validation_failed', /bans/));
    const fail = () => Promise.reject(new AppError('storage_unavailable'));
    await assert.rejects(change({ type: 'remove', list: 'bans', index: 0 }, fail), isKind('storage_unavailable'));
    assert.equal(await written(), full);
    assert.equal(document.settings.bans.length, BANS_MAX);
  });

  it('are refused if the file cannot be written, and the previous settings stay in force', async () => {
    // So long that the file can be read, but the one that is written first has no name.
    path = join(folder, 'x'.repeat(250));
    await open('{}');
    await assert.rejects(ban('mallory'), isKind('storage_unavailable'));
    assert.deepEqual([await written(), idsOfBans()], ['{}', []]);
    assert.deepEqual(logged, ['operator.json could not be written']);
  });

  it('refuse a document in which a name, a mute or a ban comes twice, or a mute is of nobody', async () => {
    const key = { name: 'clan', hash: 'a'.repeat(64) };
    const reporter = 'A'.repeat(16);
    for (const [bad, fault] of [
      [{ keys: [key, key] }, /keys\.1: is there already/],
      [{ keys: [{ ...key, hash: 'mk_secret' }] }, /keys\.0\.hash: must be the SHA-256/],
      [{ mutes: [{}] }, /mutes\.0: must have either/],
      [{ mutes: [{ reporter, source: reporter }] }, /mutes\.0: must have either/],
      [{ bans: [MALLORY, MALLORY] }, /bans\.1: is there already/],
      [{ notice: { text: '' } }, /notice\.text/],
    ] as const) {
      await writeFile(path, JSON.stringify(bad));
      await assert.rejects(OperatorDocument.open(new OperatorFile(path), { log, check: () => [] }), fault);
    }
    await open('{}');
  });
});
