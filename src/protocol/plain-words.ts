import type { z } from 'zod';

const NOUNS: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

/** Says what a field must be where its schema has no text of its own, instead of zod's grammar. Rule: [IN-5]. */
export const plainWords: z.core.$ZodErrorMap = (issue) => {
  const rule = ruleOf(issue);
  return issue.input === undefined ? `is missing: ${rule}` : rule;
};

function ruleOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${NOUNS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    case 'too_small':
      if (issue.origin === 'string')
        return issue.minimum === 1 ? 'must not be empty' : `must have ${atLeast(issue)} characters`;
      return issue.origin === 'array' ? `must hold ${atLeast(issue)}` : `must be ${atLeast(issue)}`;
    case 'too_big':
      if (issue.origin === 'string') return `must have ${atMost(issue)} characters`;
      return issue.origin === 'array' ? `must hold ${atMost(issue)}` : `must be ${atMost(issue)}`;
    default:
      return 'has the wrong form';
  }
}

function atLeast({ minimum }: { minimum: number | bigint }): string {
  return `at least ${minimum}`;
}

function atMost({ maximum }: { maximum: number | bigint }): string {
  return `at most ${maximum}`;
}
