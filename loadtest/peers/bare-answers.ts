import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Drop = { world: number; value: number };

/** What the parent process sends, for the list that is answered. */
export type List = { body: string; etag: string };

/** An answer as long as Muster's to a report. */
export function addedDrop({ world, value }: Drop) {
  return {
    status: 'drop_added',
    party_id: 1,
    world,
    total_drops: 1,
    avg_drop_value: value,
    message: `Drop added to existing party on world ${world}`,
  };
}

/** Keeps the list that the parent process sent last. */
export function listOfParent(): () => { body: Buffer; etag: string } {
  let list = { body: Buffer.from('{}'), etag: '' };
  process.on('message', ({ body, etag }: List) => {
    list = { body: Buffer.from(body), etag };
  });
  return () => list;
}

/** Once the server listens. */
export function tellPort(server: Server): void {
  process.send?.((server.address() as AddressInfo).port);
}
