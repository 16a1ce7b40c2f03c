import { z } from 'zod';
import {
  LABEL_LENGTH_MAX,
  NAME_LENGTH_MAX,
  PLAYER_DATA_LENGTH_MAX,
  PLAYER_ID_LENGTH_MAX,
  TOKEN_LENGTH_MAX,
} from './limits.ts';
import { lineOfText, lineOrNone } from './fields.ts';
import { freeData } from './free-data.ts';

const PLAYER_ID = /^[A-Za-z0-9][A-Za-z0-9._:@-]*$/;

export const playerIdSchema = z
  .string()
  .max(PLAYER_ID_LENGTH_MAX)
  .regex(PLAYER_ID, { error: 'must be letters, digits and . _ : @ -, and begin with a letter or digit' })
  .meta({ description: "A player's id: a guest's, or any name while REQUIRE_AUTH is false.", example: 'alice' });

export const tokenSchema = z
  .string()
  .min(1)
  .max(TOKEN_LENGTH_MAX)
  .meta({ description: 'A token from POST /auth/guest.' });

/** Who joins a room or watches; nobody in particular without either. */
export const identityFields = { player_id: playerIdSchema.optional(), token: tokenSchema.optional() };

export const labelSchema = lineOfText(LABEL_LENGTH_MAX);

/** For settings that may be empty. */
export const labelOrNoneSchema = lineOrNone(LABEL_LENGTH_MAX);

/** What a player sends about itself when it joins. */
export const newcomerFields = {
  player_name: lineOfText(NAME_LENGTH_MAX)
    .optional()
    .meta({ description: 'Shown to others. The player_id by default.' }),
  class: labelSchema.nullable().optional().meta({ description: "The game's own word for what the player plays." }),
  player_data: freeData(PLAYER_DATA_LENGTH_MAX).optional().meta({ description: "The player's free-form data." }),
};
