import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { pino } from 'pino';
import { PriceFile } from '../../src/config/PriceFile.ts';
import { OperatorError } from '../../src/errors.ts';
import { until } from '../support/until.ts';
import { newFolder } from '../tools/filled-store.ts';

const WATCH_MS = 20;

describe('PRICES_FILE', () => {
  let folder: Awaited<ReturnType<typeof newFolder>>;
  let opened: PriceFile | undefined;
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => void logged.push(line) });

  beforeEach(async () => void (folder = await newFolder()));
  afterEach(async () => {
    opened?.close();
    await folder[Symbol.asyncDispose]();
  });

  const open = async (content: unknown) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await writeFile(folder.file('prices.json'), text);
    opened = new PriceFile(folder.file('prices.json'), log, WATCH_MS);
    return opened.priceOf;
  };

  it('has prices by item id', async () => {
    const priceOf = await open({ 4151: 1_500_000, 995: 1 });
    assert.deepEqual([priceOf(4151), priceOf(995), priceOf(526)], [1_500_000, 1, null]);
  });

  it('may be as the wiki’s price API gives it, with the middle of high and low, of which one may be missing', async () => {
    const times = { highTime: 1, lowTime: null };
    const priceOf = await open({
      data: {
        4151: { high: 1_500_001, low: 1_490_000, ...times },
        1319: { high: null, low: 38_000, ...times },
        526: { high: 90, ...times },
        2: { high: null, low: null, ...times },
      },
    });
    assert.deepEqual([4151, 1319, 526, 2].map(priceOf), [1_495_001, 38_000, 90, null]);
  });

  it('is read again when it changes, unless it is then wrong', async () => {
    const priceOf = await open({ 4151: 1 });
    await writeFile(folder.file('prices.json'), '{ "4151": 22 }');
    await until(() => priceOf(4151) === 22, 'the new price');
    await writeFile(folder.file('prices.json'), '{ "4151": "much" }');
    await until(() => logged.some((line) => line.includes('4151: must be a whole number of GP')), 'the fault');
    assert.equal(priceOf(4151), 22);
  });

  for (const [what, content, named] of [
    ['is not JSON', '{"4151":', /prices\.json: it is not JSON/],
    ['has an item that is no id', { rune: 1 }, /prices\.json: rune: must be an item id/],
    ['has a price that is no number', { 4151: '1m' }, /prices\.json: 4151: must be a whole number of GP/],
    ['has a dump with a wrong price', { data: { 4151: { high: -1 } } }, /prices\.json: data\.4151\.high: /],
    ['is a list', [], /prices\.json: the file: /],
    ['has many faults', { 1: 'a', 2: 'b', 3: 'c', 4: 'd', 5: 'e' }, /; and 2 more faults$/],
  ] as const) {
    it(`is refused at the start if it ${what}, with the reason`, async () => {
      await assert.rejects(open(content), (error) => error instanceof OperatorError && named.test(error.message));
    });
  }

  it('is refused at the start if it is missing', () => {
    assert.throws(() => new PriceFile(folder.file('none.json'), log), /^OperatorError: PRICES_FILE: ENOENT/);
  });
});
