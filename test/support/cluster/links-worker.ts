import { parentPort } from 'node:worker_threads';
import { Link, type LinkState } from './Link.ts';

/** What Network asks of this thread, and what it is answered. Errors end the thread, and with it the test. */
export type LinkOrder = { id: number } & (
  { type: 'open'; target: number } | { type: 'set'; port: number; state: LinkState }
);
export type LinkDone = { id: number; port: number };

const links = new Map<number, Link>();

parentPort!.on('message', (order: LinkOrder) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin.
  void carryOut(order).then((port) => parentPort!.postMessage({ id: order.id, port } satisfies LinkDone));
});

async function carryOut(order: LinkOrder): Promise<number> {
  if (order.type === 'set') {
    await links.get(order.port)!.set(order.state);
    return order.port;
  }
  const link = await Link.to(order.target);
  links.set(link.port, link);
  return link.port;
}
