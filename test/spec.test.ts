import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';

const ROOT = `${import.meta.dirname}/..`;
const RULE = /\[[A-Z]+-\d+\]/g;
const TITLE = /\b(?:it|describe)(?:\.\w+)?\(\s*(['"`])(.*?)\1/gs;

const spec = readFileSync(`${ROOT}/src/domain/SPEC.md`, 'utf8');
const rules = new Set([...spec.matchAll(/^- \*\*(\[[A-Z]+-\d+\])/gm)].map(([, rule]) => rule!));

function citations(): Map<string, string> {
  const cited = new Map<string, string>();
  for (const file of globSync('test/**/*.test.ts', { cwd: ROOT })) {
    for (const [, , title] of readFileSync(`${ROOT}/${file}`, 'utf8').matchAll(TITLE)) {
      for (const [rule] of title!.matchAll(RULE)) cited.set(rule, file);
    }
  }
  return cited;
}

describe('SPEC.md', () => {
  it('has rules, each with a number of its own', () => {
    const numbers = [...spec.matchAll(/^- \*\*(\[[A-Z]+-\d+\])/gm)].map(([, rule]) => rule);
    assert.ok(numbers.length > 0);
    assert.deepEqual(numbers, [...rules]);
  });

  it('has no rule that no test cites', () => {
    const cited = citations();
    assert.deepEqual(
      [...rules].filter((rule) => !cited.has(rule)),
      [],
    );
  });

  it('has every rule that a test cites', () => {
    assert.deepEqual(
      [...citations()].filter(([rule]) => !rules.has(rule)),
      [],
    );
  });

  it('has every rule that the domain cites', () => {
    const files = globSync('src/domain/**/*.ts', { cwd: ROOT });
    const cited = files.flatMap((file) => readFileSync(`${ROOT}/${file}`, 'utf8').match(RULE) ?? []);
    assert.deepEqual(
      cited.filter((rule) => !rules.has(rule)),
      [],
    );
  });
});
