import type { NoticeSource } from '../../src/protocol/notice.ts';

/** For parts of the server that are tested alone. */
export const NO_NOTICES: NoticeSource = { current: () => null, follow: () => () => undefined };
