import { Link, type LinkState } from './Link.ts';

/** What Network asks of this process, and what it is answered. Errors end the process, and with it the test. */
export type LinkOrder = { id: number } & (
  { type: 'open'; target: number } | { type: 'set'; port: number; state: LinkState }
);
export type LinkDone = { id: number; port: number };

const links = new Map<number, Link>();

process.on('message', (order: LinkOrder) => {
  void carryOut(order).then((port) => process.send!({ id: order.id, port } satisfies LinkDone));
});
// An interrupted test run must leave no process behind.
process.on('disconnect', () => process.exit());

async function carryOut(order: LinkOrder): Promise<number> {
  if (order.type === 'set') {
    await links.get(order.port)!.set(order.state);
    return order.port;
  }
  const link = await Link.to(order.target);
  links.set(link.port, link);
  return link.port;
}
