import type { LiveField } from './live-states.ts';

/** A field of a generated class: its attribute, C# type and initial value. */
export type CSharpField = LiveField & { csharp: string; initial: string };

const CLASS = /public partial class (\w+) : (?:global::Colyseus\.Schema\.)?Schema \{/;
const FIELD =
  /\[(?:global::Colyseus\.Schema\.)?Type\((\d+), "(\w+)"(?:, typeof\(([^)]+)\))?(?:, "(\w+)")?\)\]\s+public (\S+) @?(\w+) = (.+);/g;

/** Reads the class in a file from schema-codegen, of either version. */
export function readCSharpClass(text: string): { name: string; fields: CSharpField[] } {
  const name = CLASS.exec(text)?.[1];
  if (name === undefined) throw new Error(`no class in:\n${text}`);
  const fields = Array.from(text.matchAll(FIELD), ([, index, type, held, primitive, csharp, field, initial]) => ({
    index: Number(index),
    name: field!,
    type: type!,
    of: primitive ?? (held === undefined ? null : /(\w+)>?$/.exec(held)![1]!),
    csharp: csharp!.replaceAll('global::Colyseus.Schema.', ''),
    initial: initial!,
  }));
  const attributes = text.match(/\bType\(\d/g)?.length ?? 0;
  if (attributes !== fields.length)
    throw new Error(`${attributes} attributes, but ${fields.length} fields in:\n${text}`);
  return { name, fields };
}
