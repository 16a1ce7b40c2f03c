import assert from 'node:assert/strict';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { until } from '../support/app.ts';
import { DropCards } from './DropCards.ts';
import { reportTwice, TWO_ADDRESSES, usePages } from './fixtures.ts';

/** A server and a page whose clocks can be moved forward together. Otherwise they run as usual. */
function useBoard(env: Record<string, string> = {}) {
  let skippedMs = 0;
  // Registered before the hook that starts the server: its clock must not go back.
  beforeEach(() => {
    skippedMs = 0;
  });
  const pages = usePages({ isPerTest: true, env: { ...env, ...TWO_ADDRESSES }, now: () => Date.now() + skippedMs });
  let page: Page;
  let item = 0;

  return {
    async open(options?: BrowserContextOptions) {
      const window = await pages.open('/', options);
      await window.controlClock();
      page = window.page;
      await page.getByText('No parties right now').waitFor();
      return { page, cards: new DropCards(page) };
    },
    /** Less than 15 s at a time, so that the server can answer the heartbeats that fall due. */
    async skip(ms: number): Promise<void> {
      skippedMs += ms;
      await page.clock.fastForward(ms);
    },
    /** Each drop is of another item, so that none counts as a duplicate. */
    async drop(world: number, value: number): Promise<void> {
      const about = { item_id: ++item, item_name: `Item ${item}`, quantity: 1, value };
      await reportTwice(pages.app, [{ world, ...about }]);
    },
  };
}

async function drainedPercent(cards: DropCards, world: number): Promise<number> {
  return Number(await cards.of(world).locator('.left').getAttribute('stroke-dashoffset'));
}

/** Milliseconds. */
const IDLE_MS = 8_000;

/** The page's clock also runs by itself, and on a busy machine seconds pass between two steps. */
const TWO_SECONDS_OR_MORE = /^last drop (?:[2-9]|\d\d) seconds ago$/;

describe('A drop party on the board until its end', () => {
  const board = useBoard({ PARTY_IDLE_MS: String(IDLE_MS) });

  it('the ring drains, fills up at a drop and glows at the end; an ended card disappears unless it has the focus', async () => {
    const { page, cards } = await board.open();
    await board.drop(301, 1_200_000);
    const ring = cards.of(301).locator('.left');
    // Recorded in the page, because the ring glows for little more than a second.
    await ring.evaluate((circle) =>
      new MutationObserver(() => {
        if (circle.matches('.last')) document.body.dataset.glowed = 'yes';
      }).observe(circle, { attributes: true }),
    );
    await board.skip(3_000);
    await until(async () => (await drainedPercent(cards, 301)) > 30, 'a drained ring');
    await board.drop(301, 1);
    await until(async () => (await drainedPercent(cards, 301)) < 25, 'a full ring');
    await page.getByRole('link', { name: 'World 301' }).focus();
    await board.skip(IDLE_MS - 1_000);
    await cards.of(301).getByText('ended').waitFor();
    assert.equal(await page.evaluate(() => document.body.dataset.glowed), 'yes');
    assert.match(await cards.of(301).innerText(), /1\.2M/);
    await until(async () => (await page.title()) === 'Muster', 'a title without a number');
    // It stays while it has the focus; one that ends later without the focus disappears first.
    await board.drop(302, 5);
    await cards.of(302).waitFor();
    await board.skip(IDLE_MS);
    await cards.of(302).getByText('ended').waitFor();
    await board.skip(6_000);
    await cards.of(302).waitFor({ state: 'detached' });
    assert.ok(
      await cards
        .of(301)
        .getByRole('link')
        .evaluate((link) => link === document.activeElement),
    );
    await page.getByRole('link', { name: 'History' }).focus();
    await page.getByText('No parties right now').waitFor();
  });
});

describe('The drop board as time passes', () => {
  const board = useBoard();

  it('cards are in order of value or of the latest drop, and keep their places under a pointer or the focus', async () => {
    const { page, cards } = await board.open();
    await board.drop(301, 500);
    await board.drop(302, 900);
    await cards.showInOrder([302, 301]);
    await board.drop(301, 1_000);
    await cards.showInOrder([301, 302]);

    await cards.of(302).hover();
    await board.drop(302, 5_000);
    await board.drop(303, 90_000);
    // The counter has moved on, so the list would have been sorted by now.
    await board.skip(2_000);
    await cards.of(302).getByText(TWO_SECONDS_OR_MORE).waitFor();
    await cards.of(303).waitFor();
    assert.deepEqual(await cards.worlds(), [301, 302, 303]);
    await page.mouse.move(0, 0);
    await cards.showInOrder([303, 302, 301]);

    await page.getByRole('link', { name: 'World 303' }).focus();
    await board.drop(301, 1_000_000);
    await board.skip(2_000);
    await cards.of(301).getByText(TWO_SECONDS_OR_MORE).waitFor();
    assert.deepEqual(await cards.worlds(), [303, 302, 301]);
    await page.getByText('Latest drop').click();
    await cards.showInOrder([301, 303, 302]);
  });

  it('a card draws its pace, and its title says what time it covers', async () => {
    const { cards } = await board.open();
    await board.drop(444, 5_000);
    const line = cards.of(444).getByRole('img');
    await until(async () => (await line.textContent())?.endsWith(', since it began; at most 5,000 GP'));
    // Into the next step of the line, so that the next drop has a bar of its own.
    await board.skip(5_000);
    const bars = await line.locator('path').getAttribute('d');
    await board.drop(444, 70_000);
    await until(async () => (await line.locator('path').getAttribute('d')) !== bars, 'a higher bar');
    assert.equal((await cards.facts(444))['per min'], '75k');
  });

  it('with reduced motion nothing is animated, and the ring still drains', async () => {
    const { page, cards } = await board.open({ reducedMotion: 'reduce' });
    await board.drop(301, 100);
    await board.drop(302, 200);
    await cards.of(302).waitFor();
    await board.drop(301, 300);
    await cards.showInOrder([301, 302]);
    assert.deepEqual(await page.evaluate(() => document.getAnimations().length), 0);
    await board.skip(5_000);
    await until(async () => (await drainedPercent(cards, 301)) > 0, 'a step of the ring');
  });
});
