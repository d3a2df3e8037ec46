import { expect, it } from '@jest/globals';
import { agreementOf } from './agreement.ts';

const answer = (bytes: number) => {
  const sdl = `type Query { a: Int } #`;
  return { supergraphSdl: sdl + ' '.repeat(bytes - sdl.length), hints: [], errors: [] };
};
const MOST = 8 * 1_024 * 1_024;

it('agrees on a graph of 8 MiB', () => {
  expect(agreementOf(answer(MOST), answer(MOST)).errors).toEqual([]);
});

it('refuses a larger one, though both composers made it', () => {
  const { supergraphSdl, errors } = agreementOf(answer(MOST + 1), answer(MOST + 1));
  expect(supergraphSdl).toBeNull();
  expect(errors).toMatchObject([
    { code: 'GRAPH_TOO_LARGE', message: 'The graph would have 8388609 bytes; at most 8388608 are served.' },
  ]);
});
