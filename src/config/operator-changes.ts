import {
  applyEdits,
  createScanner,
  type Edit,
  findNodeAtLocation,
  type Node,
  parseTree,
  type SyntaxKind,
} from 'jsonc-parser';

/** The lists of operator.json that /admin changes. */
type ListName = 'keys' | 'mutes' | 'bans';

/** One change of operator.json. */
export type DocumentChange =
  | { type: 'add'; list: ListName; entry: object }
  | { type: 'remove'; list: ListName; index: number }
  | { type: 'set'; field: 'notice'; value: object | null };

/** The enum itself is not there at run time. */
const COMMA: SyntaxKind.CommaToken = 5;

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The text, which is valid, with the change. All else of it stays as it is: order, comments, spaces. jsonc-parser's own `modify` would
 * put what is new before the comments of what is there, and take some of them away.
 */
export function changedText(text: string, change: DocumentChange): string {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const json = text.slice(mark.length);
  return mark + applyEdits(json, editsOf(json, change));
}

function editsOf(json: string, change: DocumentChange): Edit[] {
  const root = parseTree(json)!;
  switch (change.type) {
    case 'add': {
      const list = findNodeAtLocation(root, [change.list]);
      const entry = JSON.stringify(change.entry);
      if (list) return append(json, list, entry);
      const { eol, indent } = styleOf(json);
      return append(json, root, `"${change.list}": [${eol}${indent}${indent}${entry}${eol}${indent}]`);
    }
    case 'remove':
      return remove(json, findNodeAtLocation(root, [change.list])!.children!, change.index);
    case 'set': {
      const { field, value } = change;
      const was = findNodeAtLocation(root, [field]);
      if (was) return [{ offset: was.offset, length: was.length, content: JSON.stringify(value) }];
      return append(json, root, `"${field}": ${JSON.stringify(value)}`);
    }
    default:
      return change satisfies never;
  }
}

/** Removes the entry, the space before it and the comma that it needed. */
function remove(json: string, entries: Node[], index: number): Edit[] {
  const { offset, length } = entries[index]!;
  const end = offset + length;
  const start = json.slice(0, offset).trimEnd().length;
  const isLast = index === entries.length - 1;
  const before = isLast ? entries[index - 1] : undefined;
  const comma = before ? [commaAfter(json, before.offset + before.length)] : [];
  const stop = isLast ? end : commaAfter(json, end).offset + 1;
  return [...comma, { offset: start, length: stop - start, content: '' }];
}

/** Removes the next comma, which is not one of a comment. */
function commaAfter(json: string, offset: number): Edit {
  const scanner = createScanner(json);
  scanner.setPosition(offset);
  while (scanner.scan() !== COMMA);
  return { offset: scanner.getTokenOffset(), length: 1, content: '' };
}

/** Adds to the end of an array or object, after the comments there. */
function append(json: string, { offset, length, children = [] }: Node, content: string): Edit[] {
  const end = offset + length - 1;
  const last = children.at(-1);
  const start = last ? last.offset + last.length : offset + 1;
  const at = start + json.slice(start, end).trimEnd().length;
  const comma = last ? [{ offset: start, length: 0, content: ',' }] : [];
  const insert = (text: string, removed = 0) => [...comma, { offset: at, length: removed, content: text }];
  const { eol, indent } = styleOf(json);
  if (last && !json.slice(at, end).includes('\n')) return insert(` ${content}`);
  const outside = indentAt(json, offset);
  const inside = last ? indentAt(json, last.offset) : outside + indent;
  // An empty one gets its bracket on a line of its own.
  return last ? insert(`${eol}${inside}${content}`) : insert(`${eol}${inside}${content}${eol}${outside}`, end - at);
}

/** How the line at the offset is indented. */
function indentAt(json: string, offset: number): string {
  const line = json.slice(json.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)![0];
}

/** The ends of lines, and the indentation of the first line that has one. */
function styleOf(json: string): { eol: string; indent: string } {
  const [, indent = '  '] = /\n([ \t]+)\S/.exec(json) ?? [];
  return { eol: json.includes('\r\n') ? '\r\n' : '\n', indent };
}
