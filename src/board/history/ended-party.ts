import type { z } from 'zod';
import type { dropPartyHistorySchema } from '../../protocol/drop-party-answers.ts';

export type HistoryAnswer = z.output<typeof dropPartyHistorySchema>;

export type EndedParty = HistoryAnswer['parties'][number];
