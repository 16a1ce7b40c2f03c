/** The thread that writes, so that a slow disk stops nothing else. It answers one request after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Outcome, Statement } from '../sql/Engine.ts';
import { WriteConnection } from './WriteConnection.ts';

export type WorkerData = { path: string; migrations: string[][] };
export type Request = { write: readonly (readonly Statement[])[] } | { close: true };
export type Answer = { outcomes: Outcome[] } | { failed: string };

const { path, migrations } = workerData as WorkerData;
const port = parentPort!;

function answered(make: () => Outcome[]): Answer {
  try {
    return { outcomes: make() };
  } catch (error) {
    return { failed: (error as Error).message };
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
  if ('write' in request) return port.postMessage(answered(() => connection!.write(request.write)));
  connection?.close();
  port.close();
});
