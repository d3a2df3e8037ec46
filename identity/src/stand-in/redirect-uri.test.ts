import { describe, expect, it } from '@jest/globals';
import { redirectAllowed } from './redirect-uri.ts';

describe("an app's redirect address", () => {
  const patterns = ['http://localhost/*', 'http://127.0.0.1/*', 'https://city.example/*'];

  it.each([
    'http://localhost:4000/',
    'http://localhost:4000',
    'http://localhost:4000/console',
    'http://localhost/callback',
    'http://127.0.0.1:39211/callback',
  ])('may be %s on this machine', (address) => {
    expect(redirectAllowed(patterns, address)).toBe(true);
  });

  it.each([
    'http://evil.example/',
    'http://localhost.evil.example/',
    'http://localhost:x@evil.example/',
    'http://localhost@evil.example/',
    'http://localhost:4000@evil.example/',
    'http://localhost:4000/#fragment',
    'http://localhost:4000\\@evil.example/',
    'https://localhost:4000/',
    'http://LOCALHOST:4000/',
    'http://localhost:4000/a/../b',
    'javascript:alert(1)',
    'no address',
    '',
  ])('may not be %s', (address) => {
    expect(redirectAllowed(patterns, address)).toBe(false);
  });

  it('is taken exactly where the pattern has no star', () => {
    expect(redirectAllowed(['https://city.example/console'], 'https://city.example/console')).toBe(true);
    expect(redirectAllowed(['https://city.example/console'], 'https://city.example/console/x')).toBe(false);
    expect(redirectAllowed(['https://city.example/*'], 'https://city.example:8443/x')).toBe(false);
  });
});
