import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { explanationOf, knownCodes } from './explanation-of.ts';

/** A page without its examples: those are the same in every language. */
const prose = (page: string | null): string => (page ?? '').replaceAll(/```[\s\S]*?```/g, '');

describe.each(await knownCodes())('%s', (code) => {
  it('is explained in English and in Chinese', async () => {
    const [english, chinese] = await Promise.all([explanationOf(code, 'en'), explanationOf(code, 'zh-CN')]);
    expect([english, chinese]).toEqual([expect.stringContaining(code), expect.stringContaining(code)]);
    // Rules quote a letter or two of other scripts, never a word.
    expect(prose(english)).not.toMatch(/\p{Script=Han}{2}/u);
    expect(prose(chinese).match(/\p{Script=Han}/gu)?.length ?? 0).toBeGreaterThan(8);
  });
});

/** Every code that the sources of whoever answers a person name, wherever they name it. */
function codesIn(folder: string): string[] {
  const room = fileURLToPath(new URL(`../../../../${folder}/src/`, import.meta.url));
  const said =
    /(?:\bcode: |\bHttpProblem\(\s*\d+,\s*|\bHttpProblem\(\s*|\b(?:CityGraph|Command)Error\(\s*|\bfindingOf\(\s*)'([A-Z]+(?:_[A-Z]+)+)'/g;
  return readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$|testing\//.test(file))
    .flatMap((file) => [...readFileSync(join(room, file), 'utf8').matchAll(said)].map(([, code = '']) => code));
}

it('whatever gateway, registry, local hub and command answer has a page', async () => {
  const answered = new Set(
    ['gateway', 'marketplace/registry', 'plugin-sdk/testing', 'plugin-sdk/cli', 'subgraphs/kit'].flatMap(codesIn),
  );
  expect([...answered]).toEqual(
    expect.arrayContaining(['BAD_REQUEST', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'PLUGIN_ERROR']),
  );
  const pages = await Promise.all([...answered].map(async (code) => [code, await explanationOf(code, 'en')] as const));
  expect(pages.filter(([, page]) => page === null).map(([code]) => code)).toEqual([]);
});

it('nobody’s code has no page', async () => {
  expect(await explanationOf('NONNUL', 'zh-CN')).toBeNull();
});
