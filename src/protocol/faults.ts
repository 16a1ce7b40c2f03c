import type { z } from 'zod';
import { AppError, type Fault } from '../errors.ts';

/** Parses, or refuses `validation_failed` with every fault by its path below `prefix`. */
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
  // A number that is wrong in two ways is told once what it must be.
  const told = new Map(faults.map((fault) => [`${fault.field} ${fault.message}`, fault]));
  return [...told.values()];
}

/** One sentence for clients that show only `error`: Unity's HttpException carries nothing else. */
function describe(faults: Fault[]): string {
  return faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
}
