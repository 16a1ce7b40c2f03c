import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';

const ROOT = `${import.meta.dirname}/..`;
const RULE = /\[[A-Z]+-\d+\]/g;
const TITLE = /\b(?:it|describe)(?:\.\w+)?\(\s*(['"`])(.*?)\1/gs;

const textsOf = (pattern: string) =>
  globSync(pattern, { cwd: ROOT })
    .toSorted()
    .map((file) => ({ file, text: readFileSync(`${ROOT}/${file}`, 'utf8') }));

const numbers = textsOf('src/**/SPEC.md').flatMap(({ text }) =>
  [...text.matchAll(/^- \*\*(\[[A-Z]+-\d+\])/gm)].map(([, rule]) => rule!),
);
const rules = new Set(numbers);

/** The rules that test titles cite, each with a file that does. */
function citations(): Map<string, string> {
  const cited = new Map<string, string>();
  for (const { file, text } of textsOf('test/**/*.ts')) {
    for (const [, , title] of text.matchAll(TITLE)) {
      for (const [rule] of title!.matchAll(RULE)) cited.set(rule, file);
    }
  }
  return cited;
}

describe('the SPEC.md files', () => {
  it('give each rule a number of its own', () => {
    assert.ok(numbers.length > 0);
    assert.deepEqual(numbers, [...rules]);
  });

  it('have no rule that no test cites', () => {
    const cited = citations();
    assert.deepEqual(
      [...rules].filter((rule) => !cited.has(rule)),
      [],
    );
  });

  it('have every rule that a test cites', () => {
    assert.deepEqual(
      [...citations()].filter(([rule]) => !rules.has(rule)),
      [],
    );
  });

  it('have every rule that the code cites', () => {
    const cited = textsOf('src/**/*.{ts,tsx}').flatMap(({ text }) => text.match(RULE) ?? []);
    assert.deepEqual(
      cited.filter((rule) => !rules.has(rule)),
      [],
    );
  });
});
