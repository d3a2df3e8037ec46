import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { command } from './command.ts';

describe('custodians', () => {
  let folder: string;
  const at = (...path: string[]) => join(folder, ...path);
  const keys = (...words: string[]) => command(['keys', ...words]);
  const proposed = () => at('hub', 'keyset.next.json');
  const shown = async () => (await keys('show', proposed())).lines.join('\n');
  const digest = async () => /Digest (\w{64})/.exec(await shown())?.[1] ?? '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'citygraph-custody-'));
    for (const name of ['one', 'two']) await keys('root', '--folder', at(name));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const pin = () => keys('pin', at('one', 'root.public.json'), at('two', 'root.public.json'), '--folder', at('hub'));

  it('let no key in that one of them alone wants', async () => {
    expect((await pin()).lines.join()).toMatch(/2 of 2 custodians.*waits for 2 custodians/);
    expect(await shown()).toMatch(/Keyset 1, good until .*graphs: .* may sign.*Signed by nobody yet/s);
    expect(await keys('apply', '--folder', at('hub'))).toMatchObject({ code: 3 });
    await keys('sign', proposed(), '--digest', await digest(), '--folder', at('one'));
    await keys('sign', proposed(), '--digest', await digest(), '--folder', at('one'));
    expect((await keys('apply', '--folder', at('hub'))).lines.join()).toMatch(/1 of the 2/);
    const signed = await keys('sign', proposed(), '--digest', await digest(), '--folder', at('two'));
    expect(signed.lines.join()).toContain('2 so far');
    expect(await keys('apply', '--folder', at('hub'))).toMatchObject({
      code: 0,
      lines: [expect.stringContaining('Keyset 1')],
    });
  });

  it('see what is new, and sign nothing else', async () => {
    await pin();
    const first = await digest();
    for (const name of ['one', 'two']) await keys('sign', proposed(), '--digest', first, '--folder', at(name));
    await keys('apply', '--folder', at('hub'));
    await keys('rotate', 'policy', '--folder', at('hub'));
    const { lines } = await keys('show', proposed(), '--trust', at('hub', 'keyset.json'));
    expect(lines.filter((line) => line.endsWith('is new'))).toEqual([expect.stringMatching(/^policy: /)]);
    const stale = await keys('sign', proposed(), '--digest', first, '--folder', at('one'));
    expect([stale.code, stale.lines.join()]).toEqual([3, expect.stringContaining('not what you looked at')]);
    expect((await keys('withdraw', '--folder', at('hub'))).lines.join()).toContain('withdrawn');
    expect((await keys('withdraw', '--folder', at('hub'))).lines.join()).toContain('no proposed');
  });

  it.each([
    ['an act that is none', /Give one of keys renew/, () => keys('turn')],
    [
      'one custodian',
      /two custodians or more/,
      () => keys('pin', at('one', 'root.public.json'), '--folder', at('hub')),
    ],
    [
      'one custodian, twice',
      /two of its keys have one x/,
      () => keys('pin', at('one', 'root.public.json'), at('one', 'root.public.json'), '--folder', at('hub')),
    ],
    [
      'a threshold of one',
      /would decide alone/,
      () =>
        keys(
          'pin',
          at('one', 'root.public.json'),
          at('two', 'root.public.json'),
          '--threshold',
          '1',
          '--folder',
          at('hub'),
        ),
    ],
    [
      'a threshold that nobody reaches',
      /number from 1 to 2/,
      () =>
        keys(
          'pin',
          at('one', 'root.public.json'),
          at('two', 'root.public.json'),
          '--threshold',
          '3',
          '--folder',
          at('hub'),
        ),
    ],
    [
      'a private key',
      /1 to 10 public Ed25519 keys/,
      async () => {
        await writeFile(
          at('d.json'),
          JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), kid: 'd', d: 'secret' }),
        );
        return keys('pin', at('one', 'root.public.json'), at('d.json'), '--folder', at('hub'));
      },
    ],
    [
      'custodians of a hub that has some',
      /pins custodians already/,
      async () => {
        await pin();
        return pin();
      },
    ],
    ['a proposal that is none', /no keyset/, () => keys('show', at('one', 'root.public.json'))],
    ['a proposal that is no JSON', /no JSON/, () => keys('show', at('one', 'root.pem'))],
    [
      'a proposal that nobody looked at',
      /Say what you looked at/,
      async () => {
        await pin();
        return keys('sign', proposed(), '--folder', at('one'));
      },
    ],
    [
      'a proposal by nobody',
      /There is no .*root\.pem/,
      async () => {
        await pin();
        return keys('sign', proposed(), '--digest', await digest(), '--folder', at('nobody'));
      },
    ],
    ['nothing that was proposed', /cannot be read/, () => keys('apply', '--folder', at('one'))],
  ])('refuse %s', async (_, sentence, act) => {
    const { code, lines } = await act();
    expect([code, lines.join()]).toEqual([3, expect.stringMatching(sentence)]);
  });
});
