import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

// Writes the C# classes that Unity clients read the rooms' states with: `npm run codegen`. With `--check` it writes nothing, and
// fails where they are stale. Colyseus's own schema-codegen makes them; here they get docstrings and a header that does not change.

const SOURCES = ['drops', 'lobby', 'session'].map((name) => pathOf(`../src/rooms/schema/${name}.ts`));
const OUTPUT = pathOf('unity/Runtime/Client/Schema');

const HEADER = `// Made by \`npm run codegen\` from src/rooms/schema. Do not edit.
//
// One set of classes for the Unity SDK 0.18 and 0.17: both read the same attributes and types.`;

/** The files by name, in order, as they should be. */
export function generateClasses(): Map<string, string> {
  const docs = new Map(SOURCES.flatMap((file) => docsIn(file)));
  const folder = mkdtempSync(join(tmpdir(), 'muster-codegen-'));
  try {
    const codegen = fileURLToPath(new URL('../bin/schema-codegen', import.meta.resolve('@colyseus/schema')));
    const options = ['--csharp', '--namespace', 'Muster.Schema', '--output', folder];
    execFileSync(process.execPath, [codegen, ...SOURCES, ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
    const names = readdirSync(folder).toSorted();
    return new Map(names.map((name) => [name, tidy(readFileSync(join(folder, name), 'utf8'), docs)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is wrong with the C# files of a folder, in a line each; none where they are as they should be. */
export function faultsIn(folder: string, wanted: Map<string, string>): string[] {
  const there = readdirSync(folder).filter((name) => name.endsWith('.cs'));
  const superfluous = there.filter((name) => !wanted.has(name)).map((name) => `${name} is of no schema`);
  const missing = [...wanted.keys()].filter((name) => !there.includes(name)).map((name) => `${name} is missing`);
  const stale = there
    .filter((name) => wanted.has(name) && readFileSync(join(folder, name), 'utf8') !== wanted.get(name))
    .map((name) => `${name} is stale`);
  return [...superfluous, ...missing, ...stale];
}

function tidy(generated: string, docs: Map<string, string>): string {
  const lines = generated.slice(generated.indexOf('namespace')).replaceAll('\t', '    ').trimEnd().split('\n');
  let className = '';
  const documented = lines.flatMap((line, i) => {
    className = /public partial class (\w+)/.exec(line)?.[1] ?? className;
    const isField = line.includes('[global::Colyseus.Schema.Type(');
    const field = isField ? `.${/ @?(\w+) = /.exec(lines[i + 1]!)![1]}` : '';
    const doc = isField || line.includes(' class ') ? docs.get(className + field) : undefined;
    return doc === undefined ? [line] : [`${/^ */.exec(line)![0]}/// <summary>${doc}</summary>`, line];
  });
  return `${HEADER}\n\n${documented.map(withoutEmptyCollection).join('\n')}\n`;
}

/** Until the first state a collection is null: callbacks of the SDK 0.17 wait for one that is null, and stay deaf on one that was made here. */
function withoutEmptyCollection(line: string): string {
  return line.replace(/= new global::Colyseus\.Schema\.\w+<\w+>\(\);$/, '= null;');
}

/** The docstrings of a file's schemas as `Class`, and of their fields as `Class.field`, for XML. */
function docsIn(file: string): [name: string, doc: string][] {
  const docs: [string, string][] = [];
  const visit = (node: ts.Node, className: string): void => {
    let name = className;
    if (ts.isVariableStatement(node)) name = node.declarationList.declarations[0]!.name.getText();
    const documented = ts.isPropertyAssignment(node) ? `${className}.${node.name.getText()}` : name;
    const comment = ts.isVariableStatement(node) || ts.isPropertyAssignment(node) ? commentOf(node) : undefined;
    if (comment !== undefined) docs.push([documented, comment]);
    ts.forEachChild(node, (child) => visit(child, name));
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true), '');
  return docs;
}

function commentOf(node: ts.Node): string | undefined {
  const text = ts.getTextOfJSDocComment(ts.getJSDocCommentsAndTags(node).findLast(ts.isJSDoc)?.comment);
  return text
    ?.replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/`([^`]+)`/g, '<c>$1</c>');
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

function main(): void {
  const classes = generateClasses();
  mkdirSync(OUTPUT, { recursive: true });
  if (process.argv.includes('--check')) {
    const faults = faultsIn(OUTPUT, classes);
    if (faults.length === 0) return;
    process.stderr.write(`${faults.join('\n')}: run \`npm run codegen\`\n`);
    process.exitCode = 1;
    return;
  }
  for (const name of readdirSync(OUTPUT)) if (name.endsWith('.cs') && !classes.has(name)) rmSync(join(OUTPUT, name));
  for (const [name, text] of classes) writeFileSync(join(OUTPUT, name), text);
}

if (import.meta.main) main();
