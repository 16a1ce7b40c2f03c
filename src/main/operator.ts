import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Ingest } from '../auth/Ingest.ts';
import type { Env } from '../config/env.ts';
import { OperatorDocument } from '../config/OperatorDocument.ts';
import { OperatorFile } from '../config/OperatorFile.ts';
import type { OperatorPlace } from '../config/OperatorPlace.ts';
import { type DocumentRow, OperatorRow } from '../config/OperatorRow.ts';
import type { OperatorSettings } from '../config/operator-settings.ts';
import { PriceFile } from '../config/PriceFile.ts';
import { MuteRecount } from '../directory/MuteRecount.ts';
import type { Log } from '../log.ts';
import type { Duty } from './Duties.ts';
import { Notices } from './Notices.ts';
import { receiversCheck } from '../webhooks/receivers-check.ts';

/** `now` is epoch milliseconds; `hash` is salted. */
type Services = { now: () => number; log: Log; hash: (text: string) => string; row: DocumentRow | null };

/**
 * The operator's document and PRICES_FILE, and what of them the doors and rooms follow. The document is `row` if there is one, else
 * operator.json. Throws OperatorError if one is invalid.
 */
export async function openOperatorDocument(env: Env, { now, log, hash, row }: Services) {
  const options = { log, check: receiversCheck(env) };
  const file = new OperatorFile(join(env.DATA_DIR, 'operator.json'));
  const document = row ? await documentIn(row, file, options) : await OperatorDocument.open(file, options);
  const ingest = new Ingest(env.INGEST, hash, document.settings);
  document.onChange((settings) => ingest.follow(settings));
  const prices = env.PRICES_FILE === undefined ? null : new PriceFile(env.PRICES_FILE, log);
  const notices = new Notices(document, now);
  let recount: MuteRecount | undefined;
  return {
    document,
    reports: { hash, ingest, priceOf: prices?.priceOf ?? (() => null) },
    notices,
    isBanned: bansIn(document),
    /** Recounts stored drops for the mutes, at first and after each change. */
    recounting(services: Omit<ConstructorParameters<typeof MuteRecount>[0], 'ingest' | 'log'>): Duty {
      document.onChange(() => recount?.start());
      return {
        begin() {
          recount = new MuteRecount({ ...services, ingest, log });
          recount.start();
          return Promise.resolve();
        },
        end,
      };
    },
    async close() {
      document.close();
      notices.close();
      prices?.close();
      await end();
    },
  };

  async function end(): Promise<void> {
    const running = recount;
    recount = undefined;
    await running?.stop();
  }
}

type Options = Parameters<typeof OperatorDocument.open>[1];

/** The document in the database. The first process to start puts the text of its operator.json there; from then on no file is read. */
async function documentIn(row: DocumentRow, file: OperatorPlace, options: Options): Promise<OperatorDocument> {
  const path = file.shown;
  if (existsSync(path)) {
    const isFirst = (await row.documentVersion()) === null && (await addTextOf(file, row, options));
    options.log.info(
      { path },
      isFirst
        ? 'operator.json was put into the database. From now on the file is not read: see `npm run operator -- --help`'
        : 'operator.json is not read, because the document is in the database: see `npm run operator -- --help`',
    );
  }
  return await OperatorDocument.open(new OperatorRow(row), options);
}

/** False if another process was faster. Throws OperatorError if the file is invalid. */
async function addTextOf(file: OperatorPlace, row: DocumentRow, options: Options): Promise<boolean> {
  const document = await OperatorDocument.open(file, options);
  document.close();
  return await row.addDocument(document.text);
}

type Followed = Pick<OperatorDocument, 'settings' | 'onChange'>;

/** Whether a player is banned from the server. Asked for every member of every party, twice a second. */
function bansIn(document: Followed): (playerId: string) => boolean {
  const idsOf = ({ bans }: OperatorSettings) => new Set(bans.map(({ player_id }) => player_id));
  let banned = idsOf(document.settings);
  document.onChange((settings) => (banned = idsOf(settings)));
  return (playerId) => banned.has(playerId);
}
