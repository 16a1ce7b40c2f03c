import type { AddressShare } from '../../protocol/admin/operation.ts';
import { useLoaded, WhenLoaded } from './loaded.tsx';
import { Table } from './Table.tsx';

/** Which addresses hold how much of what all share. */
export function SharesSection() {
  const list = useLoaded<{ addresses: AddressShare[]; address_count: number }>('shares');
  return (
    <WhenLoaded of={list}>
      {({ addresses, address_count }) => (
        <>
          <Table
            title="Shares"
            columns={[
              'Address',
              'Connections',
              'Drop parties',
              'Lobbies',
              'Dungeon parties',
              'Join requests',
              'Tickets',
            ]}
            empty="Nobody holds anything."
            rows={addresses.map(({ address, ...held }) => ({
              key: address,
              cells: [
                address,
                held.connections,
                held.drop_parties,
                held.lobbies,
                held.dungeon_parties,
                held.join_requests,
                held.tickets,
              ],
            }))}
          />
          {address_count > addresses.length && <p class="quiet">{address_count - addresses.length} more hold less.</p>}
        </>
      )}
    </WhenLoaded>
  );
}
