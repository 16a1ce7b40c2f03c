import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { EnvError, envSchema, readEnv } from '../../src/config/env.ts';

/** The rows that the README's table should have, from the descriptions in the schema. */
function expectedRows(): string[] {
  const defaults = readEnv({}) as Record<string, string | number | boolean | readonly unknown[] | undefined>;
  return Object.entries(envSchema.shape).map(([name, setting]) => {
    const value = defaults[name];
    const shown = value === undefined ? '' : `\`${Array.isArray(value) ? value.join(',') : String(value)}\``;
    return `| \`${name}\` | ${shown} | ${setting.description} |`;
  });
}

const unpadded = (row: string) => row.replaceAll(/ +/g, ' ');

describe('settings', () => {
  it('the table in the README matches the schema', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const rows = readme.split('\n').filter((line) => /^\| `[A-Z_]+` /.test(line));
    assert.deepEqual(rows.map(unpadded), expectedRows().map(unpadded));
  });

  it('every wrong setting is reported at once, by name and without its value', () => {
    const wrong = {
      PORT: 'http',
      DEDUPE_MODE: 'sometimes',
      ADMIN_PASSWORD: 'short',
      LOG_LEVEL: 'loud',
      NODE_ENV: 'prod',
      PARTY_IDLE_MS: '-1',
    };
    assert.throws(
      () => readEnv(wrong),
      (error: unknown) => {
        assert(error instanceof EnvError);
        for (const name of Object.keys(wrong)) assert.match(error.message, new RegExp(`^  ${name}: must`, 'm'));
        assert.doesNotMatch(error.message, /short/);
        return true;
      },
    );
  });

  it('what settings need of each other is reported with the rest', () => {
    const wrong = { NODE_ENV: 'production', LOG_LEVEL: 'loud', REDIS_URL: 'redis://localhost', DROP_PARTIES_MAX: '0' };
    assert.throws(
      () => readEnv(wrong),
      ({ message }: Error) => {
        const named = new Set([...message.matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name));
        const needed = ['DATABASE_URL', 'AUTH_SECRET', 'PUBLIC_ADDRESS'];
        assert.deepEqual(named, new Set(['LOG_LEVEL', 'DROP_PARTIES_MAX', ...needed]));
        return true;
      },
    );
  });

  it('TRUST_PROXY takes names, addresses and ranges, but not /0 or a number of hops', () => {
    for (const good of ['loopback', '10.0.0.0/8, ::1', 'fc00::/7', '192.0.2.7'])
      assert.equal(readEnv({ TRUST_PROXY: good }).TRUST_PROXY, good);
    for (const bad of [
      'true',
      '2',
      '10.0.0.0/33',
      '10.0.0.0/0',
      '::/0',
      '::/129',
      '127.1',
      'proxy.example',
      '10.0.0.1/8/8',
    ]) {
      assert.throws(() => readEnv({ TRUST_PROXY: bad }), /TRUST_PROXY: must be/, bad);
    }
  });

  it('PUBLIC_ADDRESS takes a host, with an optional port and path, and nothing else', () => {
    for (const good of ['games.example.org', '10.0.0.7:2567', '[::1]:2567', 'games.example.org:443/muster/eu'])
      assert.equal(readEnv({ PUBLIC_ADDRESS: good }).PUBLIC_ADDRESS, good);
    for (const bad of [
      'wss://games.example.org',
      'games.example.org/',
      'a b',
      'host:99999',
      'host; script-src *',
      'host?x',
      'host/..',
      'host/a/./b',
      '//host',
    ])
      assert.throws(() => readEnv({ PUBLIC_ADDRESS: bad }), /PUBLIC_ADDRESS: must be host:port\/path/, bad);
  });

  it('CORS_ORIGINS takes origins as browsers send them, or * alone', () => {
    for (const good of ['*', 'https://a.example', 'http://localhost:8080, https://[::1]:8443, capacitor://localhost'])
      assert.deepEqual(readEnv({ CORS_ORIGINS: good }).CORS_ORIGINS, good.split(', '));
    for (const bad of [
      'a.example',
      'localhost:8080',
      'https://a.example/',
      'https://a.example/game',
      'https://A.example',
      'https://a.example:443',
      'https://*.a.example',
      'https://user@a.example',
      'https://a.example?x',
      'https://',
      'null',
      '//a.example',
    ])
      assert.throws(
        () => readEnv({ CORS_ORIGINS: `https://good.example,${bad}` }),
        /CORS_ORIGINS: origin 2: must be as browsers send it/,
        bad,
      );
    assert.throws(() => readEnv({ CORS_ORIGINS: '*,https://a.example' }), /CORS_ORIGINS: must be \* alone/);
    assert.throws(() => readEnv({ CORS_ORIGINS: ',' }), /CORS_ORIGINS: must have an origin/);
  });

  it('an empty variable counts as unset', () => {
    assert.equal(readEnv({ PORT: '', LOG_LEVEL: '' }).PORT, 2567);
  });

  it('production refuses to run without limits of what an address may do and hold; elsewhere 0 sets none', () => {
    assert.throws(
      () => readEnv({ NODE_ENV: 'production', RATE_LIMIT_DISABLED: 'true' }),
      /RATE_LIMIT_DISABLED: must not be true/,
    );
    const needed = [
      'REPORTS_PER_MINUTE',
      'WRITES_PER_MINUTE',
      'JOINS_PER_MINUTE',
      'WRONG_GUESSES',
      'WRONG_ADMIN_PASSWORDS',
    ];
    const shares = ['DROP_PARTIES_MAX', 'CONNECTIONS_PER_ADDRESS_MAX'];
    for (const name of [...needed.map((part) => `RATE_LIMIT_${part}`), ...shares]) {
      assert.throws(() => readEnv({ NODE_ENV: 'production', [name]: '0' }), new RegExp(`${name}: must not be 0`));
      assert.equal(readEnv({ [name]: '0' })[name as 'RATE_LIMIT_WRONG_GUESSES'], 0);
    }
    assert.equal(readEnv({ NODE_ENV: 'production', RATE_LIMIT_READS_PER_MINUTE: '0' }).RATE_LIMIT_READS_PER_MINUTE, 0);
  });
});
