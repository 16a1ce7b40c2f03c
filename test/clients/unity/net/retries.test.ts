import assert from 'node:assert/strict';
import { readJson, startApp, until } from '../../../support/app.ts';
import { Refused, useNetDriver } from './NetDriver.ts';
import { cutOff, html, json, neverAnswered, problem, type Reply, StubServer } from './StubServer.ts';

const PARTY = { status: 'created', party_id: 'p', session_id: null, version: 1 };
const CREATED = json(200, PARTY);
const DUMPED = { ...PARTY, party: null };
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('MusterRest, on failures', () => {
  const driver = useNetDriver();
  let stub: StubServer;
  beforeEach(async () => {
    stub = await StubServer.start();
    driver.pauses.length = 0;
  });
  afterEach(() => stub.stop());

  const create = (url = stub.url, input: object = {}) => driver.do({ url, player: 'alice' }, 'party.create', input);

  async function refusal(asked: Promise<unknown>): Promise<Refused> {
    const error: unknown = await asked.then(
      (answer) => assert.fail(`answered ${JSON.stringify(answer)}`),
      (error: unknown) => error,
    );
    assert.ok(error instanceof Refused, String(error));
    return error;
  }

  const TRANSIENT: [what: string, reply: Reply][] = [
    ['429', problem(429, 'rate_limited')],
    ['503', problem(503, 'shutting_down')],
    ["a proxy's 502", html(502)],
    ["a proxy's 504", html(504)],
    ['a connection that breaks', cutOff],
  ];
  for (const [what, reply] of TRANSIENT) {
    it(`retries after ${what}, with the same Idempotency-Key`, async () => {
      stub.replies = [reply, reply, CREATED];
      assert.deepEqual(await create(), DUMPED);
      assert.equal(stub.got.length, 3);
      const keys = stub.got.map(({ headers }) => headers['idempotency-key']);
      assert.match(String(keys[0]), UUID);
      assert.deepEqual(keys, [keys[0], keys[0], keys[0]]);
      assert.equal(new Set(stub.got.map(({ body }) => body)).size, 1);
      const [first, second] = driver.pauses;
      assert.ok(first! >= 0.25 && first! <= 0.75, `${first} s`);
      assert.ok(second! >= 0.5 && second! <= 1.5, `${second} s`);
    });
  }

  it('gives up after 4 tries, with the last error', async () => {
    stub.replies = [problem(503, 'storage_unavailable')];
    const { kind, status, message } = await refusal(create());
    assert.deepEqual([kind, status, message], ['storage_unavailable', 503, 'this is storage_unavailable']);
    assert.equal(stub.got.length, 4);
    assert.equal(driver.pauses.length, 3);
  });

  it('uses a new key for each write', async () => {
    stub.replies = [CREATED];
    await create();
    await create();
    const [first, second] = stub.got.map(({ headers }) => headers['idempotency-key']);
    assert.notEqual(first, second);
  });

  it('pauses as long as Retry-After says', async () => {
    stub.replies = [problem(429, 'rate_limited', { 'retry-after': '7' }), CREATED];
    await create();
    assert.deepEqual(driver.pauses, [7]);
  });

  it('does not pause for a date in Retry-After that has passed', async () => {
    stub.replies = [html(503, { 'retry-after': 'Tue, 09 Dec 2025 12:00:00 GMT' }), CREATED];
    await create();
    assert.deepEqual(driver.pauses, [0]);
  });

  it('throws in place of a pause longer than 10 seconds, with RetryAfter set', async () => {
    stub.replies = [problem(429, 'rate_limited', { 'retry-after': '11' })];
    const { kind, retryAfterSeconds } = await refusal(create());
    assert.deepEqual([kind, retryAfterSeconds], ['rate_limited', 11]);
    assert.equal(stub.got.length, 1);
  });

  it('does not retry what the rules refuse', async () => {
    stub.replies = [problem(409, 'party_full')];
    assert.equal((await refusal(create())).kind, 'party_full');
    assert.equal(stub.got.length, 1);
  });

  it('passes on a kind that it does not know', async () => {
    stub.replies = [problem(418, 'teapot')];
    assert.equal((await refusal(create())).kind, 'teapot');
  });

  const STRANGE: [what: string, reply: Reply, message: RegExp][] = [
    ['an HTML page', html(200), /status 200, Content-Type text\/html/],
    ['an HTML error page', html(404), /status 404/],
    ['a redirect', html(302, { location: 'https://elsewhere.test/' }), /leads to https:\/\/elsewhere.test\//],
    ['other JSON', json(200, ['a list']), /status 200/],
    ['an error of another API', json(400, { error: 'no' }), /status 400/],
    ['fields of other types', json(200, { ...PARTY, version: 'one' }), /expected a number, not "one"/],
    ['a body that ends early', (response) => void response.end('{"status":"crea'), /status 200/],
  ];
  for (const [what, reply, message] of STRANGE) {
    it(`throws unexpected_answer for ${what}`, async () => {
      stub.replies = [reply];
      const refused = await refusal(create());
      assert.equal(refused.kind, 'unexpected_answer');
      assert.match(refused.message, message);
      assert.equal(stub.got.length, 1);
    });
  }

  it('throws unreachable where nothing answers', async () => {
    const { url } = stub;
    await stub.stop();
    const refused = await refusal(create(url));
    assert.deepEqual([refused.kind, refused.status], ['unreachable', 0]);
    assert.match(refused.message, /^POST http:\/\/127.0.0.1:\d+\/party\?player_id=alice: /);
    assert.equal(driver.pauses.length, 3);
    stub = await StubServer.start();
  });

  it('limits the time of each try', async () => {
    stub.replies = [neverAnswered];
    const refused = await refusal(create(stub.url, { try_timeout_ms: 100 }));
    assert.equal(refused.kind, 'unreachable');
    assert.match(refused.message, /no answer within 0\.1 s$/);
    assert.equal(driver.pauses.length, 3);
  });

  it('stops at once when it is cancelled', async () => {
    stub.replies = [neverAnswered];
    await assert.rejects(create(stub.url, { cancel_after_ms: 50 }), /^Error: (?:Task|Operation)CanceledException/);
    assert.equal(driver.pauses.length, 0);
  });

  it('fails open calls when it is disposed', async () => {
    stub.replies = [neverAnswered];
    const asked = create();
    await until(() => stub.got.length === 1);
    await driver.do({ url: stub.url, player: 'alice' }, 'dispose');
    await assert.rejects(asked, /ObjectDisposedException/);
    await assert.rejects(create(), /ObjectDisposedException/);
  });

  it('creates one party where the first answer is lost', async () => {
    const app = await startApp();
    // A proxy that loses the first answer.
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
      const { party_id } = await driver.do<{ party_id: string }>({ url: stub.url, player: 'alice' }, 'party.create');
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
