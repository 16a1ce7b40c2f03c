import { z } from 'zod';
import type { ReportAnswer } from '../domain/drops/decide-report.ts';
import type { AppError } from '../errors.ts';
import { countField, gpField, worldSchema } from './fields.ts';
import { errorKindSchema, faultSchema } from './problem.ts';

export const dropAcceptedSchema = z
  .object({
    status: z.enum(['party_created', 'drop_added']),
    party_id: countField('The party the drop counts for.', 1),
    world: worldSchema,
    total_drops: countField('Drops of the party, this one included.', 1),
    avg_drop_value: gpField('Average value of a drop of the party: floor(total / drops).', 38052),
    message: z.string().meta({ example: 'New drop party created on world 444' }),
  })
  .meta({ id: 'DropAccepted' });

export const dropIgnoredSchema = z
  .object({
    status: z.literal('ignored'),
    reason: z.enum(['duplicate_detected', 'muted', 'below_min_value']).meta({
      description:
        '`muted`: an admin has muted the reporter or its address. `below_min_value`: it is worth less than this server counts.',
      example: 'duplicate_detected',
    }),
    message: z.string().meta({ example: 'Drop ignored - likely duplicate (last drop was 0.234s ago)' }),
  })
  .meta({ id: 'DropIgnored' });

export const dropAnswerSchema = z.union([dropAcceptedSchema, dropIgnoredSchema]).meta({ id: 'DropAnswer' });

export type DropAnswer = z.output<typeof dropAnswerSchema>;

const rejectedSchema = z
  .object({
    status: z.literal('rejected'),
    error: z.string().meta({ description: 'What was wrong.' }),
    kind: errorKindSchema,
    errors: z.array(faultSchema).optional(),
  })
  .meta({ id: 'ReportRejected' });

const batchResultSchema = z.union([dropAcceptedSchema, dropIgnoredSchema, rejectedSchema]);

export type BatchResult = z.output<typeof batchResultSchema>;

export const batchAnswerSchema = z
  .object({
    results: z.array(batchResultSchema).meta({ description: 'One result per report, in the same order.' }),
  })
  .meta({ id: 'BatchAnswer' });

/** The answer to a report, in the seed document's words. */
export function dropAnswer(answer: ReportAnswer): DropAnswer {
  switch (answer.status) {
    case 'party_created':
      return accepted(answer, `New drop party created on world ${answer.world}`);
    case 'drop_added':
      return accepted(answer, `Drop added to existing party on world ${answer.world}`);
    case 'ignored':
      return { status: answer.status, reason: answer.reason, message: ignoredMessage(answer) };
    default:
      return answer satisfies never;
  }
}

/** The result of a refused report in a batch. */
export function rejected({ message, kind, faults }: AppError): z.output<typeof rejectedSchema> {
  return { status: 'rejected', error: message, kind, ...(faults ? { errors: faults } : {}) };
}

function accepted(answer: Exclude<ReportAnswer, { status: 'ignored' }>, message: string): DropAnswer {
  const { status, party_id, world, total_drops, avg_drop_value } = answer;
  return { status, party_id, world, total_drops, avg_drop_value, message };
}

function ignoredMessage(answer: ReportAnswer & { status: 'ignored' }): string {
  switch (answer.reason) {
    case 'duplicate_detected': {
      const seconds = (answer.since_last_drop_ms / 1000).toFixed(3);
      return `Drop ignored - likely duplicate (last drop was ${seconds}s ago)`;
    }
    case 'muted':
      return 'Drop ignored - an admin has muted this reporter';
    case 'below_min_value':
      return 'Drop ignored - worth less than this server counts';
  }
}
