/** As much of a logger as the store needs, shaped as pino's: details first, then the sentence. */
export type StoreLog = Record<'debug' | 'info' | 'warn' | 'error', (details: object, message: string) => void>;

export const SILENT: StoreLog = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {}
