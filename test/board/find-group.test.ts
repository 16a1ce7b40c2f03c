import { useLobby } from './lobby-fixtures.ts';

describe('The group finder on the page', () => {
  const { player } = useLobby();

  it('finds two windows a group, which both accept, and shows the queue meanwhile', async () => {
    const [ann, ben] = [await player('Ann'), await player('Ben')];
    for (const window of [ann, ben]) {
      await window.panel.getByLabel('Players at most').fill('2');
      await window.panel.getByLabel('Where').fill('eu-west');
      await window.press('Find me a group');
      if (window === ann) {
        await ann.sees(/Place 1: 1 of 2 players in eu-west/);
        await ben.sees('1 player, coop, eu-west');
      }
    }
    for (const window of [ann, ben]) await window.sees(/Found a group of 2/);
    await ann.press('Accept');
    await ben.sees('accepted so far: 1');
    await ben.press('Accept');
    for (const window of [ann, ben]) await window.sees('Floor 0');
  });
});
