/** The thread that writes, so that a slow disk blocks nothing else. It answers one request at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Outcome, Statement } from '../sql/Engine.ts';
import { WriteConnection } from './WriteConnection.ts';

export type WorkerData = { path: string; migrations: string[][] };
/**
 * A statement's text is sent only once; afterwards its index among the texts sent stands for it. A tuple, because threads copy
 * objects more slowly.
 */
export type SentStatement = [text: number, must: string | undefined, ...parameters: unknown[]];
export type Request = { type: 'write'; newTexts: string[]; batch: SentStatement[][] } | { type: 'close' };
export type Answer = { type: 'written'; outcomes: Outcome[] } | { type: 'failed'; message: string };

const { path, migrations } = workerData as WorkerData;
const port = parentPort!;
const texts: string[] = [];

function answered(make: () => Outcome[]): Answer {
  try {
    return { type: 'written', outcomes: make() };
  } catch (error) {
    return { type: 'failed', message: (error as Error).message };
  }
}

let connection: WriteConnection | undefined;
port.postMessage(
  answered(() => {
    connection = new WriteConnection(path, migrations);
    return [];
  }),
);
port.on('message', (request: Request) => {
  if (request.type === 'write') {
    texts.push(...request.newTexts);
    const batch = request.batch.map((statements) =>
      statements.map(([text, must, ...parameters]): Statement => ({
        sql: texts[text]!,
        parameters,
        ...(must !== undefined && { must }),
      })),
    );
    return port.postMessage(answered(() => connection!.write(batch)));
  }
  connection?.close();
  port.close();
});
