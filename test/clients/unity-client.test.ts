import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UNITY_PACKAGE } from '../../clients/unity-metas.ts';
import { needMono } from '../support/mono.ts';
import { compileGame, compilePackage, writeSnippets } from './unity/compile.ts';

const REPOSITORY = join(import.meta.dirname, '../..');

describe('The code of the Unity package', () => {
  let folder: string;
  before(async function () {
    needMono(this);
    this.timeout(60_000);
    folder = await mkdtemp(join(tmpdir(), 'muster-unity-'));
    await compilePackage(folder);
  });
  after(() => folder && rm(folder, { recursive: true }));

  it('compiles without warnings against the APIs of the Colyseus SDK and Unity, and so do its samples', async () => {
    const samples = (await readdir(join(UNITY_PACKAGE, 'Samples~'), { recursive: true })).filter((path) =>
      path.endsWith('.cs'),
    );
    assert.ok(samples.length > 0);
    await compileGame(
      folder,
      samples.map((path) => join(UNITY_PACKAGE, 'Samples~', path)),
    );
  });

  for (const name of ['docs/unity.md', 'clients/unity/README.md']) {
    it(`compiles with every C# snippet of ${name}`, async () => {
      const markdown = await readFile(join(REPOSITORY, name), 'utf8');
      assert.match(markdown, /^```csharp$/m);
      await compileGame(folder, [await writeSnippets(folder, name, markdown)]);
    });
  }

  it('does not compile with a missing method, nor with a warning', async () => {
    const missing = await writeSnippets(folder, 'missing', '```csharp\nawait muster.CreateParti();\n```\n');
    await assert.rejects(compileGame(folder, [missing]), /CreateParti/);
    const unused = await writeSnippets(folder, 'unused', '```csharp\nint unused = 1;\n```\n');
    await assert.rejects(compileGame(folder, [unused]), /CS0219/);
  });
});
