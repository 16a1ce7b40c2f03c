import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UNITY_PACKAGE } from '../../../clients/unity-metas.ts';
import { compileCSharp } from '../../support/mono.ts';

const SURFACE = join(import.meta.dirname, 'surface', '*.cs');
const PLAYER = join(import.meta.dirname, 'player', '*.cs');

/** What Unity defines. */
const UNITY = '-define:UNITY_5_3_OR_NEWER';

/** An assembly definition: its name and the names of those it may use. */
type Asmdef = { name: string; references: string[] };

/** Every assembly definition of the package, those first that others refer to. */
const ASSEMBLIES = ['Net/Muster.Net.asmdef', 'Client/Schema/Muster.Schema.asmdef', 'Client/Muster.Client.asmdef'];

/** Each assembly as Unity compiles it: with nothing but what its definition refers to. */
export async function compilePackage(folder: string): Promise<void> {
  await compileCSharp([SURFACE], join(folder, 'ColyseusSDK.dll'));
  for (const definition of ASSEMBLIES) {
    const path = join(UNITY_PACKAGE, 'Runtime', definition);
    const { name, references } = JSON.parse(await readFile(path, 'utf8')) as Asmdef;
    const used = references.map((reference) => `-r:${join(folder, reference)}.dll`);
    await compileCSharp([join(dirname(path), '*.cs')], join(folder, `${name}.dll`), [UNITY, ...used]);
  }
}

/** A game's code: with all that the package has, in one assembly as Assembly-CSharp is. Needs what compilePackage made. */
export async function compileGame(folder: string, sources: string[]): Promise<void> {
  const used = ['ColyseusSDK', 'Muster.Net', 'Muster.Schema', 'Muster.Client'].map(
    (name) => `-r:${join(folder, name)}.dll`,
  );
  await compileCSharp(sources, join(folder, 'Assembly-CSharp.dll'), [UNITY, ...used]);
}

/** The program that UnityPlayer runs. */
export async function compilePlayer(folder: string): Promise<string> {
  const program = join(folder, 'player.exe');
  const runtime = join(UNITY_PACKAGE, 'Runtime', '*.cs');
  await compileCSharp([`-recurse:${runtime}`, SURFACE, PLAYER], program, [UNITY]);
  return program;
}

const USINGS = ['System', 'System.Collections.Generic', 'System.Threading.Tasks', 'Muster', 'UnityEngine'];

/** Every C# snippet of a Markdown file in one source. One that is no class stands in a method of a MonoBehaviour with a client and a run. */
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
  // A snippet may wait for nothing, and the field may be of no use to it.
  return `namespace Snippet${i} { ${usings}
#pragma warning disable 1998, 649, 169
public class Snippet : MonoBehaviour { MusterClient muster; MusterRun run; async Task Do() {
${at}
${body}
} }
#pragma warning restore 1998, 649, 169
}`;
}
