import assert from 'node:assert/strict';
import { appForEachTest, until } from '../../../support/app.ts';
import { ADMIN_ENV, Admin } from '../../../http/admin/admin.ts';
import { type Update, useNetDriver } from './NetDriver.ts';
import { UpdatesStage } from './UpdatesStage.ts';

type Notice = { text: string; at: string | null; until: string | null };

const noticeFrame = (text: string | null) => ({
  type: 'notice',
  notice: text === null ? null : { text, at: 1_765_281_600_000, until: 1_765_285_200_000 },
});

/** What the updates say of notices: their texts, and null for none. */
const textsOf = (updates: Update[]) =>
  updates.filter(({ kind }) => kind === 'Notice').map(({ notice }) => notice?.text ?? null);

describe('The notice, by a server,', () => {
  const driver = useNetDriver();
  const app = appForEachTest({ env: ADMIN_ENV });
  const name = 'notices';
  let admin: Admin;
  beforeEach(() => {
    admin = new Admin(app);
  });
  afterEach(() => driver.do({}, 'updates.close', { name }));

  it('is answered by MusterRest, and told by MusterUpdates without a subscription, until it ends', async () => {
    const get = () => driver.do<Notice | null>({ url: app.url }, 'notice.get');
    assert.equal(await get(), null);
    const posted = await admin.do<{ notice: Notice }>('POST', '/notice', { text: 'Restart at noon' });
    const { text, at } = (await get())!;
    assert.deepEqual([text, Date.parse(at!)], ['Restart at noon', Date.parse(posted.notice.at!)]);
    await driver.do({}, 'updates.open', { name, url: app.url });
    const texts = () => textsOf(driver.updatesOf(name));
    await until(() => texts().length === 1, 'the notice that holds');
    await admin.do('DELETE', '/notice');
    await until(() => texts().length === 2, 'that it is cleared');
    const ends = new Date(Date.now() + 2_000).toISOString();
    await admin.do('POST', '/notice', { text: 'Soon', until: ends });
    await until(() => texts().length === 4, 'the end of another');
    assert.deepEqual(texts(), ['Restart at noon', null, 'Soon', null]);
    assert.equal(Date.parse(driver.updatesOf(name)[2]!.notice!.until!), Date.parse(ends));
    assert.equal(await get(), null);
  });
});

describe('MusterUpdates, with notices of a server', () => {
  const driver = useNetDriver();
  let stage: UpdatesStage;
  beforeEach(async () => {
    stage = await UpdatesStage.set(driver);
  });
  afterEach(() => stage.clear());

  const tells = async (...texts: (string | null)[]) => {
    await until(() => textsOf(stage.updates).length >= texts.length, texts.join(', '));
    assert.deepEqual(textsOf(stage.updates), texts);
  };
  const current = async () => ((await stage.state()) as { notice?: string }).notice ?? null;

  it('tell each change once, and the current one at any time', async () => {
    const connection = await stage.begin();
    connection.send(noticeFrame('One'), noticeFrame('One'));
    await tells('One');
    assert.equal(await current(), 'One');
    connection.send(noticeFrame('Two'));
    await tells('One', 'Two');
    connection.send(noticeFrame(null));
    await tells('One', 'Two', null);
    assert.equal(await current(), null);
  });

  it('say nothing of a notice that still holds after a lost connection, and end one that does not', async () => {
    const first = await stage.begin();
    first.send(noticeFrame('One'));
    await tells('One');
    first.socket.terminate();
    const second = await stage.stub.connection(2);
    second.hello();
    second.send(noticeFrame('One'));
    await stage.answer(second);
    second.socket.terminate();
    const third = await stage.stub.connection(3);
    third.hello();
    assert.equal(await current(), 'One', 'nothing is known yet');
    await stage.answer(third);
    await tells('One', null);
    third.socket.terminate();
    const fourth = await stage.stub.connection(4);
    fourth.hello();
    fourth.send({ type: 'pong' }, noticeFrame('One'));
    await tells('One', null, 'One');
  });
});
