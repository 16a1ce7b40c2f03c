import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';

export const UNITY_PACKAGE = join(import.meta.dirname, 'unity');

/**
 * What a guid is made of beside the path. Scenes and prefabs of games point to scripts by guid, so neither this nor the path of
 * a file may ever change.
 */
const GUID_SEED = 'dev.muster.unity/';

/** How Unity imports a file, by its name or ending. */
const IMPORTERS: Record<string, string> = {
  '': 'DefaultImporter',
  '.asmdef': 'AssemblyDefinitionImporter',
  '.md': 'TextScriptImporter',
  'package.json': 'PackageManifestImporter',
};

const IMPORTER_END = ['  externalObjects: {}', '  userData: ', '  assetBundleName: ', '  assetBundleVariant: ', ''];

const SCRIPT_IMPORTER = [
  'MonoImporter:',
  '  externalObjects: {}',
  '  serializedVersion: 2',
  '  defaultReferences: []',
  '  executionOrder: 0',
  '  icon: {instanceID: 0}',
  ...IMPORTER_END.slice(1),
];

/**
 * The `.meta` file of every file and folder that Unity imports, by its path in the package. A package that Unity installs from git
 * cannot be written to, and what has no `.meta` there is ignored.
 */
export async function unityMetas(root = UNITY_PACKAGE): Promise<Map<string, string>> {
  const entries = await imported(root);
  return new Map(
    entries
      .filter(({ path }) => !path.endsWith('.meta'))
      .map(({ path, isFolder }) => [`${path}.meta`, meta(path, isFolder)] as const),
  );
}

/** Files and folders, in order of their paths. Unity passes by what ends with ~ or begins with a dot. */
async function imported(root: string): Promise<{ path: string; isFolder: boolean }[]> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  return entries
    .map((entry) => ({
      path: relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'),
      isFolder: entry.isDirectory(),
    }))
    .filter(({ path }) => path.split('/').every((part) => !part.endsWith('~') && !part.startsWith('.')))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function meta(path: string, isFolder: boolean): string {
  const guid = createHash('md5')
    .update(GUID_SEED + path)
    .digest('hex');
  return ['fileFormatVersion: 2', `guid: ${guid}`, ...importer(path, isFolder)].join('\n');
}

function importer(path: string, isFolder: boolean): string[] {
  if (isFolder) return ['folderAsset: yes', 'DefaultImporter:', ...IMPORTER_END];
  if (extname(path) === '.cs') return SCRIPT_IMPORTER;
  const name = IMPORTERS[basename(path)] ?? IMPORTERS[extname(path)];
  if (name === undefined) throw new Error(`how Unity imports ${path} is not in IMPORTERS`);
  return [`${name}:`, ...IMPORTER_END];
}

/** Those that lie in the package without anything that they are of. */
export async function strayMetas(root = UNITY_PACKAGE): Promise<string[]> {
  const wanted = await unityMetas(root);
  return (await imported(root)).map(({ path }) => path).filter((path) => path.endsWith('.meta') && !wanted.has(path));
}

if (import.meta.main) {
  for (const [path, text] of await unityMetas()) await writeFile(join(UNITY_PACKAGE, path), text);
  for (const path of await strayMetas()) process.stderr.write(`clients/unity/${path} is of nothing: remove it\n`);
}
