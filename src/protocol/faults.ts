import type { z } from 'zod';
import { AppError, type Fault } from '../errors.ts';

/** Parses the input. Refuses `validation_failed` with every fault; `prefix` is prepended to their paths. */
export function parseOrRefuse<S extends z.ZodType>(schema: S, input: unknown, prefix: PropertyKey[] = []): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  refuseFaults(faultsOf(parsed.error, prefix));
}

/** Refuses `validation_failed` with these faults. */
export function refuseFaults(faults: Fault[]): never {
  throw new AppError('validation_failed', describe(faults), { faults });
}

function faultsOf(error: z.ZodError, prefix: PropertyKey[] = []): Fault[] {
  const faults = error.issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    const fields = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
    return fields.map((field) => ({ field: field.map(String).join('.') || '(body)', message: issue.message }));
  });
  // Two rules of a field may have the same message.
  const told = new Map(faults.map((fault) => [`${fault.field} ${fault.message}`, fault]));
  return [...told.values()];
}

/** All faults in one text, for clients that show only `error`, such as Unity's HttpException. */
function describe(faults: Fault[]): string {
  return faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
}
