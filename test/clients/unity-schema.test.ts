import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { faultsIn, generateClasses } from '../../clients/codegen.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { needMono } from '../support/mono.ts';
import { type CSharpField, readCSharpClass } from './csharp-classes.ts';
import { fieldsOf, liveStateClasses } from './live-states.ts';

const SCHEMA_FOLDER = join(import.meta.dirname, '../../clients/unity/Runtime/Client/Schema');
const run = promisify(execFile);

/** The C# type for each wire type. */
const CSHARP_TYPES: Record<string, string> = {
  string: 'string',
  boolean: 'bool',
  uint8: 'byte',
  uint16: 'ushort',
  uint32: 'uint',
  int32: 'int',
  float64: 'double',
};

describe("The Unity client's state classes", () => {
  let app: TestApp;
  let folder = '';
  let generated: Map<string, string>;
  let classes: Awaited<ReturnType<typeof liveStateClasses>>;
  before(async () => {
    app = await startApp();
    folder = await mkdtemp(join(tmpdir(), 'muster-schema-'));
    generated = generateClasses();
    classes = await liveStateClasses(app);
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await app.stop();
  });

  it('are what `npm run codegen` generates', () => {
    assert.deepEqual(faultsIn(SCHEMA_FOLDER, generated), [], 'run `npm run codegen`');
  });

  it('are checked for changed, missing and superfluous files', async () => {
    const copy = join(folder, 'copy');
    await cp(SCHEMA_FOLDER, copy, { recursive: true });
    await writeFile(join(copy, 'LobbyState.cs'), 'edited');
    await rm(join(copy, 'DropState.cs'));
    await writeFile(join(copy, 'GoneState.cs'), '');
    const faults = ['GoneState.cs has no schema', 'DropState.cs is missing', 'LobbyState.cs is stale'];
    assert.deepEqual(faultsIn(copy, generated), faults);
  });

  it('have the fields of the states of running rooms, with the same index, type and initial value', async () => {
    const csharp = await readClasses(SCHEMA_FOLDER);
    assert.deepEqual([...csharp.keys()].toSorted(), [...classes.keys()].toSorted());
    for (const [name, stateClass] of classes) {
      const first = new stateClass() as unknown as Record<string, unknown>;
      const expected = fieldsOf(stateClass).map((field): CSharpField => {
        const primitive = field.of === null;
        const csharp = primitive
          ? CSHARP_TYPES[field.type]
          : field.type === 'ref'
            ? field.of!
            : `MapSchema<${field.of}>`;
        assert.ok(csharp !== undefined, `${name}.${field.name}: which C# type holds ${field.type}?`);
        return { ...field, csharp, initial: primitive ? JSON.stringify(first[field.name]) : 'null' };
      });
      assert.deepEqual(csharp.get(name), expected, name);
    }
  });

  it('are read by the Unity SDK 0.17 like classes from its own schema-codegen', async () => {
    const sources = join(folder, 'old-states.ts');
    const output = join(folder, 'old');
    await writeFile(sources, [...classes].map(([name, stateClass]) => oldDefinition(name, stateClass)).join('\n'));
    const sdk17 = join(import.meta.dirname, '../../node_modules/colyseus-sdk-v17/node_modules');
    const codegen = join(sdk17, '@colyseus/schema/bin/schema-codegen');
    await run(process.execPath, [codegen, sources, '--csharp', '--output', output]);
    const [old, current] = [await readClasses(output), await readClasses(SCHEMA_FOLDER)];
    assert.equal(old.size, classes.size);
    for (const [name, fields] of current) assert.deepEqual(old.get(name)?.map(asRead), fields.map(asRead), name);
  });

  it('compile', async function () {
    needMono(this);
    const sources = [join(import.meta.dirname, 'schema-surface.cs'), join(SCHEMA_FOLDER, '*.cs')];
    const library = join(folder, 'classes.dll');
    await run('mcs', ['-warnaserror', '-target:library', '-define:UNITY_5_3_OR_NEWER', `-out:${library}`, ...sources]);
  });
});

async function readClasses(folder: string): Promise<Map<string, CSharpField[]>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.cs'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return new Map(texts.map((text) => readCSharpClass(text)).map(({ name, fields }) => [name, fields]));
}

/** A state in the syntax of schema 0.17, which its schema-codegen reads. */
function oldDefinition(name: string, stateClass: Parameters<typeof fieldsOf>[0]): string {
  const fields = fieldsOf(stateClass).map(({ name, type, of }) => {
    if (of === null) return `${name}: '${type}'`;
    return type === 'ref' ? `${name}: ${of}` : `${name}: { ${type}: ${of} }`;
  });
  return `export const ${name} = schema({ ${fields.join(', ')} });`;
}

/** The parts of a field that a decoder uses. The initial value is not one of them. */
function asRead({ index, name, type, of, csharp }: CSharpField) {
  return { index, name, type, of, csharp };
}
