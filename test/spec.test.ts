import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';

const ROOT = `${import.meta.dirname}/..`;
const RULE = /\[[A-Z]+-\d+\]/g;
const DEFINITION = /^- \*\*(\[[A-Z]+-\d+\])/gm;
const TITLE = /\b(?:it|describe)(?:\.\w+)?\(\s*(['"`])(.*?)\1/gs;

const textOf = (file: string) => readFileSync(`${ROOT}/${file}`, 'utf8');
const filesOf = (pattern: string) => globSync(pattern, { cwd: ROOT }).toSorted();

const specs = filesOf('src/**/SPEC.md');
const numbers = specs.flatMap((file) => [...textOf(file).matchAll(DEFINITION)].map(([, rule]) => rule!));
const rules = new Set(numbers);

/** Where each rule is cited in a test title; the last such file wins. */
function citedByTests(): Map<string, string> {
  const cited = new Map<string, string>();
  for (const file of filesOf('test/**/*.ts')) {
    for (const [, , title] of textOf(file).matchAll(TITLE)) {
      for (const [rule] of title!.matchAll(RULE)) cited.set(rule, file);
    }
  }
  return cited;
}

/** What a file cites that no spec defines, as `file [X-1]`. */
function unknownRules(file: string): string[] {
  const cited = textOf(file).match(RULE) ?? [];
  return cited.filter((rule) => !rules.has(rule)).map((rule) => `${file} ${rule}`);
}

describe('the SPEC.md files', () => {
  it('define rules, each with a number of its own', () => {
    assert.ok(specs.length > 1 && numbers.length > 0);
    assert.deepEqual(numbers, [...rules]);
  });

  it('define no rule that no test cites', () => {
    const cited = citedByTests();
    assert.deepEqual(
      numbers.filter((rule) => !cited.has(rule)),
      [],
    );
  });

  it('define every rule that a test cites', () => {
    assert.deepEqual(
      [...citedByTests()].filter(([rule]) => !rules.has(rule)),
      [],
    );
  });

  it('define every rule that the code, a spec or a document cites', () => {
    const files = ['src/**/*.{ts,tsx}', 'src/**/SPEC.md', 'docs/**/*.md'].flatMap(filesOf);
    assert.deepEqual(files.flatMap(unknownRules), []);
  });

  it('are cited in the code after the word "Rule"', () => {
    const files = ['src/**/*.{ts,tsx}', 'clients/**/*.{ts,cs,java}'].flatMap(filesOf);
    const lines = files.flatMap((file) => textOf(file).split('\n'));
    assert.deepEqual(
      lines.filter((line) => line.replace(/\bRule: \[.*/, '').match(RULE)),
      [],
    );
    assert.ok(lines.some((line) => line.includes('Rule: [')));
  });
});
