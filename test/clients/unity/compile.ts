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

/** Compiles each assembly as Unity does, with only the references of its definition. */
export async function compilePackage(folder: string): Promise<void> {
  await compileCSharp([join(SURFACE, '*.cs')], join(folder, 'ColyseusSDK.dll'));
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

const USINGS = ['System', 'System.Collections.Generic', 'System.Threading.Tasks', 'Muster', 'UnityEngine'];

/** Writes all C# snippets of a Markdown file into one source. A snippet that is not a class becomes a method of a MonoBehaviour with a client and a run. */
export async function writeSnippets(folder: string, name: string, markdown: string): Promise<string> {
  const snippets = Array.from(markdown.matchAll(/^```csharp\n(.*?)^```$/gms), ({ index, 1: code }) => ({
    code: code!,
    line: markdown.slice(0, index).split('\n').length + 1,
  }));
  const source = snippets.map(({ code, line }, i) => snippetAsClass(code, `#line ${line} "${name}"`, i)).join('\n');
  const path = join(folder, `${name.replaceAll('/', '-')}.cs`);
  await writeFile(path, source);
  return path;
}

function snippetAsClass(code: string, at: string, i: number): string {
  const own = [...code.matchAll(/^using (\S+);$/gm)].map(([, namespace]) => namespace!);
  const usings = [...new Set([...USINGS, ...own])].map((namespace) => `using ${namespace};`).join(' ');
  const body = code.replaceAll(/^using \S+;$/gm, '');
  if (/\bclass \w+/.test(body)) return `namespace Snippet${i} { ${usings}\n${at}\n${body}\n}`;
  // A snippet may have no await, and may not use the fields.
  return `namespace Snippet${i} { ${usings}
#pragma warning disable 1998, 649, 169
public class Snippet : MonoBehaviour { MusterClient muster; MusterRun run; async Task Do() {
${at}
${body}
} }
#pragma warning restore 1998, 649, 169
}`;
}
