import type { Locator, Page } from 'playwright-core';
import { until } from '../support/app.ts';

/** The cards of the drop board. */
export class DropCards {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get all(): Locator {
    return this.#page.locator('[data-world]');
  }

  of(world: number): Locator {
    return this.#page.getByRole('listitem').filter({ hasText: `World ${world}` });
  }

  /** The worlds in their order on the page. */
  worlds(): Promise<number[]> {
    return this.all.evaluateAll((all) => all.map((card) => Number(card.dataset.world)));
  }

  showInOrder(order: readonly number[]): Promise<void> {
    return until(async () => String(await this.worlds()) === String(order), `the order ${order.join()}`);
  }

  /** The small figures of a card as a viewer sees them. */
  async facts(world: number): Promise<Record<string, string | null>> {
    const pairs = await this.of(world)
      .locator('dl > div')
      .evaluateAll((all) =>
        all.map((one) => [
          one.querySelector('dt')!.textContent,
          (one.querySelector('dd [aria-hidden]') ?? one.querySelector('dd')!).textContent,
        ]),
      );
    return Object.fromEntries(pairs) as Record<string, string>;
  }
}
