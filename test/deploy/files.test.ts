import assert from 'node:assert/strict';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { z } from 'zod';
import { envSchema, readEnv } from '../../src/config/env.ts';
import { deployed, duration, needTool, ROOT, run } from './deployed.ts';

/** Where Debian's package installs it. Set CADDY to use another. */
const CADDY = process.env['CADDY'] ?? '/usr/bin/caddy';

/** Points. 0 is the least that a service can do to the machine, 10 what root can. */
const EXPOSURE_MAX = 2.5;

/** As much of the Compose specification as the files use: anything else is a misspelling, or is added here. */
const service = z.strictObject({
  build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
  image: z
    .string()
    .regex(/^[\w./-]+:[\w.-]+$/)
    .optional(),
  command: z.array(z.string()).optional(),
  ports: z.array(z.string().regex(/^\d+:\d+$/)).optional(),
  volumes: z.array(z.string().regex(/^[\w./-]+:\/[\w./-]+(?::ro)?$/)).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })).optional(),
  healthcheck: z.strictObject({ test: z.array(z.string()), interval: duration }).optional(),
  network_mode: z
    .string()
    .regex(/^service:\w+$/)
    .optional(),
  restart: z.literal('unless-stopped'),
  stop_grace_period: duration.optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.literal('ALL')).optional(),
  security_opt: z.array(z.literal('no-new-privileges:true')).optional(),
});
const composeSchema = z.strictObject({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
});

/** With a value for each variable that the operator has to give. */
function filledIn(environment: Record<string, string>): Record<string, string> {
  const given: Record<string, string> = { MUSTER_HOST: 'muster.example.org' };
  const fill = (_: string, name: string, rest: string) => (rest === ':-' ? '' : (given[name] ?? 'x'.repeat(32)));
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value.replaceAll(/\$\{(\w+)(:[?-])\}/g, fill)]),
  );
}

describe('the files in deploy/', () => {
  it('Dockerfile has no fault that a linter finds, ends as a user without rights, and has a health check', async () => {
    const text = await deployed('Dockerfile');
    assert.deepEqual(validate(text), []);
    const last = text.slice(text.lastIndexOf('\nFROM'));
    assert.match(last, /^USER node$/m);
    assert.match(last, /^HEALTHCHECK .*\/readyz/m);
    assert.match(text, /^RUN npm ci --omit=dev$/m);
  });

  for (const file of ['compose.yaml', 'compose.postgres.yaml', 'compose.cluster.yaml'])
    it(`${file} is valid, and its settings, services and volumes exist`, async () => {
      const { services, volumes } = composeSchema.parse(parse(await deployed(file)));
      const processes = Object.entries(services).filter(([name]) => name.startsWith('muster'));
      assert(processes.length > 0);
      for (const [, { environment }] of processes) {
        for (const name of Object.keys(environment!)) assert(name in envSchema.shape, name);
        readEnv({ NODE_ENV: 'production', ...filledIn(environment!) });
      }
      for (const { depends_on = {}, volumes: mounts = [], network_mode, build, image } of Object.values(services)) {
        for (const other of [...Object.keys(depends_on), ...(network_mode ? [network_mode.split(':')[1]!] : [])])
          assert(other in services, other);
        for (const [source] of mounts.map((mount) => mount.split(':') as [string]))
          assert(source.startsWith('.') || source in volumes, source);
        for (const [source] of mounts.map((mount) => mount.split(':') as [string]))
          if (source.endsWith('.conf')) await access(join(ROOT, 'deploy', source));
        assert(Boolean(build) !== Boolean(image), 'a service has either');
      }
    });

  for (const file of ['Caddyfile', 'Caddyfile.cluster'])
    it(`${file} is what Caddy accepts`, async function () {
      needTool(this, CADDY, 'caddy');
      const folder = await mkdtemp(join(tmpdir(), 'muster-caddy-'));
      try {
        const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
        const path = join(ROOT, 'deploy', file);
        await run(CADDY, ['validate', '--adapter', 'caddyfile', '--config', path], { env });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });

  it('muster.service is what systemd accepts, and leaves the service few rights', async function () {
    needTool(this, '/usr/bin/systemd-analyze', 'systemd');
    needTool(this, '/usr/bin/curl', 'curl');
    const folder = await mkdtemp(join(tmpdir(), 'muster-unit-'));
    try {
      const unit = join(folder, 'muster.service');
      // The installation and the user that it names, which are not on this machine.
      const text = await deployed('muster.service');
      await writeFile(unit, text.replaceAll('/opt/muster', ROOT).replace('User=muster', `User=${userInfo().username}`));
      const { stderr } = await run('systemd-analyze', ['verify', '--man=no', unit]);
      assert.equal(stderr, '');
      await run('systemd-analyze', ['security', '--offline=true', `--threshold=${EXPOSURE_MAX * 10}`, unit]);
      const settings = [...text.matchAll(/^Environment=(.*)$/gm)].flatMap(([, words]) => words!.split(' '));
      for (const [name] of settings.map((word) => word.split('=') as [string])) assert(name in envSchema.shape, name);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('logrotate.conf is what logrotate accepts', async function () {
    needTool(this, '/usr/sbin/logrotate', 'logrotate');
    const folder = await mkdtemp(join(tmpdir(), 'muster-rotate-'));
    try {
      const state = join(folder, 'state');
      const { stderr } = await run('/usr/sbin/logrotate', [
        '--debug',
        '--state',
        state,
        join(ROOT, 'deploy/logrotate.conf'),
      ]);
      assert.match(stderr, /muster\.log/);
      assert.doesNotMatch(stderr, /error/i);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
