import assert from 'node:assert/strict';
import { pino } from 'pino';
import { AddressLimit } from '../../../src/auth/AddressLimit.ts';
import { AdminLogin } from '../../../src/auth/AdminLogin.ts';
import { makeScryptHash } from '../../../src/auth/scrypt-hash.ts';
import type { Store } from '../../../src/store/store.ts';
import { trustedProxies } from '../../../src/auth/client-address.ts';
import { appForSuite } from '../../support/app.ts';
import { adminAlone, startHttpAlone } from '../http-alone.ts';
import { assertProblem } from '../reports.ts';
import { ADMIN, ADMIN_ENV, basic, PASSWORD } from './admin.ts';

const EMPTY_LOG = { auditLog: () => Promise.resolve([]) } as unknown as Store;

describe('the guard of /admin', () => {
  const app = appForSuite({ env: ADMIN_ENV });

  it('[ADMIN-1] lets nobody in without the password, whatever the address', async () => {
    for (const path of ['/admin', '/admin/', '/ADMIN/audit', '/admin/audit', '/admin/nothing']) {
      const response = await app.get(path);
      assert.match(response.headers.get('www-authenticate')!, /^Basic realm=/, path);
      assert.equal(response.headers.get('cache-control'), 'no-store');
      await assertProblem(response, 401, 'unauthorized');
    }
    assert.equal((await app.get('/admin/audit', ADMIN)).status, 200);
  });

  it('[ADMIN-3] refuses what a browser sends for another site, and answers no page of one', async () => {
    const others: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'https://evil.example' },
      { Referer: 'https://evil.example/page' },
    ];
    for (const from of others) {
      const response = await app.get('/admin/audit', { ...ADMIN, ...from });
      assert.equal(response.headers.get('access-control-allow-origin'), null);
      await assertProblem(response, 403, 'forbidden');
    }
    const own: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'none' },
      { 'Sec-Fetch-Site': 'same-origin' },
      { Origin: app.url },
    ];
    for (const from of own) assert.equal((await app.get('/admin/audit', { ...ADMIN, ...from })).status, 200);
  });

  it('[ADMIN-1] is documented, with its scheme', async () => {
    const document = JSON.stringify(await (await app.get('/openapi.json')).json());
    assert.match(document, /"\/admin\/audit":/);
    assert.match(document, /"basicAuth":\{"type":"http","scheme":"basic"/);
  });
});

describe('the password of the admin', () => {
  /** Behind a proxy, so that a test can come from several addresses. */
  const serve = async (password: string, { wrongMax = 10 } = {}) => {
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    const login = new AdminLogin(password, new AddressLimit({ name: 'logins', points: wrongMax, seconds: 900 }));
    const settings = {
      corsOrigins: ['*'],
      isDevelopment: false,
      restPresenceMs: 90_000,
      metricsAccess: 'open' as const,
      isTrustedProxy: trustedProxies('loopback'),
    };
    const app = await startHttpAlone({ log, store: EMPTY_LOG, admin: adminAlone(password, { login }), settings });
    const ask = (given: string, from = '203.0.113.7') =>
      fetch(`${app.url}/admin/audit`, { headers: { ...basic('admin', given), 'X-Forwarded-For': from } });
    return { ...app, lines, ask };
  };

  it('[ADMIN-1] may be a scrypt hash', async () => {
    const hash = await makeScryptHash(PASSWORD);
    const app = await serve(hash);
    try {
      assert.equal((await app.ask(PASSWORD)).status, 200);
      for (const wrong of ['wrong', hash, '', `${PASSWORD} `]) assert.equal((await app.ask(wrong)).status, 401);
      assert.equal((await app.ask(PASSWORD)).status, 200);
    } finally {
      app.stop();
    }
  });

  it('[ADMIN-2] is refused from an address that sent too many wrong ones, and from no other', async () => {
    for (const password of [PASSWORD, await makeScryptHash(PASSWORD)]) {
      const app = await serve(password, { wrongMax: 2 });
      try {
        for (const guess of ['one', 'two']) assert.equal((await app.ask(guess)).status, 401);
        await assertProblem(await app.ask(PASSWORD), 429, 'rate_limited');
        assert.equal((await app.ask(PASSWORD, '198.51.100.1')).status, 200);
        await assertProblem(await app.ask(PASSWORD), 429, 'rate_limited');
      } finally {
        app.stop();
      }
    }
  });

  it('[ADMIN-2] can be sent many times at once before it is known, and many wrong ones at once are all counted', async () => {
    const app = await serve(await makeScryptHash(PASSWORD), { wrongMax: 3 });
    try {
      const right = await Promise.all(Array.from({ length: 12 }, () => app.ask(PASSWORD)));
      assert.deepEqual([...new Set(right.map(({ status }) => status))], [200]);
      const wrong = await Promise.all(Array.from({ length: 12 }, (_, i) => app.ask(`guess ${i}`, '198.51.100.2')));
      assert.equal(wrong.filter(({ status }) => status === 401).length, 3);
    } finally {
      app.stop();
    }
  });

  it('[ADMIN-2] is not in the log when it was wrong, but the address is', async () => {
    const app = await serve(PASSWORD);
    try {
      await app.ask('hunter2 hunter2');
      await fetch(`${app.url}/admin/audit`);
    } finally {
      app.stop();
    }
    assert.equal(app.lines.length, 1);
    assert.equal((JSON.parse(app.lines[0]!) as { address: string }).address, '203.0.113.7');
    assert.doesNotMatch(app.lines[0]!, /hunter2|Basic/);
  });
});
