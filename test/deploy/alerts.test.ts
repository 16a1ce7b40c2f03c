import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { parse } from 'yaml';
import { AlertRule, metricsIn } from '../support/AlertRule.ts';
import { type AppOptions, startApp, type TestApp, until } from '../support/app.ts';
import { MetricsReader, type Sample } from '../support/metrics.ts';
import { spawnServer } from '../support/server-process.ts';
import { aroundStore, slowDownSqlite } from '../support/store-faults.ts';
import { TestReceiver } from '../webhooks/TestReceiver.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (file: string) => readFile(new URL(file, ROOT), 'utf8');

type Rule = { alert: string; expr: string; labels: { severity: string }; annotations: { summary: string } };

const { groups } = parse(await read('deploy/alerts.yaml')) as { groups: { rules: Rule[] }[] };
const RULES = groups.flatMap(({ rules }) => rules);

/** What Prometheus makes up itself. */
const OWN_METRICS = new Set(['up']);

const drop = (world: number) => ({ world, item_id: 526, item_name: 'Bones', quantity: 1, value: 1 });

/** Longer than the threshold of MusterCommitsSlow. */
const SLOW_MS = 300;

describe('deploy/alerts.yaml', () => {
  const tested = new Set<string>();
  const rule = (name: string) => {
    tested.add(name);
    return new AlertRule(RULES.find(({ alert }) => alert === name)!);
  };

  /** Shows that the alert is silent before its reason and fires after it. */
  async function assertFires(
    name: string,
    options: AppOptions,
    cause: (app: TestApp) => Promise<unknown>,
    prepare: (app: TestApp) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<void> {
    const alert = rule(name);
    const app = await startApp(options);
    try {
      const reader = new MetricsReader(app.url);
      await prepare(app);
      const before = await reader.samples();
      assert(!alert.fires({ before, after: await reader.samples() }), `${name} fires without a reason`);
      await cause(app);
      await until(async () => alert.fires({ before, after: await reader.samples() }), name);
    } finally {
      await app.stop();
    }
  }

  it('MusterDown fires when the server is gone', async () => {
    const alert = rule('MusterDown');
    const server = await spawnServer();
    const up = async (): Promise<Sample[]> => {
      const value = await fetch(`${server.url}/metrics`).then(
        ({ ok }) => Number(ok),
        () => 0,
      );
      return [{ name: 'up', labels: { job: 'muster' }, value }];
    };
    const before = await up();
    assert(!alert.fires({ before, after: before }));
    await server.kill('SIGKILL');
    assert(alert.fires({ before, after: await up() }));
    await server.stop();
  });

  it('MusterStoreFailing fires when the database file disappears', () =>
    assertFires('MusterStoreFailing', {}, async (app) => {
      await rename(join(app.dataDir, 'muster.db'), join(app.dataDir, 'gone.db'));
      assert.equal((await app.post('/drops', drop(1))).status, 503);
    }));

  it('MusterCommitsSlow fires when the disk is slow', async () => {
    let restore = () => {};
    await assertFires('MusterCommitsSlow', {}, async (app) => {
      restore = slowDownSqlite(SLOW_MS);
      await (await app.post('/drops', drop(1))).text();
    }).finally(() => restore());
  });

  it('MusterEventLoopLate fires when every turn of the event loop takes long', () =>
    assertFires('MusterEventLoopLate', {}, async () => {
      for (let turns = 0; turns < 8; turns++) {
        const end = performance.now() + 500;
        while (performance.now() < end);
        await setImmediate();
      }
    }));

  it('MusterFaults fires when a request fails because of a bug', async () => {
    let restore = () => {};
    await assertFires('MusterFaults', {}, async (app) => {
      restore = aroundStore('commit', () => Promise.reject(new Error('a bug')));
      assert.equal((await app.post('/drops', drop(1))).status, 500);
    }).finally(() => restore());
  });

  it('MusterRefusing fires when an address uses up a budget again and again', () => {
    const env = { RATE_LIMIT_DISABLED: 'false', RATE_LIMIT_REPORTS_PER_MINUTE: '1' };
    const report = async (app: TestApp) => void (await (await app.post('/drops', drop(1))).text());
    const cause = async (app: TestApp) => {
      for (let i = 0; i <= 100; i++) await report(app);
    };
    return assertFires('MusterRefusing', { env }, cause, async (app) => {
      await report(app);
      await report(app);
    });
  });

  it('MusterWatchersCutOff fires when too many sockets come from one address', () =>
    assertFires(
      'MusterWatchersCutOff',
      { env: { RATE_LIMIT_DISABLED: 'false', CONNECTIONS_PER_ADDRESS_MAX: '1' } },
      async (app) => {
        const open = () => new WebSocket(`${app.url.replace('http', 'ws')}/updates`);
        const first = open();
        await once(first, 'open');
        // One after the other, because few are told why at once.
        for (let i = 0; i <= 20; i++) await once(open(), 'close');
        first.terminate();
      },
    ));

  it('MusterWebhooksFailing fires when a receiver answers with errors', async () => {
    const receiver = await TestReceiver.start((response) => response.writeHead(500).end());
    const env = { WEBHOOK_URLS: receiver.address(), WEBHOOK_ALLOW_PRIVATE: 'true' };
    try {
      await assertFires('MusterWebhooksFailing', { env }, async (app) => {
        for (let world = 1; world <= 6; world++) await (await app.post('/drops', drop(world))).text();
      });
    } finally {
      await receiver.stop();
    }
  });

  it('has a test above, a summary, and a remedy in docs/operating.md for each alert', async () => {
    const operating = await read('docs/operating.md');
    for (const { alert, labels, annotations } of RULES) {
      assert(tested.has(alert), `${alert} has no test that makes it fire`);
      assert.match(labels.severity, /^(page|ticket)$/);
      assert.match(annotations.summary, /^\S/);
      assert.match(operating, new RegExp(`^\\| \`${alert}\` .{20}`, 'm'), `docs/operating.md says nothing of ${alert}`);
    }
  });
});

describe('what deploy/ asks of /metrics', () => {
  it('exists: every metric of the alerts and of the dashboard', async () => {
    const { panels } = JSON.parse(await read('deploy/grafana.json')) as {
      panels: { title: string; targets: { expr: string }[] }[];
    };
    const app = await startApp();
    try {
      const text = await (await app.get('/metrics')).text();
      const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)];
      const exported = new Set(
        types.flatMap(([, name, type]) =>
          type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
        ),
      );
      const exprs = [
        ...RULES.map(({ expr }) => expr),
        ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
      ];
      const missing = exprs.flatMap(metricsIn).filter((name) => !exported.has(name) && !OWN_METRICS.has(name));
      assert.deepEqual(missing, []);
      const familyOf = (name: string) => name.replace(/_(?:bucket|sum|count)$/, '');
      const shown = new Set(exprs.flatMap(metricsIn).map(familyOf));
      const hidden = [...exported]
        .map((name) => familyOf(name!))
        .filter((name) => name.startsWith('muster_') && !shown.has(name));
      assert.deepEqual(hidden, [], 'each metric of ours is on the dashboard');
    } finally {
      await app.stop();
    }
  });
});
