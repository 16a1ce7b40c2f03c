import type { z } from 'zod';
import { type BudgetName, BUDGETS, type BudgetSetting, SHARES } from '../protocol/limits.ts';
import { wholeNumber } from './drop-settings.ts';

const budget = ({ points, counts, seconds, isNeeded }: (typeof BUDGETS)[BudgetName]) =>
  wholeNumber(0, 1_000_000)
    .default(points)
    .describe(
      `Per address in ${seconds / 60} min: ${counts}. \`0\` is no limit${isNeeded ? ', refused in production' : ''}.`,
    );

const share = ({ most, counts, default: max }: (typeof SHARES)[keyof typeof SHARES]) =>
  wholeNumber(0, most).default(max).describe(`${counts} \`0\` is no limit, refused in production.`);

/** What one address may do. */
export const budgetSettings = {
  RATE_LIMIT_REPORTS_PER_MINUTE: budget(BUDGETS.reports),
  RATE_LIMIT_WRITES_PER_MINUTE: budget(BUDGETS.writes),
  RATE_LIMIT_JOINS_PER_MINUTE: budget(BUDGETS.joins),
  RATE_LIMIT_READS_PER_MINUTE: budget(BUDGETS.reads),
  RATE_LIMIT_WRONG_GUESSES: budget(BUDGETS.guesses),
  RATE_LIMIT_WRONG_ADMIN_PASSWORDS: budget(BUDGETS.logins),
} satisfies Record<BudgetSetting, z.ZodType>;

/** What may exist at once. */
export const shareSettings = {
  DROP_PARTIES_MAX: share(SHARES.dropParties),
  CONNECTIONS_PER_ADDRESS_MAX: share(SHARES.connections),
};
