import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { readEnv } from '../../src/config/env.ts';
import { deployed, duration, needTool, ROOT, run } from './deployed.ts';

/** The ports of the processes of a cluster, in every file that names them. */
const CLUSTER_PORTS = ['2561', '2562'];

/** As much of what Traefik's file provider takes as the file uses. */
const transport = z.strictObject({
  forwardingTimeouts: z.strictObject({ idleConnTimeout: duration, dialTimeout: duration }),
});
const loadBalancer = z.strictObject({
  servers: z.array(z.strictObject({ url: z.url() })),
  healthCheck: z.strictObject({ path: z.enum(['/readyz', '/livez']), interval: duration, timeout: duration }),
  serversTransport: z.string(),
});
const failover = z.strictObject({ service: z.string(), fallback: z.string(), healthCheck: z.strictObject({}) });
const traefikSchema = z.strictObject({
  http: z.strictObject({
    routers: z.record(
      z.string(),
      z.strictObject({
        rule: z.string().regex(/^Host\(`[\w.]+`\)(?: && PathPrefix\(`\/p\d\/`\))?$/),
        entryPoints: z.tuple([z.literal('websecure')]),
        middlewares: z.array(z.string()),
        service: z.string(),
        tls: z.strictObject({ certResolver: z.string() }),
      }),
    ),
    middlewares: z.record(
      z.string(),
      z.union([
        z.strictObject({ headers: z.strictObject({ customRequestHeaders: z.record(z.string(), z.string()) }) }),
        z.strictObject({ stripPrefix: z.strictObject({ prefixes: z.tuple([z.string().regex(/^\/p\d$/)]) }) }),
      ]),
    ),
    services: z.record(z.string(), z.union([z.strictObject({ loadBalancer }), z.strictObject({ failover })])),
    serversTransports: z.record(z.string(), transport),
  }),
});

type Traefik = z.output<typeof traefikSchema>['http'];

async function traefik(): Promise<Traefik> {
  return traefikSchema.parse(parse(await deployed('traefik.cluster.yaml'))).http;
}

/** Of the servers of a service, while none has failed. */
function portsOf(services: Traefik['services'], name: string): string[] {
  const service = services[name]!;
  if ('failover' in service) return portsOf(services, service.failover.service);
  return service.loadBalancer.servers.map(({ url }) => new URL(url).port);
}

type Compose = { services: Record<string, { environment?: Record<string, string> }> };

describe('the files in deploy/ for several processes', () => {
  it('the processes of compose.cluster.yaml, nginx, Caddy and Traefik have the same ports and paths', async () => {
    const { services } = parse(await deployed('compose.cluster.yaml')) as Compose;
    const settings = Object.values(services).flatMap(({ environment }) => (environment?.['PORT'] ? [environment] : []));
    assert.deepEqual(
      settings.map(({ PORT, PUBLIC_ADDRESS }) => [PORT, PUBLIC_ADDRESS]),
      CLUSTER_PORTS.map((port, i) => [port, `\${MUSTER_HOST:?}/p${i + 1}`]),
    );
    const [nginx, caddy] = [await deployed('nginx.cluster.conf'), await deployed('Caddyfile.cluster')];
    const { routers, services: targets, middlewares } = await traefik();
    for (const [i, port] of CLUSTER_PORTS.entries()) {
      const path = `/p${i + 1}`;
      assert(nginx.includes(`location ${path}/ {\n    proxy_pass http://muster_p${i + 1}/;`));
      assert(nginx.includes(`upstream muster_p${i + 1} {\n  server 127.0.0.1:${port} `));
      assert(caddy.includes(`import process ${i + 1} `));
      const router = Object.values(routers).find(({ rule }) => rule.includes(`${path}/`))!;
      assert.deepEqual(portsOf(targets, router.service), [port]);
      assert.deepEqual(middlewares[router.middlewares.at(-1)!], { stripPrefix: { prefixes: [path] } });
    }
    assert(caddy.includes(`reverse_proxy ${CLUSTER_PORTS.map((port) => `127.0.0.1:${port}`).join(' ')} {`));
    assert.deepEqual(portsOf(targets, routers['muster']!.service), CLUSTER_PORTS);
  });

  it('traefik.cluster.yaml names nothing that is not there', async () => {
    const { routers, services, middlewares, serversTransports } = await traefik();
    for (const router of Object.values(routers)) {
      assert(router.service in services, router.service);
      for (const name of router.middlewares) assert(name in middlewares, name);
    }
    for (const service of Object.values(services)) {
      if ('loadBalancer' in service) assert(service.loadBalancer.serversTransport in serversTransports);
      else for (const name of [service.failover.service, service.failover.fallback]) assert(name in services, name);
    }
  });

  it('muster@.conf makes muster.service a template, each process of which has a port and a folder of its own', async function () {
    needTool(this, '/usr/bin/systemd-analyze', 'systemd');
    const folder = await mkdtemp(join(tmpdir(), 'muster-unit-'));
    try {
      const template = join(folder, 'muster@.service');
      const unit = await deployed('muster.service');
      const user = userInfo().username;
      await writeFile(template, unit.replaceAll('/opt/muster', ROOT).replace('User=muster', `User=${user}`));
      await mkdir(`${template}.d`);
      const dropIn = await deployed('muster@.conf');
      await writeFile(join(`${template}.d`, 'instance.conf'), dropIn);
      const { stderr } = await run('systemd-analyze', ['verify', '--man=no', join(folder, 'muster@1.service')]);
      assert.equal(stderr, '');
      const [, words] = /^Environment=(.*)$/m.exec(dropIn)!;
      const settings = Object.fromEntries(
        words!
          .replaceAll('%i', '1')
          .split(' ')
          .map((word) => word.split('=')),
      );
      assert.equal(readEnv(settings).PORT, Number(CLUSTER_PORTS[0]));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
