import { join } from 'node:path';
import { Ingest } from '../auth/Ingest.ts';
import type { Env } from '../config/env.ts';
import { OperatorDocument } from '../config/OperatorDocument.ts';
import type { OperatorSettings } from '../config/operator-settings.ts';
import { MuteRecount } from '../directory/MuteRecount.ts';
import type { Log } from '../log.ts';
import type { Notice, NoticeSource } from '../protocol/notice.ts';
import { receiversCheck } from './webhooks.ts';

export function openOperatorDocument(env: Env, log: Log): Promise<OperatorDocument> {
  return OperatorDocument.open(join(env.DATA_DIR, 'operator.json'), { log, check: receiversCheck(env) });
}

type Followed = Pick<OperatorDocument, 'settings' | 'onChange'>;

/** Whether a player is banned from the server. Asked for every member of every party, twice a second. */
export function bansIn(document: Followed): (playerId: string) => boolean {
  const idsOf = ({ bans }: OperatorSettings) => new Set(bans.map(({ player_id }) => player_id));
  let banned = idsOf(document.settings);
  document.onChange((settings) => (banned = idsOf(settings)));
  return (playerId) => banned.has(playerId);
}

/** The keys and mutes in operator.json. `hash` is salted. */
export function ingestOf(env: Env, hash: (text: string) => string, document: Followed): Ingest {
  const ingest = new Ingest(env.INGEST, hash, document.settings);
  document.onChange((settings) => ingest.follow(settings));
  return ingest;
}

/** Recounts what is stored now, and after each change. */
export function recountMutes(document: Followed, services: ConstructorParameters<typeof MuteRecount>[0]): MuteRecount {
  const recount = new MuteRecount(services);
  recount.start();
  document.onChange(() => recount.start());
  return recount;
}

/** The notice in operator.json. */
export class Notices implements NoticeSource {
  readonly #document: Followed;
  readonly #now: () => number;
  readonly #listeners = new Set<(notice: Notice | null) => void>();

  constructor(document: Followed, now: () => number) {
    this.#document = document;
    this.#now = now;
    let told = JSON.stringify(document.settings.notice);
    document.onChange(({ notice }) => {
      const news = JSON.stringify(notice);
      if (news === told) return;
      told = news;
      for (const listener of this.#listeners) listener(this.current());
    });
  }

  current(): Notice | null {
    const { notice } = this.#document.settings;
    return notice?.until != null && notice.until <= this.#now() ? null : notice;
  }

  follow(listener: (notice: Notice | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
