import assert from 'node:assert/strict';
import { readJson, startApp, until } from '../../../support/app.ts';
import { needMono } from '../../../support/mono.ts';
import { NetDriver, Refused } from './NetDriver.ts';
import { cutOff, html, json, neverAnswered, problem, type Reply, StubServer } from './StubServer.ts';

const PARTY = { status: 'created', party_id: 'p', session_id: null, version: 1 };
const CREATED = json(200, PARTY);
const DUMPED = { ...PARTY, party: null };
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('MusterRest, when it does not go well', () => {
  let stub: StubServer;
  let driver: NetDriver | null = null;
  before(async function () {
    needMono(this);
    driver = await NetDriver.start();
  });
  beforeEach(async () => {
    stub = await StubServer.start();
    driver!.pauses.length = 0;
  });
  afterEach(() => stub.stop());
  after(() => driver?.stop());

  const create = (url = stub.url, input: object = {}) => driver!.do({ url, player: 'alice' }, 'party.create', input);

  async function refusal(asked: Promise<unknown>): Promise<Refused> {
    const error: unknown = await asked.then(
      (answer) => assert.fail(`answered ${JSON.stringify(answer)}`),
      (error: unknown) => error,
    );
    assert.ok(error instanceof Refused, String(error));
    return error;
  }

  const PASSING: [what: string, reply: Reply][] = [
    ['429', problem(429, 'rate_limited')],
    ['503', problem(503, 'shutting_down')],
    ['504', problem(504, 'timeout')],
    ["a proxy's 502", html(502)],
    ['a connection that is cut off', cutOff],
  ];
  for (const [what, reply] of PASSING) {
    it(`tries again after ${what}, with the same Idempotency-Key`, async () => {
      stub.replies = [reply, reply, CREATED];
      assert.deepEqual(await create(), DUMPED);
      assert.equal(stub.got.length, 3);
      const keys = stub.got.map(({ headers }) => headers['idempotency-key']);
      assert.match(String(keys[0]), UUID);
      assert.deepEqual(keys, [keys[0], keys[0], keys[0]]);
      assert.equal(new Set(stub.got.map(({ body }) => body)).size, 1);
      const [first, second] = driver!.pauses;
      assert.ok(first! >= 0.25 && first! <= 0.75, `${first} s`);
      assert.ok(second! >= 0.5 && second! <= 1.5, `${second} s`);
    });
  }

  it('gives up after 4 tries, with what was said last', async () => {
    stub.replies = [problem(503, 'storage_unavailable')];
    const { kind, status, message } = await refusal(create());
    assert.deepEqual([kind, status, message], ['storage_unavailable', 503, 'this is storage_unavailable']);
    assert.equal(stub.got.length, 4);
    assert.equal(driver!.pauses.length, 3);
  });

  it('has another key for another write', async () => {
    stub.replies = [CREATED];
    await create();
    await create();
    const [first, second] = stub.got.map(({ headers }) => headers['idempotency-key']);
    assert.notEqual(first, second);
  });

  it('waits as long as Retry-After says', async () => {
    stub.replies = [problem(429, 'rate_limited', { 'retry-after': '7' }), CREATED];
    await create();
    assert.deepEqual(driver!.pauses, [7]);
  });

  it('waits until Retry-After where that is a time, and not at all for one that has passed', async () => {
    stub.replies = [html(503, { 'retry-after': 'Tue, 09 Dec 2025 12:00:00 GMT' }), CREATED];
    await create();
    assert.deepEqual(driver!.pauses, [0]);
  });

  it('does not wait longer than 10 seconds, but says how long it would be', async () => {
    stub.replies = [problem(429, 'rate_limited', { 'retry-after': '11' })];
    const { kind, retryAfterSeconds } = await refusal(create());
    assert.deepEqual([kind, retryAfterSeconds], ['rate_limited', 11]);
    assert.equal(stub.got.length, 1);
  });

  it('does not try again what is refused for good', async () => {
    stub.replies = [problem(409, 'party_full')];
    assert.equal((await refusal(create())).kind, 'party_full');
    assert.equal(stub.got.length, 1);
  });

  it('takes a kind that it does not know as it is', async () => {
    stub.replies = [problem(418, 'teapot')];
    assert.equal((await refusal(create())).kind, 'teapot');
  });

  const STRANGE: [what: string, reply: Reply, message: RegExp][] = [
    ['a page', html(200), /status 200, Content-Type text\/html/],
    ['a page that says no', html(404), /status 404/],
    ['a redirect', html(302, { location: 'https://elsewhere.test/' }), /leads to https:\/\/elsewhere.test\//],
    ['another JSON', json(200, ['a list']), /status 200/],
    ['an error of another API', json(400, { error: 'no' }), /status 400/],
    ['fields of other types', json(200, { ...PARTY, version: 'one' }), /expected a number, not "one"/],
    ['a body that ends early', (response) => void response.end('{"status":"crea'), /status 200/],
  ];
  for (const [what, reply, message] of STRANGE) {
    it(`says that ${what} is no answer of a Muster server`, async () => {
      stub.replies = [reply];
      const refused = await refusal(create());
      assert.equal(refused.kind, 'unexpected_answer');
      assert.match(refused.message, message);
      assert.equal(stub.got.length, 1);
    });
  }

  it('says where nobody answers', async () => {
    const { url } = stub;
    await stub.stop();
    const refused = await refusal(create(url));
    assert.deepEqual([refused.kind, refused.status], ['unreachable', 0]);
    assert.match(refused.message, /^POST http:\/\/127.0.0.1:\d+\/party\?player_id=alice: /);
    assert.equal(driver!.pauses.length, 3);
    stub = await StubServer.start();
  });

  it('gives one try only so long', async () => {
    stub.replies = [neverAnswered];
    const refused = await refusal(create(stub.url, { try_timeout_ms: 100 }));
    assert.equal(refused.kind, 'unreachable');
    assert.match(refused.message, /no answer within 0\.1 s$/);
    assert.equal(driver!.pauses.length, 3);
  });

  it('ends at once when it is cancelled, as cancelled', async () => {
    stub.replies = [neverAnswered];
    await assert.rejects(create(stub.url, { cancel_after_ms: 50 }), /^Error: (?:Task|Operation)CanceledException/);
    assert.equal(driver!.pauses.length, 0);
  });

  it('fails what is under way when it is disposed', async () => {
    stub.replies = [neverAnswered];
    const asked = create();
    await until(() => stub.got.length === 1);
    await driver!.do({ url: stub.url, player: 'alice' }, 'dispose');
    await assert.rejects(asked, /ObjectDisposedException/);
    await assert.rejects(create(), /ObjectDisposedException/);
  });

  it('makes one party though the answer to the first try was lost', async () => {
    const app = await startApp();
    // Between client and server: the first answer does not get through.
    const answers: Response[] = [];
    stub.replies = [
      async (response, { url, headers, body }) => {
        const key = { 'idempotency-key': String(headers['idempotency-key']) };
        const answer = await app.post(url, body, key);
        if (answers.push(answer) === 1) return cutOff(response);
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
      },
    ];
    try {
      const { party_id } = await driver!.do<{ party_id: string }>({ url: stub.url, player: 'alice' }, 'party.create');
      const { parties } = await readJson<{ parties: { party_id: string }[] }>(await app.get('/party'));
      assert.deepEqual(
        parties.map((party) => party.party_id),
        [party_id],
      );
      assert.deepEqual(
        answers.map(({ headers }) => headers.get('idempotency-replayed')),
        [null, 'true'],
      );
    } finally {
      await app.stop();
    }
  });
});
