import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Context } from 'mocha';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { z } from 'zod';
import { envSchema } from '../../src/config/env.ts';

const run = promisify(execFile);

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string) => readFile(join(ROOT, 'deploy', file), 'utf8');

/** Points. 0 is the least that a service can do to the machine, 10 what root can. */
const EXPOSURE_MAX = 2.5;

/** Skips the test if the tool is not installed. In CI, which installs it, the test fails instead. */
function needTool(test: Context, path: string, debianPackage: string): void {
  if (existsSync(path)) return;
  const how = `there is no ${path}: apt-get install ${debianPackage}`;
  if (process.env.CI) throw new Error(how);
  console.log(`skipped: ${test.test?.title}. ${how}`);
  test.skip();
}

/** As much of the Compose specification as the files use: anything else is a misspelling, or is added here. */
const duration = z.string().regex(/^\d+(?:ms|s|m)$/);
const service = z.strictObject({
  build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
  image: z
    .string()
    .regex(/^[\w./-]+:[\w.-]+$/)
    .optional(),
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

describe('the files in deploy/', () => {
  it('Dockerfile has no fault that a linter finds, ends as a user without rights, and has a health check', async () => {
    const text = await read('Dockerfile');
    assert.deepEqual(validate(text), []);
    const last = text.slice(text.lastIndexOf('\nFROM'));
    assert.match(last, /^USER node$/m);
    assert.match(last, /^HEALTHCHECK .*\/readyz/m);
    assert.match(text, /^RUN npm ci --omit=dev$/m);
  });

  for (const file of ['compose.yaml', 'compose.postgres.yaml'])
    it(`${file} is valid, and its settings, services and volumes exist`, async () => {
      const { services, volumes } = composeSchema.parse(parse(await read(file)));
      for (const name of Object.keys(services['muster']!.environment!)) assert(name in envSchema.shape, name);
      for (const { depends_on = {}, volumes: mounts = [], network_mode, build, image } of Object.values(services)) {
        for (const other of [...Object.keys(depends_on), ...(network_mode ? [network_mode.split(':')[1]!] : [])])
          assert(other in services, other);
        for (const [source] of mounts.map((mount) => mount.split(':') as [string]))
          assert(source.startsWith('.') || source in volumes, source);
        assert(Boolean(build) !== Boolean(image), 'a service has either');
      }
    });

  it('muster.service is what systemd accepts, and leaves the service few rights', async function () {
    needTool(this, '/usr/bin/systemd-analyze', 'systemd');
    needTool(this, '/usr/bin/curl', 'curl');
    const folder = await mkdtemp(join(tmpdir(), 'muster-unit-'));
    try {
      const unit = join(folder, 'muster.service');
      // The installation and the user that it names, which are not on this machine.
      const text = await read('muster.service');
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
