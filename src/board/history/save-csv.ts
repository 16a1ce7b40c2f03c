import type { EndedParty } from './ended-party.ts';

/** Gives the browser a file to save. */
export async function saveCsv(parties: readonly EndedParty[]): Promise<void> {
  const { partiesAsCsv } = await import('./csv.ts');
  const file = URL.createObjectURL(new Blob([partiesAsCsv(parties)], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = file;
  link.download = 'drop-parties.csv';
  link.click();
  // The download has begun by then; the file would stay in memory for as long as the page.
  setTimeout(() => URL.revokeObjectURL(file), 60_000);
}
