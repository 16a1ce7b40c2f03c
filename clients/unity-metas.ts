import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';

export const UNITY_PACKAGE = join(import.meta.dirname, 'unity');

/**
 * Guids are derived from this and the path. Scenes and prefabs of games refer to scripts by guid, so neither this nor a file's path
 * may ever change.
 */
const GUID_SEED = 'dev.muster.unity/';

/** Unity's importer for a file, by its name or extension. */
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
 * The `.meta` file of every file and folder that Unity imports, by its path in the package. A package that is installed from git is
 * read-only, and Unity ignores files in it that have no `.meta`.
 */
export async function unityMetas(root = UNITY_PACKAGE): Promise<Map<string, string>> {
  const entries = await imported(root);
  return new Map(
    entries
      .filter(({ path }) => !path.endsWith('.meta'))
      .map(({ path, isFolder }) => [`${path}.meta`, meta(path, isFolder)] as const),
  );
}

/** Files and folders, ordered by path. Unity ignores names that end with ~ or begin with a dot. */
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
  if (name === undefined) throw new Error(`IMPORTERS has no importer for ${path}`);
  return [`${name}:`, ...IMPORTER_END];
}

/** The `.meta` files in the package that belong to no file or folder. */
export async function strayMetas(root = UNITY_PACKAGE): Promise<string[]> {
  const wanted = await unityMetas(root);
  return (await imported(root)).map(({ path }) => path).filter((path) => path.endsWith('.meta') && !wanted.has(path));
}

if (import.meta.main) {
  for (const [path, text] of await unityMetas()) await writeFile(join(UNITY_PACKAGE, path), text);
  for (const path of await strayMetas()) process.stderr.write(`clients/unity/${path} belongs to no file: remove it\n`);
}
