import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UNITY_PACKAGE } from '../../../clients/unity-metas.ts';
import { compileCSharp } from '../../support/mono.ts';
import { compiledOnce } from '../compile-cache.ts';

const SURFACE = join(import.meta.dirname, 'surface');
const PLAYER = join(import.meta.dirname, 'player');

/** A symbol that Unity defines. */
const UNITY = '-define:UNITY_5_3_OR_NEWER';

/** An assembly definition: the assembly's name, and the names of those it refers to. */
type Asmdef = { name: string; references: string[] };

/** The assembly definitions of the package, ordered so that each refers only to earlier ones. */
const ASSEMBLIES = ['Net/Muster.Net.asmdef', 'Client/Schema/Muster.Schema.asmdef', 'Client/Muster.Client.asmdef'];

/** Compiles each assembly as Unity does, with only the references of its definition. `sdk` are options for the SDK's surface. */
export async function compilePackage(folder: string, sdk: string[] = []): Promise<void> {
  await compileCSharp([join(SURFACE, '*.cs')], join(folder, 'ColyseusSDK.dll'), sdk);
  for (const definition of ASSEMBLIES) {
    const path = join(UNITY_PACKAGE, 'Runtime', definition);
    const { name, references } = JSON.parse(await readFile(path, 'utf8')) as Asmdef;
    const used = references.map((reference) => `-r:${join(folder, reference)}.dll`);
    await compileCSharp([join(dirname(path), '*.cs')], join(folder, `${name}.dll`), [UNITY, ...used]);
  }
}

/** Compiles a game's code against the whole package, into Assembly-CSharp. compilePackage comes first. */
export async function compileGame(folder: string, sources: string[]): Promise<void> {
  const used = ['ColyseusSDK', 'Muster.Net', 'Muster.Schema', 'Muster.Client'].map(
    (name) => `-r:${join(folder, name)}.dll`,
  );
  await compileCSharp(sources, join(folder, 'Assembly-CSharp.dll'), [UNITY, ...used]);
}

/** The program of all UnityPlayers. */
export async function compilePlayer(): Promise<string> {
  const folders = [join(UNITY_PACKAGE, 'Runtime'), SURFACE, PLAYER];
  const sources = (await Promise.all(folders.map(csharpFilesIn))).flat();
  const folder = await compiledOnce({ compiler: 'mcs', options: [UNITY], sources }, (built) =>
    compileCSharp(sources, join(built, 'player.exe'), [UNITY]),
  );
  return join(folder, 'player.exe');
}

async function csharpFilesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith('.cs')).map((name) => join(folder, name));
}

/**
 * Writes each C# snippet of a Markdown file into a source of its own, as a reader would paste it: a class is a whole file, anything else goes into
 * a method of a MonoBehaviour with a client and a run, below the `using` lines that the page has shown before.
 */
export async function writeSnippets(folder: string, name: string, markdown: string): Promise<string[]> {
  const snippets = [...markdown.matchAll(/^```csharp\n(.*?)^```$/gms)];
  return Promise.all(
    snippets.map(async ({ index, 1: code }, i) => {
      const before = markdown.slice(0, index);
      const at = `#line ${before.split('\n').length + 1} "${name}"`;
      const path = join(folder, `${name.replaceAll('/', '-')}.${i}.cs`);
      await writeFile(path, /\bclass \w+/.test(code!) ? `${at}\n${code}` : inMethod(code!, at, before, i));
      return path;
    }),
  );
}

function inMethod(code: string, at: string, before: string, i: number): string {
  const usings = new Set(before.match(/\busing [\w.]+;/g));
  // A snippet may have no await, and may not use the fields.
  return `${[...usings].join(' ')}
#pragma warning disable 1998, 649, 169
public class Snippet${i} : global::UnityEngine.MonoBehaviour {
  global::Muster.MusterClient muster; global::Muster.MusterRun run;
  async global::System.Threading.Tasks.Task Do() {
${at}
${code}
} }
#pragma warning restore 1998, 649, 169
`;
}
