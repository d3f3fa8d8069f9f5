/** The code on the pages of the documentation. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/lib/npm.mjs';

export const EXAMPLE_PAGES = ['README.md', 'docs/recipes.md'] as const;

export interface Block {
  readonly page: string;
  /** The heading above it. */
  readonly heading: string;
  /** What follows the opening fence. */
  readonly language: string;
  readonly text: string;
}

export const readPage = (page: string) => readFileSync(join(root, page), 'utf8');

/** The fenced blocks of the pages, in order. */
export function fencedBlocks(pages: readonly string[] = EXAMPLE_PAGES): Block[] {
  return pages.flatMap((page) => {
    const text = readPage(page);
    return [...text.matchAll(/^```(\w*)\n(.*?)^```/gms)].map(({ index, 1: language = '', 2: code = '' }) => {
      const headings = [...text.slice(0, index).matchAll(/^#+ (.*)$/gm)];
      return { page, heading: headings.at(-1)?.[1] ?? '', language, text: code };
    });
  });
}
