import assert from 'node:assert/strict';
import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { strayMetas, UNITY_PACKAGE, unityMetas } from '../../../clients/unity-metas.ts';

const readPackage = (path: string) => readFile(join(UNITY_PACKAGE, path), 'utf8');

describe('The Unity package', () => {
  it('has a .meta file for everything that Unity imports, and no others: run `node clients/unity-metas.ts`', async () => {
    const metas = await unityMetas();
    assert.ok(metas.size > 40);
    for (const [path, text] of metas) assert.equal(await readPackage(path).catch(() => 'missing'), text, path);
    assert.deepEqual(await strayMetas(), []);
  });

  it('never changes its guids, because scenes and prefabs of games refer to them', async () => {
    const metas = await unityMetas();
    const guidOf = (path: string) => /^guid: (\w{32})$/m.exec(metas.get(`${path}.meta`) ?? '')?.[1];
    assert.equal(guidOf('package.json'), GUIDS.package);
    assert.equal(guidOf('Runtime/Client/MusterClient.cs'), GUIDS.client);
    assert.equal(guidOf('Runtime/Net'), GUIDS.folder);
    const guids = [...metas.values()].map((text) => /^guid: (.+)$/m.exec(text)![1]);
    assert.equal(new Set(guids).size, guids.length);
  });

  it('finds stray .meta files, and ignores files that Unity does not import', async () => {
    const root = await mkdtemp(join(tmpdir(), 'muster-unity-'));
    try {
      await mkdir(join(root, 'Runtime'));
      await mkdir(join(root, 'Samples~'));
      for (const path of ['Runtime/A.cs', 'Runtime/Gone.cs.meta', 'Samples~/B.cs', '.hidden'])
        await writeFile(join(root, path), '');
      assert.deepEqual([...(await unityMetas(root)).keys()], ['Runtime.meta', 'Runtime/A.cs.meta']);
      assert.deepEqual(await strayMetas(root), ['Runtime/Gone.cs.meta']);
      await writeFile(join(root, 'Runtime/picture.webp'), '');
      await assert.rejects(unityMetas(root), /picture\.webp/);
    } finally {
      await rm(root, { recursive: true });
    }
  });

  it('names existing samples, a version of Unity, and the version of the server', async () => {
    const manifest = JSON.parse(await readPackage('package.json')) as {
      name: string;
      unity: string;
      version: string;
      samples: { path: string }[];
    };
    assert.match(manifest.name, /^[a-z]+\.[a-z]+\.[a-z]+$/);
    assert.match(manifest.unity, /^\d{4}\.\d$/);
    const server = JSON.parse(await readFile(join(UNITY_PACKAGE, '../../package.json'), 'utf8')) as { version: string };
    assert.equal(manifest.version, server.version);
    assert.equal(manifest.samples.length, (await readdir(join(UNITY_PACKAGE, 'Samples~'))).length);
    for (const { path } of manifest.samples) await access(join(UNITY_PACKAGE, path));
  });

  it('has an assembly definition beside each script, with the same name as its file', async () => {
    const paths = await readdir(join(UNITY_PACKAGE, 'Runtime'), { recursive: true });
    const definitions = paths.filter((path) => path.endsWith('.asmdef'));
    for (const path of definitions) {
      const { name } = JSON.parse(await readPackage(join('Runtime', path))) as { name: string };
      assert.equal(`${name}.asmdef`, basename(path));
    }
    const folders = new Set(definitions.map((path) => dirname(path)));
    for (const path of paths.filter((path) => path.endsWith('.cs'))) assert.ok(folders.has(dirname(path)), path);
  });
});

const GUIDS = {
  package: '9335158693b122def5264f1846891446',
  client: 'bcf5c9f8d404248011f2afb083f028a3',
  folder: 'a61bfd6a48ebc3f3b19ee97cd2637d0e',
};
