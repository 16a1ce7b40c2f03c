/** Loaded before a server: on SIGUSR2 its thread that writes gets a message that is a bug, and throws. */
import { isMainThread, type Worker } from 'node:worker_threads';

if (isMainThread) {
  process.once('worker', (writer: Worker) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin.
    process.once('SIGUSR2', () => writer.postMessage(null));
  });
}
