import { ANONYMOUS, type AppPolicy, type Principal } from '@citygraph/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSmallCity, PARENT, type SmallCity } from '../testing/small-city.ts';
import { addressOf } from './account-of.ts';
import { createClientBudget } from './client-budget.ts';
import { HttpProblem } from './http-problem.ts';

const person = (subject: string, app = 'explorer'): Principal => ({ ...ANONYMOUS, subject, app });
const from = (principal: Principal, address = '192.0.2.1') => ({ principal, address, forwardedFor: undefined });
const limits = (requestsPerMinute: number, costPerMinute = 1_000_000) => ({ requestsPerMinute, costPerMinute });
const policy = (requestsPerMinute: number): AppPolicy => ({
  organisation: null,
  thirdParty: true,
  documents: [],
  documentsOnly: false,
  limits: limits(requestsPerMinute),
});

describe('a budget', () => {
  it('is each person’s own, and says what is left', async () => {
    const budget = createClientBudget({ principal: limits(2) });
    expect(await budget?.admit(from(person('ada')))).toEqual({
      'ratelimit-policy': '"minute";q=2;w=60',
      ratelimit: expect.stringMatching(/^"minute";r=1;t=\d+$/),
    });
    await budget?.admit(from(person('ada')));
    const refused = await budget?.admit(from(person('ada')))?.catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(HttpProblem);
    expect(refused).toMatchObject({
      status: 429,
      code: 'RATE_LIMITED',
      headers: {
        'retry-after': expect.stringMatching(/^\d+$/),
        ratelimit: expect.stringMatching(/^"minute";r=0;t=\d+$/),
      },
    });
    await budget?.admit(from(person('bo')));
    // Nobody limits those who are not signed in here.
    expect(budget?.admit(from(ANONYMOUS))).toBeNull();
  });

  it('of those without a token is their address’s', async () => {
    const budget = createClientBudget({ anonymous: limits(1) });
    await budget?.admit(from(ANONYMOUS, '192.0.2.1'));
    await expect(budget?.admit(from(ANONYMOUS, '::ffff:192.0.2.1'))).rejects.toThrow('1 requests a minute');
    await budget?.admit(from(ANONYMOUS, '192.0.2.2'));
  });

  it('of an app is all its users’ together, as its policy has it now', async () => {
    let most = 2;
    const budget = createClientBudget({ appPolicy: (app) => (app === 'lender' ? policy(most) : null) });
    await budget?.admit(from(person('ada', 'lender')));
    await budget?.admit(from(person('bo', 'lender')));
    await expect(budget?.admit(from(person('cem', 'lender')))).rejects.toMatchObject({ status: 429 });
    await budget?.admit(from(person('cem', 'explorer')));
    most = 3;
    await budget?.admit(from(person('cem', 'lender')));
  });

  it('of cost is spent by what operations may cost', async () => {
    const budget = createClientBudget({ principal: limits(100, 50) });
    await budget?.spend(from(person('ada')), 30);
    await expect(budget?.spend(from(person('ada')), 30)).rejects.toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    await budget?.spend(from(person('bo')), 50);
  });

  it('is nobody’s without limits', () => {
    expect(createClientBudget({})).toBeNull();
  });
});

it.each([
  ['192.0.2.7', undefined, 0, '192.0.2.7'],
  ['::ffff:192.0.2.7', undefined, 0, '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', undefined, 0, '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', undefined, 0, '2001:db8:1:2::/64'],
  ['2001:db8::9', undefined, 0, '2001:db8:0:0::/64'],
  ['::1', undefined, 0, '0:0:0:0::/64'],
  // What a client says of itself counts for nothing; what our own proxies say of it does.
  ['192.0.2.7', '198.51.100.1', 0, '192.0.2.7'],
  ['10.0.0.1', '6.6.6.6, 198.51.100.1', 1, '198.51.100.1'],
  ['10.0.0.1', '6.6.6.6, 198.51.100.1, 10.0.0.2', 2, '198.51.100.1'],
  ['10.0.0.1', undefined, 1, '10.0.0.1'],
])('of %s with X-Forwarded-For %s and %i proxies the account is %s', (address, forwardedFor, proxies, account) => {
  expect(addressOf({ address, forwardedFor }, proxies)).toBe(account);
});

describe('a gateway with budgets', () => {
  let city: SmallCity;
  beforeAll(async () => {
    city = await openSmallCity({ gateway: { rateLimits: { principal: limits(3, 1_000), anonymous: limits(2) } } });
  });
  afterAll(() => city.close());

  it('says what is left on every answer, and 429 when nothing is', async () => {
    const first = await city.ask('{ me { name } }', { as: PARENT });
    expect(first.headers.get('ratelimit')).toMatch(/^"minute";r=2;t=\d+$/);
    await city.ask('{ me { name } }', { as: PARENT });
    await city.ask('{ me { name } }', { as: PARENT });
    city.forget();
    const { status, errors, headers } = await city.ask('{ me { name } }', { as: PARENT });
    expect({ status, code: errors[0]?.extensions.code }).toEqual({ status: 429, code: 'RATE_LIMITED' });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(city.government.received).toEqual([]);
    expect((await city.ask('{ school(code: "s1") { name } }')).status).toBe(200);
  });

  it('counts a purpose that is not theirs as their own, and says 429 when there were too many', async () => {
    const refusals = await openSmallCity({ gateway: { rateLimits: { principal: limits(2) } } });
    try {
      const ask = async (headers: Record<string, string>) =>
        (await refusals.ask('{ school(code: "s1") { name } }', { as: PARENT, headers })).status;
      const wrong = { 'citygraph-purpose': 'tax' };
      expect([await ask(wrong), await ask(wrong), await ask(wrong)]).toEqual([403, 403, 429]);
      expect(await ask({})).toBe(429);
    } finally {
      await refusals.close();
    }
  });

  it('counts tokens and keys that are not good as their address’s, and says 429 when there were too many', async () => {
    const guesses = await openSmallCity({ gateway: { rateLimits: { anonymous: limits(3) } } });
    try {
      const statusOf = async (n: number, header: string) =>
        (await guesses.ask('{ school(code: "s1") { name } }', { headers: { [header]: `Bearer guess-${n}` } })).status;
      expect(await statusOf(1, 'authorization')).toBe(401);
      expect(await statusOf(2, 'authorization')).toBe(401);
      expect(await statusOf(3, 'citygraph-app-key')).toBe(401);
      expect(await statusOf(4, 'authorization')).toBe(429);
      expect(await statusOf(5, 'citygraph-app-key')).toBe(429);
      expect((await guesses.ask('{ me { name } }', { as: PARENT })).status).toBe(200);
    } finally {
      await guesses.close();
    }
  });
});
