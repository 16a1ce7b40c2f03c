import { hash } from 'node:crypto';

/** Stands for a content: whoever has the same tag has the same content. */
export function tagOf(content: string): string {
  return hash('sha256', content, 'base64url').slice(0, 22);
}

/** A row's JSON and its tag. They are made when a page first shows the row, because many changes are never read. */
export class RowJson {
  readonly #make: () => object;
  #json: string | null = null;
  #tag: string | null = null;

  constructor(make: () => object) {
    this.#make = make;
  }

  get json(): string {
    return (this.#json ??= JSON.stringify(this.#make()));
  }

  get tag(): string {
    return (this.#tag ??= tagOf(this.json));
  }
}
