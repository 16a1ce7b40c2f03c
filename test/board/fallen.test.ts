import assert from 'node:assert/strict';
import { until } from '../support/app.ts';
import { Admin, ADMIN_ENV } from '../http/admin/admin.ts';
import { DropCards } from './DropCards.ts';
import { reportTwice, TWO_ADDRESSES, usePages } from './fixtures.ts';

/** A desktop, a phone and the narrowest phone. */
const WIDTHS = [1280, 390, 320];

describe('What falls, on the board', () => {
  const pages = usePages({ isPerTest: true, env: { ...TWO_ADDRESSES, ...ADMIN_ENV, DEDUPE_MODE: 'witness' } });

  let item = 0;
  const drop = (world: number, item_name: string, value: number, quantity = 1) =>
    reportTwice(pages.app, [{ world, item_id: ++item, item_name, quantity, value }]);
  /** By one address, so that nobody confirms it. */
  const claim = async (world: number, item_name: string, value: number) => {
    const report = { world, item_id: ++item, item_name, quantity: 1, value, reporter: 'Zezima' };
    await pages.app.post('/drops', report, { 'X-Forwarded-For': '192.0.2.1' });
    return report;
  };

  for (const width of WIDTHS) {
    it(`a card shows the newest drops as they fall, tinted by worth, and the biggest one, in a window of ${width} px`, async () => {
      await drop(444, 'Abyssal whip', 1_400_000);
      const window = await pages.open('/', { viewport: { width, height: 844 } });
      const card = new DropCards(window.page).of(444);
      const lines = card.getByRole('list', { name: 'Newest drops' }).getByRole('listitem');
      await lines.filter({ hasText: 'Abyssal whip' }).getByText('1.4M').waitFor();
      for (const [name, value] of [
        ['Shark', 800],
        ['Rune 2h sword', 38_052],
        ['Dragon boots', 180_000],
      ] as const)
        await drop(444, name, value, name === 'Shark' ? 20 : 1);
      await until(
        async () => (await lines.count()) === 3 && (await lines.first().innerText()).includes('Dragon boots'),
      );
      assert.deepEqual(
        await lines.locator('.drop').evaluateAll((all) => all.map((line) => (line as HTMLElement).dataset.worth)),
        ['2', '1', '0'],
      );
      assert.match(await lines.last().innerText(), /^20 × Shark/);
      assert.match(await card.locator('.biggest').innerText(), /Biggest\s+Abyssal whip\s+1\.4M/);
      const ring = card.locator('.ring');
      await ring.getByText('ends in').waitFor();
      assert.match(await ring.locator('.time').innerText(), /^[45]:\d\d$/);
      await card.getByText(/^last drop \d+ seconds? ago$/).waitFor();
      await window.assertFitsWidth();
    });

    it(`an absurd claim is marked until somebody confirms it, and breaks no layout, in a window of ${width} px`, async () => {
      const absurd = await claim(301, 'W'.repeat(128), Number.MAX_SAFE_INTEGER);
      await claim(301, 'Bones', Number.MAX_SAFE_INTEGER);
      await drop(444, 'Shark', 800);
      const window = await pages.open('/', { viewport: { width, height: 844 } });
      const { page } = window;
      const cards = new DropCards(page);
      await cards.showInOrder([444, 301]);
      assert.equal(await cards.of(301).locator('.doubted').count(), 3);
      assert.equal(await cards.of(444).locator('.doubted').count(), 0);
      await cards.of(301).getByText('unconfirmed', { exact: true }).first().waitFor();
      await window.assertFitsWidth();
      const wide = await cards.of(301).evaluate((card) => card.scrollWidth - card.clientWidth);
      assert.ok(wide <= 0, `the card's content is ${wide} px too wide`);
      await pages.app.post('/drops', { ...absurd, reporter: 'Woox' }, { 'X-Forwarded-For': '192.0.2.2' });
      await until(async () => (await cards.of(301).locator('.doubted').count()) < 3, 'a mark less');
    });
  }

  it('the feed has the drops of all worlds, newest first, from before and as they fall, and loses what an admin removes', async () => {
    await drop(444, 'Abyssal whip', 1_400_000);
    await drop(301, 'Shark', 800);
    const { page } = await pages.open('/');
    const feed = page.getByRole('region', { name: 'Falling now' });
    const names = () => feed.locator('.item').allInnerTexts();
    await until(async () => String(await names()) === 'Shark,Abyssal whip', 'the drops from before');
    await claim(512, 'Dragon boots', 180_000);
    await until(async () => String(await names()) === 'Dragon boots,Shark,Abyssal whip', 'a new drop');
    await feed.getByRole('listitem').first().getByText('unconfirmed').waitFor({ state: 'attached' });
    await new Admin(pages.app).do('DELETE', '/drop-parties/2/drops/1');
    await until(async () => String(await names()) === 'Dragon boots,Abyssal whip', 'without the removed drop');
    await feed.getByRole('link', { name: '444' }).click();
    await page.getByRole('heading', { level: 1, name: /^World 444, / }).waitFor();
  });

  it('the feed can be kept calm by a least value, which the address keeps', async () => {
    await drop(444, 'Abyssal whip', 1_400_000);
    for (let i = 0; i < 50; i++) await drop(301, `Bones ${i}`, 90);
    const { page } = await pages.open('/');
    const feed = page.getByRole('region', { name: 'Falling now' });
    await feed.getByText('Bones 49').waitFor();
    assert.equal(await feed.getByText('Abyssal whip').count(), 0);
    await feed.getByLabel('Drops from').fill('100k');
    // Older than all that the feed had, so it was asked for.
    await feed.getByText('Abyssal whip').waitFor();
    assert.equal(await feed.getByRole('listitem').count(), 1);
    assert.equal(new URL(page.url()).searchParams.get('feed'), '100000');
    await page.reload();
    await feed.getByText('Abyssal whip').waitFor();
    await drop(301, 'Bones', 90);
    await drop(301, 'Dragon boots', 180_000);
    await feed.getByText('Dragon boots').waitFor();
    assert.equal(await feed.getByRole('listitem').count(), 2);
  });

  it('a pace line is full from the start: with what fell before the page was opened', async () => {
    await drop(444, 'Abyssal whip', 1_400_000);
    const { page } = await pages.open('/');
    const line = new DropCards(page).of(444).getByRole('img');
    await until(async () => (await line.textContent())?.endsWith(', since it began; at most 1,400,000 GP'));
  });
});
