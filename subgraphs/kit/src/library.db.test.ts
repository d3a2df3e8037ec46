import { CityGraphError } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { forgetRequests, WITH_KEY_MS } from './idempotency/forget-requests.ts';
import { IdempotencyRecord } from './idempotency/idempotency-record.entity.ts';
import { WITHOUT_KEY_MS } from './idempotency/idempotent.ts';
import { printSubgraph } from './index.ts';
import { type Answer, anonymous, fuzzMutations, officer, resident, testSubgraph } from './testing/index.ts';
import { Loan, library } from './testing/library/library.ts';

const AGENCY = '11220100MB1C101566';
const now = new Date('2026-11-02T09:00:00+08:00');
const onCase = (over: object = {}) => ({
  id: 'case-1',
  agency: AGENCY,
  purposes: ['social-assistance' as const],
  subjects: ['res_1'],
  exp: now.getTime() / 1000 + 60,
  ...over,
});

describe('a department made with the kit', () => {
  const city = testSubgraph(library, { seed: (em) => library.seed(em, null), now });

  it('answers a resident about themselves and a guardian about the ward', async () => {
    const mine = await city.as(resident('res_1')).entity('Resident', { id: 'res_1' }, 'loans { title }');
    expect(mine).toEqual({ data: { loans: [{ title: 'Book 1' }, { title: 'Book 21' }] } });
    const wards = await city
      .as(resident('res_9', { guardianOf: ['res_1'] }))
      .entity('Resident', { id: 'res_1' }, 'loans { title }');
    expect(wards).toEqual(mine);
  });

  it.each([
    ['a stranger', resident('res_2'), 'FORBIDDEN'],
    ['nobody', anonymous(), 'UNAUTHENTICATED'],
    ['an officer without a case', officer({ agency: AGENCY, purpose: 'social-assistance' }), 'FORBIDDEN'],
    ['an officer without a purpose', officer({ agency: AGENCY, case: onCase() }), 'PURPOSE_REQUIRED'],
    [
      'an officer with another purpose',
      officer({ agency: AGENCY, case: onCase(), purpose: 'public-health' }),
      'FORBIDDEN',
    ],
    [
      'an officer of another agency',
      officer({ agency: '11220100MB1C10084D', case: onCase(), purpose: 'social-assistance' }),
      'FORBIDDEN',
    ],
    [
      'an officer on another subject',
      officer({ agency: AGENCY, case: onCase({ subjects: ['res_2'] }), purpose: 'social-assistance' }),
      'FORBIDDEN',
    ],
    [
      'an officer whose case has ended',
      officer({ agency: AGENCY, case: onCase({ exp: 1 }), purpose: 'social-assistance' }),
      'FORBIDDEN',
    ],
  ])('refuses %s', async (_, viewer, code) => {
    const { data, errors } = await city.as(viewer).entity('Resident', { id: 'res_1' }, 'loans { title }');
    expect(data).toEqual({ loans: null });
    expect(
      errors?.map(({ extensions, path }) => ({ code: extensions.code, coordinate: extensions.coordinate, path })),
    ).toEqual([{ code, coordinate: 'Resident.loans', path: ['_entities', 0, 'loans'] }]);
  });

  it('lets the officer on the case in, for the purpose of the field as well', async () => {
    const viewer = officer({ agency: AGENCY, case: onCase(), purpose: 'social-assistance' });
    const answer = await city.as(viewer).entity('Resident', { id: 'res_1' }, 'loans { title } finesCents');
    expect(answer).toEqual({ data: { loans: [{ title: 'Book 1' }, { title: 'Book 21' }], finesCents: 250 } });
  });

  it('gives nothing that is bound to a purpose to a plugin because it is one’s own to look at', async () => {
    const mine = async (...receivers: string[]) => {
      const viewer = { ...resident('res_1'), receivers };
      const answer = await city.as(viewer).entity('Resident', { id: 'res_1' }, 'loans { title } finesCents');
      return { ...answer.data, codes: answer.errors?.map(({ extensions }) => extensions.code) ?? [] };
    };
    const loans = [{ title: 'Book 1' }, { title: 'Book 21' }];
    expect(await mine()).toEqual({ loans, finesCents: 250, codes: [] });
    // What goes on to it is another field.
    expect(await mine('air@1.2.0:Resident.id', 'air@1.2.0:Resident.loans')).toEqual({
      loans,
      finesCents: 250,
      codes: [],
    });
    expect(await mine('air@1.2.0:Resident.id', 'air@1.2.0:Resident.finesCents')).toEqual({
      loans,
      finesCents: null,
      codes: ['PURPOSE_REQUIRED'],
    });
    const atWork = {
      ...officer({ agency: AGENCY, case: onCase(), purpose: 'social-assistance' }),
      receivers: ['air@1.2.0:Resident.finesCents'],
    };
    const answer = await city.as(atWork).entity('Resident', { id: 'res_1' }, 'finesCents');
    expect(answer).toEqual({ data: { finesCents: 250 } });
  });

  it('answers a hundred representations with one statement', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `res_${i}`);
    const viewer = resident('res_0', { guardianOf: ids });
    const keys = Array.from({ length: 100 }, (_, i) => ({ id: `res_${i % 20}` }));
    const statements = await city.statements(async () => {
      const { data } = await city.as(viewer).entities('Resident', keys, 'loans { title }');
      expect(data).toHaveLength(100);
    });
    expect(statements).toBe(1);
  });

  const lend = (title: string, key: string | null, id = 'res_1') =>
    city
      .as(resident(id))
      .run(
        'mutation Lend($title: String!, $key: ID) { lend(title: $title, idempotencyKey: $key) { loans { title } } }',
        { title, key },
      );

  it('does a repeated mutation once and answers the same', async () => {
    const first = await lend('Pond', 'k1');
    expect(first.errors).toBeUndefined();
    expect(await lend('Pond', 'k1')).toEqual(first);
    expect(first.data.lend.loans).toHaveLength(3);
  });

  it('refuses an idempotency key that stood for another input, and keeps keys of two people apart', async () => {
    await lend('Pond', 'k1');
    const { errors } = await lend('River', 'k1');
    expect(errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect((await lend('River', 'k1', 'res_2')).errors).toBeUndefined();
  });

  it('takes the same input without a key within ten minutes for a repeat, and later for a new one', async () => {
    await lend('Pond', null);
    expect((await lend('Pond', null)).data.lend.loans).toHaveLength(3);
    city.clock.set(new Date(now.getTime() + 11 * 60_000));
    expect((await lend('Pond', null)).data.lend.loans).toHaveLength(4);
  });

  describe('when what the first request made has ended', () => {
    const bringBack = () => city.em().nativeDelete(Loan, { title: 'Pond' });

    it('takes the same input without a key for a new one, and then for a repeat of that', async () => {
      await lend('Pond', null);
      await bringBack();
      expect((await lend('Pond', null)).data.lend.loans).toHaveLength(3);
      expect((await lend('Pond', null)).data.lend.loans).toHaveLength(3);
    });

    it('answers a repeat under the same key as the first', async () => {
      await lend('Pond', 'k1');
      await bringBack();
      expect((await lend('Pond', 'k1')).data.lend.loans).toHaveLength(2);
    });
  });

  it('forgets requests that no repeat may come of: ten minutes without a key, a week with one', async () => {
    const remembered = async () =>
      (await city.em().find(IdempotencyRecord, {}, { orderBy: { key: 'asc' } })).map(({ key }) => key.slice(0, 6));
    await lend('Pond', null);
    await lend('River', 'k');
    const after = async (ms: number) => {
      await forgetRequests(city.em(), { now: () => new Date(now.getTime() + ms) });
      return remembered();
    };
    expect(await after(WITHOUT_KEY_MS)).toEqual(['input:', 'key:k']);
    expect(await after(WITHOUT_KEY_MS + 1)).toEqual(['key:k']);
    expect(await after(WITH_KEY_MS)).toEqual(['key:k']);
    expect(await after(WITH_KEY_MS + 1)).toEqual([]);
  });

  it('rolls back what a test did', async () => {
    expect(await city.em().count(Loan)).toBe(40);
  });

  it('keeps milliseconds of a moment', async () => {
    expect((await city.em().findOneOrFail(Loan, 1)).lentAt.toISOString()).toBe('2026-10-01T02:00:00.123Z');
  });

  it('refuses U+0000 in arguments and keys, at any depth, before a database ends its string there', async () => {
    const title = await city
      .as(resident('res_1'))
      .run('mutation L($t: String!) { lend(title: $t) { id } }', { t: 'ab\u0000' });
    expect(title.errors?.[0]).toMatchObject({
      message: 'title: the text holds the character U+0000; leave it out.',
      extensions: { code: 'BAD_USER_INPUT', argument: 'title' },
    });
    const key = await city.as(resident('res_1')).entity('Resident', { id: 'res_1\u0000' }, 'loans { title }');
    expect(key.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('names the field of bad input and what it must be', async () => {
    const { errors } = await lend('x', null);
    expect(errors?.[0]).toMatchObject({
      message: 'title: give a title of two letters or more.',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('prints a federation 2 schema with its labels', async () => {
    const sdl = await printSubgraph(library);
    expect(sdl).toContain('@link(url: "https://specs.apollo.dev/federation/v2.9"');
    expect(sdl).toContain('type Resident @key(fields: "id")');
    expect(sdl).toContain('finesCents: Int @sensitivity(level: "S4") @purpose(any: ["social-assistance"])');
  });
});

describe('two at once', () => {
  const city = testSubgraph(library, { commits: true, now });

  it('act once under one idempotency key', async () => {
    const lend = () =>
      city.as(resident('res_1')).run('mutation { lend(title: "Pond", idempotencyKey: "race") { loans { title } } }');
    const answers = await Promise.all([lend(), lend(), lend()]);
    for (const { data, errors } of answers) {
      expect(errors).toBeUndefined();
      expect(data.lend.loans).toHaveLength(1);
    }
  });

  it('act once when what an earlier one made has ended', async () => {
    const lend = () => city.as(resident('res_3')).run('mutation { lend(title: "Pond") { loans { title } } }');
    await lend();
    await city.em().nativeDelete(Loan, { readerId: 'res_3' });
    city.clock.set(new Date(now.getTime() + 1000));
    for (const { data, errors } of await Promise.all([lend(), lend(), lend()])) {
      expect(errors).toBeUndefined();
      expect(data.lend.loans).toHaveLength(1);
    }
  });
});

describe('whatever is asked of a mutation', () => {
  const city = testSubgraph(library, { seed: (em) => library.seed(em, null), now });

  it('is done wholly or refused with a code', async () => {
    await fuzzMutations(city, { viewers: [resident('res_1'), anonymous()], known: { title: ['Book 7', 'Book 8'] } });
    expect(await city.em().count(Loan)).toBeGreaterThan(20);
  });

  it.each([
    ['lends half', 'lent half a book'],
    ['fails without a code', 'no code'],
  ])('is found out when it %s', async (_, fault) => {
    const broken = { ...city, as: () => ({ ...city.as(resident('res_1')), run: () => misbehave(fault) }) };
    const misbehave = async (fault: string): Promise<Answer> => {
      if (fault === 'no code') return { errors: [new GraphQLError('Lost.', { path: ['lend'] })] };
      await city.em().nativeUpdate(Loan, { id: 1 }, { title: `${Math.random()}` });
      return { errors: [new CityGraphError('CONFLICT', 'lent half a book')] };
    };
    await expect(fuzzMutations(broken, { viewers: [resident('res_1')], runs: 1 })).rejects.toThrow(fault);
  });
});
