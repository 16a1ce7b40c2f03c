import { z } from 'zod';
import { lineOrNone, mustBe } from '../fields.ts';
import { OPERATOR_NOTE_LENGTH_MAX } from '../limits.ts';
import { playerIdSchema } from '../player-fields.ts';
import { timeField, toRest } from '../shapes.ts';

/** Why, for other admins. */
export const noteSchema = lineOrNone(OPERATOR_NOTE_LENGTH_MAX)
  .optional()
  .meta({ description: 'Why, for other admins: players are not told.', example: 'sells gold' });

const HASH_RULE = mustBe('must be a hash of 16 characters, as the server shows it');

/** The salted hash of a reporter, or of the address of one. */
export const reporterHash = z.string(HASH_RULE).regex(/^[\w-]{16}$/, HASH_RULE);

const muteSchema = z
  .object({
    reporter: reporterHash.optional().meta({ description: 'The reporter, as a hash.' }),
    source: reporterHash
      .optional()
      .meta({ description: 'The address of reports, as a hash.', example: 'T3xqGm0cRZ1v8kYw' }),
    note: noteSchema,
    muted_at: timeField('When; null if that was by hand.').nullable(),
  })
  .meta({ id: 'Mute' });

export const muteJson = toRest(muteSchema);

export const muteList = z.object({ mutes: z.array(muteSchema) }).meta({ id: 'Mutes' });

export const muteAnswer = muteSchema;

const ADDRESS_RULE = { error: 'must be an IPv4 or IPv6 address' };

export const newMute = z
  .strictObject({
    reporter: reporterHash.optional().meta({ description: 'A reporter, as the server shows it.' }),
    source: reporterHash.optional().meta({ description: 'A source of reports, as the server shows it.' }),
    address: z
      .union([z.ipv4(), z.ipv6()], ADDRESS_RULE)
      .optional()
      .meta({ description: 'An address, of which only the hash is kept.', example: '203.0.113.7' }),
    note: noteSchema,
  })
  .refine(
    ({ reporter, source, address }) => [reporter, source, address].filter((who) => who !== undefined).length === 1,
    {
      error: 'must have one of reporter, source and address',
    },
  );

export const muteParams = z.object({ muted: reporterHash.meta({ description: 'The reporter or source.' }) });

const banSchema = z
  .object({
    player_id: playerIdSchema,
    note: noteSchema,
    banned_at: timeField('When; null if that was by hand.').nullable(),
  })
  .meta({ id: 'Ban' });

export const banJson = toRest(banSchema);

export const banAnswer = banSchema;

export const banList = z.object({ bans: z.array(banSchema) }).meta({ id: 'Bans' });

export const newBan = z.strictObject({ player_id: playerIdSchema, note: noteSchema });

export const banParams = z.object({ player_id: playerIdSchema });
