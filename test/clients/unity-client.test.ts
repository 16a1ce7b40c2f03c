import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UNITY_PACKAGE } from '../../clients/unity-metas.ts';
import { needMono } from '../support/mono.ts';
import { compileGame, compilePackage, writeSnippets } from './unity/compile.ts';

const REPOSITORY = join(import.meta.dirname, '../..');

/** The SDK's surface as Colyseus.cs says, and with the MapSchema of its newest version. */
const SDKS: [name: string, options: string[]][] = [
  ['SDK 0.18.0', []],
  ["SDK's newest MapSchema", ['-define:READ_ONLY_MAPS']],
];

for (const [sdk, options] of SDKS)
  describe(`The code of the Unity package, with the ${sdk},`, () => {
    let folder: string;
    before(async function () {
      needMono(this);
      this.timeout(60_000);
      folder = await mkdtemp(join(tmpdir(), 'muster-unity-'));
      await compilePackage(folder, options);
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
        await compileGame(folder, await writeSnippets(folder, name, markdown));
      });
    }

    it('does not compile with a missing method, a missing using, nor with a warning', async () => {
      const pasted = async (name: string, code: string, before = '') =>
        compileGame(folder, await writeSnippets(folder, name, `${before}\n\`\`\`csharp\n${code}\n\`\`\`\n`));
      await assert.rejects(pasted('missing', 'await muster.CreateParti();'), /CreateParti/);
      await assert.rejects(pasted('unused', 'int unused = 1;'), /CS0219/);
      await assert.rejects(pasted('bare', 'Debug.Log("");'), /Debug/);
      await pasted('told', 'Debug.Log("");', 'with `using UnityEngine;`');
      await assert.rejects(
        pasted('class', 'class Bare : MonoBehaviour {}', 'with `using UnityEngine;`'),
        /MonoBehaviour/,
      );
    });
  });
