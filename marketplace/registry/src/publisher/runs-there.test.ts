import { describe, expect, it } from '@jest/globals';
import { isOwnHost, whyOnlySandbox } from './runs-there.ts';

describe('where a plugin runs', () => {
  it.each([
    ['https://airlab.example/graphql', 'airlab.example', true],
    ['https://api.airlab.example:8443/graphql', 'airlab.example', true],
    ['https://AIRLAB.example/', 'airlab.example', true],
    ['https://evilairlab.example/', 'airlab.example', false],
    ['https://airlab.example.evil.example/', 'airlab.example', false],
    ['https://airlab.example@evil.example/', 'airlab.example', false],
    ['https://example/', 'airlab.example', false],
    ['https://airlab.example/', null, false],
    ['http://127.0.0.1:4100/graphql', '127.0.0.1:4200', true],
    ['http://[::1]:4100/graphql', null, true],
    ['https://127.0.0.1.evil.example/', '127.0.0.1:4200', false],
  ])('%s is of who proved %s: %s', (url, domain, is) => {
    expect(isOwnHost(url, domain === null ? [] : ['other.example', domain])).toBe(is);
  });

  const runtime = (stable: string, sandbox = stable) => ({ stableUrl: stable, sandboxUrl: sandbox });
  it('says what to prove, and which address is somebody else’s', () => {
    const known = { handle: 'air-lab', domains: ['airlab.example'], verification: 'DOMAIN_PROVED' as const };
    const own = runtime('https://airlab.example/');
    expect(whyOnlySandbox(known, own)).toBeNull();
    expect(whyOnlySandbox({ ...known, verification: 'LICENCE_CHECKED' }, own)).toBeNull();
    expect(whyOnlySandbox({ ...known, domains: [], verification: 'UNVERIFIED' }, own)).toContain('proved no domain');
    // A port of one machine is nobody's standing with the city.
    const here = runtime('http://127.0.0.1:4100/');
    expect(whyOnlySandbox({ ...known, domains: [], verification: 'UNVERIFIED' }, here)).toContain('proved no domain');
    const sandbox = runtime('https://airlab.example/', 'https://other.example/');
    expect(whyOnlySandbox(known, sandbox)).toContain('runtime.sandbox.url is at other.example');
    expect(whyOnlySandbox({ ...known, domains: ['airlab.example', 'other.example'] }, sandbox)).toBeNull();
    // A licence that was seen says nothing of where servers stand.
    expect(whyOnlySandbox({ ...known, domains: [], verification: 'LICENCE_CHECKED' }, own)).toContain(
      'no domain is proved',
    );
  });
});
