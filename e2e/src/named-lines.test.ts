import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { linesOf, NAMED_LINES, readNamedLines, timesIn } from './named-lines.ts';

const house = fileURLToPath(new URL('../../', import.meta.url));

/** That cases fail without them is tried by `npm run soak named-lines`; that no case is missing, by their own tests. */
describe.each(NAMED_LINES)('%s', (list) => {
  it('names lines that are there, each once', () => {
    const wrong = readNamedLines(house, list)
      .lines.flatMap(linesOf)
      .flatMap(({ file, line }) => {
        const times = timesIn(readFileSync(join(house, file), 'utf8'), line);
        return times === 1
          ? []
          : [`${file} has ${times} lines that say ${line}: name another, and run npm run soak named-lines`];
      });
    expect(wrong).toEqual([]);
  });
});
