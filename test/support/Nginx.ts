import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'mocha';
import { until } from './app.ts';
import { freePort } from './free-port.ts';

/** Where Debian's `nginx` package installs it. Set NGINX to use another. */
const NGINX = process.env['NGINX'] ?? '/usr/sbin/nginx';

const DEPLOYED = join(import.meta.dirname, '../../deploy');

/** Skips the suite if nginx is not installed. In CI, which installs it, the suite fails instead. */
export function needNginx(suite: Context): void {
  if (existsSync(NGINX)) return;
  const how = `there is no nginx at ${NGINX}: apt-get install nginx-light openssl, or set NGINX to the path of one`;
  if (process.env.CI) throw new Error(how);
  console.log(`skipped: ${suite.test?.parent?.title}. ${how}`);
  suite.skip();
}

/** A file in deploy, with the ports that a test uses: of Muster by those that the file has, and of each server in it. */
type Deployed = { file: string; upstreams: Record<number, number>; ports: number[] };

/** nginx with TLS and the server blocks of a file in deploy, in which only ports and certificates are replaced. */
export class Nginx {
  /** The first server. */
  readonly hostUrl: string;
  /** The second one, which is below `/muster`. */
  readonly pathUrl: string;
  /** The certificate, which signed itself. */
  readonly ca: string;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(folder: string, ports: number[], ca: string) {
    this.#folder = folder;
    this.hostUrl = `https://127.0.0.1:${ports[0]}`;
    this.pathUrl = `https://127.0.0.1:${ports[1]}/muster`;
    this.ca = ca;
    // One process, which ends with the test and keeps the account that it starts with.
    const args = ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr', '-g', 'daemon off; master_process off;'];
    this.#process = spawn(NGINX, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    process.once('exit', this.#kill);
  }

  /** By deploy/nginx.conf. `http` are further directives, such as timeouts. */
  static async start(upstream: string, http = ''): Promise<Nginx> {
    const ports = [await freePort(), await freePort()];
    const upstreams = { 2567: Number(new URL(upstream).port) };
    return Nginx.#run({ file: 'nginx.conf', upstreams, ports }, http);
  }

  /** By deploy/nginx.cluster.conf, on the given port, in front of two processes. */
  static startCluster([first, second]: readonly [number, number], port: number): Promise<Nginx> {
    return Nginx.#run({ file: 'nginx.cluster.conf', upstreams: { 2561: first, 2562: second }, ports: [port] }, '');
  }

  static async #run(deployed: Deployed, http: string): Promise<Nginx> {
    const { ports } = deployed;
    const folder = await mkdtemp(join(tmpdir(), 'muster-nginx-'));
    const ca = await makeCertificate(folder);
    await writeFile(join(folder, 'nginx.conf'), configOf(await adapted(deployed), http));
    const nginx = new Nginx(folder, ports, ca);
    const failed = once(nginx.#process, 'exit').then(([code]) =>
      Promise.reject(new Error(`nginx exited with ${code}`)),
    );
    await Promise.race([until(() => accepts(ports.at(-1)!), 'nginx'), failed]);
    failed.catch(() => undefined);
    return nginx;
  }

  async stop(): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.kill();
    await exited;
    process.off('exit', this.#kill);
    await rm(this.#folder, { recursive: true, force: true });
  }

  // An interrupted test run must leave no server behind.
  readonly #kill = () => void this.#process.kill('SIGKILL');
}

/** The file with the ports and the certificate of a test. */
async function adapted({ file, upstreams, ports }: Deployed): Promise<string> {
  const text = await readFile(join(DEPLOYED, file), 'utf8');
  let servers = 0;
  return text
    .replaceAll(/127\.0\.0\.1:(\d+)/g, (_, port: string) => `127.0.0.1:${upstreams[Number(port)]}`)
    .replaceAll('listen 443 ssl;', () => `listen 127.0.0.1:${ports[servers++]} ssl;`)
    .replaceAll(/(ssl_certificate\w*) .*\.(crt|key);/g, '$1 tls.$2;');
}

/** The rest of a configuration. Everything that nginx writes is in its folder. */
function configOf(servers: string, http: string): string {
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`);
  return `pid nginx.pid; events {} http { access_log off; error_log stderr crit; ${places.join(' ')} ${http}\n${servers}\n}`;
}

async function makeCertificate(folder: string): Promise<string> {
  const how = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const who = [
    '-subj',
    '/CN=Muster test',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
    '-keyout',
    'tls.key',
    '-out',
    'tls.crt',
  ];
  execFileSync('openssl', [...how, ...who], { cwd: folder, stdio: 'pipe' });
  return readFile(join(folder, 'tls.crt'), 'utf8');
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}
