import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@hey-api/openapi-ts';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { appForSuite, readJson } from '../support/app.ts';

const run = promisify(execFile);
const { resolve } = createRequire(import.meta.url);
const TSC = join(dirname(resolve('@typescript/native/package.json')), 'bin', 'tsc');
const NODE_MODULES = join(import.meta.dirname, '..', '..', 'node_modules');

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: 'es2024',
    lib: ['es2024', 'dom', 'dom.iterable'],
    types: ['node'],
    module: 'nodenext',
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  },
};

/** What both programs print: a drop, a party of two, a start that is refused and then not, and a guest's id without its token. */
const PLAYED = ['party_created', 2, 'not_ready', 1, 'ready', true, 'unauthorized'];

describe('clients that are generated from /openapi.json', () => {
  const app = appForSuite();
  let folder: string;
  let openapi: OpenAPI3;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-clients-'));
    openapi = await readJson<OpenAPI3>(await app.get('/openapi.json'));
    await cp(join(import.meta.dirname, 'generated'), folder, { recursive: true });
    await symlink(NODE_MODULES, join(folder, 'node_modules'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const play = async (program: string): Promise<unknown> => {
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ ...TSCONFIG, files: [program] }));
    await run(process.execPath, [TSC, '-p', folder]).catch(({ stdout }: { stdout: string }) => assert.fail(stdout));
    const { stdout } = await run(process.execPath, [join(folder, program), app.url]);
    return JSON.parse(stdout);
  };

  it('openapi-typescript: its types compile, and calls through openapi-fetch do what they say', async () => {
    await writeFile(join(folder, 'schema.ts'), astToString(await openapiTS(structuredClone(openapi))));
    assert.deepEqual(await play('with-openapi-fetch.ts'), PLAYED);
  });

  it('@hey-api/openapi-ts: its client compiles, sends a token, and has a method for each operation', async () => {
    await createClient({
      input: structuredClone(openapi) as object as Record<string, unknown>,
      output: { path: join(folder, 'sdk'), module: { extension: '.ts' } },
      plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
      logs: { level: 'silent' },
    });
    assert.deepEqual(await play('with-hey-api.ts'), PLAYED);
  });
});
