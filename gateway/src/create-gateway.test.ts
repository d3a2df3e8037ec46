import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OFFICER, openSmallCity, PARENT, type SmallCity } from './testing/small-city.ts';

let city: SmallCity;
beforeAll(async () => {
  city = await openSmallCity();
});
beforeEach(() => city.forget());
afterAll(() => city.close());

const asked = () => [...city.government.received, ...city.education.received].filter(({ query }) => query);

describe('a query over two departments', () => {
  it('is answered as one', async () => {
    const { data, errors } = await city.ask(
      'query SchoolEntry($year: String!) { me { guardianOf { name enrolments(year: $year) { status school { name vacancies } } } } }',
      { as: PARENT, variables: { year: '2026' } },
    );
    expect(errors).toEqual([]);
    const enrolments = [{ status: '2026', school: { name: '第一小学', vacancies: 7 } }];
    expect(data).toEqual({
      me: {
        guardianOf: [
          { name: '安娜', enrolments },
          { name: '波', enrolments },
        ],
      },
    });
  });

  it('tells departments who asks, by a hop token and a signature', async () => {
    await city.ask('{ me { enrolments { status } } }', { as: PARENT });
    const [fetch] = city.education.received;
    expect(fetch?.viewer).toMatchObject({
      principal: { subject: 'sub-parent', app: 'explorer' },
      standing: { guardianOf: ['res_ada', 'res_bo'] },
      purpose: 'self-service',
      receivers: [],
    });
    expect(fetch?.headers['signature-input']).toContain('hop=');
    expect(fetch?.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('never forwards what the client sent to the hub', async () => {
    const headers = { cookie: 'a=b', 'x-secret': 'x', 'citygraph-request-id': 'mine' };
    const { headers: answered } = await city.ask('{ me { name } }', { as: PARENT, headers });
    const [fetch] = asked();
    expect(fetch?.headers).not.toHaveProperty('cookie');
    expect(fetch?.headers).not.toHaveProperty('x-secret');
    expect(fetch?.headers.authorization).not.toContain('sub-parent');
    expect(fetch?.headers['citygraph-request-id']).toContain(answered.get('citygraph-request-id') ?? '?');
  });
});

describe('labels', () => {
  it('refuse personal fields to anonymous callers and serve the public ones', async () => {
    const { status, data, errors } = await city.ask('{ division(code: "220102") { name head { id name } } }');
    expect(status).toBe(200);
    expect(data).toEqual({ division: { name: '南关区', head: { id: 'res_parent', name: null } } });
    expect(errors).toEqual([
      {
        message: 'Sign in to see Resident.name.',
        path: ['division', 'head', 'name'],
        extensions: { code: 'UNAUTHENTICATED', coordinate: 'Resident.name', count: 1 },
      },
    ]);
    expect(
      asked()
        .map(({ query }) => query)
        .join(),
    ).not.toContain('head{id name');
  });

  it('stop an operation of which nothing may be seen before any fetch', async () => {
    const { data, errors } = await city.ask('{ me { name } resident(id: "res_ada") { name } }');
    expect(data).toEqual({ me: null, resident: null });
    expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['me'], 'UNAUTHENTICATED'],
      [['resident', 'name'], 'UNAUTHENTICATED'],
    ]);
    expect(city.government.received).toEqual([]);
  });

  it('ask for a purpose where one is listed', async () => {
    const query = '{ resident(id: "res_ada") { id income } }';
    const without = await city.ask(query, { as: OFFICER });
    expect(without.data).toEqual({ resident: { id: 'res_ada', income: null } });
    expect(without.errors[0]?.extensions.code).toBe('PURPOSE_REQUIRED');
    const withPurpose = await city.ask(query, {
      as: OFFICER,
      headers: { 'citygraph-purpose': 'social-assistance', 'citygraph-case': 'case-1' },
    });
    expect(withPurpose.data).toEqual({ resident: { id: 'res_ada', income: 1200 } });
    expect(city.government.received.find(({ path }) => path === '/operations/standing')?.variables).toBeUndefined();
  });

  it('let a resident through to the department for self-service', async () => {
    const { data } = await city.ask('{ me { income } }', { as: PARENT });
    expect(data).toEqual({ me: { income: 1200 } });
  });

  it('count an interface field as its most sensitive implementation', async () => {
    const { data, errors } = await city.ask('{ parties { id title ... on Firm { rating } } }');
    expect(data).toEqual({
      parties: [
        { id: 'res_ada', title: null },
        { id: 'f1', title: null, rating: null },
      ],
    });
    expect(errors.map(({ path, extensions }) => [path, extensions.count])).toEqual([
      [['parties', 'title'], 2],
      [['parties', 'rating'], 1],
    ]);
  });

  it('put each null where the operation has the field', async () => {
    const { text } = await city.ask('{ schools { before: code vacancies after: name } }');
    expect(text).toContain('{"before":"s1","vacancies":null,"after":"第一小学"}');
  });

  it('refuse scopes that the token lacks, and say which', async () => {
    const { errors } = await city.ask('{ staff }', { as: PARENT });
    expect(errors).toMatchObject([
      { message: 'Query.staff needs the scope staff, or admin and mfa.', extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  it('leave skipped fields out of the errors', async () => {
    const query = 'query($with: Boolean!) { division(code: "1") { code head { id name @include(if: $with) } } }';
    const without = await city.ask(query, { variables: { with: false } });
    expect(without.errors).toEqual([]);
    expect(without.data).toEqual({ division: { code: '1', head: { id: 'res_parent' } } });
    expect((await city.ask(query, { variables: { with: true } })).errors).toHaveLength(1);
  });
});

describe('errors of departments', () => {
  it('are one for each position, however many rows have them', async () => {
    const { errors } = await city.ask('{ me { guardianOf { id idNumber } } }', { as: PARENT });
    expect(errors).toEqual([
      {
        message: 'You may not see this.',
        path: ['me', 'guardianOf', 0, 'idNumber'],
        extensions: { code: 'FORBIDDEN', coordinate: 'Resident.idNumber', count: 2 },
      },
    ]);
  });

  it('never show a stack, a host or what else a subgraph says', async () => {
    const { text, errors } = await city.ask('{ me { guardianOf { studentNumber } } }', { as: PARENT });
    expect(errors).toMatchObject([
      { extensions: { code: 'INTERNAL_ERROR', coordinate: 'Resident.studentNumber', count: 2 } },
    ]);
    expect(text).not.toMatch(/SELECT|internal\.|db-7|stack|app\.js|education|127\.0\.0\.1/);
  });
});

it('refuses fields that are repeated beyond comparing, and says so', async () => {
  const { status, errors } = await city.ask(`{ me { ${'name '.repeat(1_900)} } }`, { as: PARENT });
  expect(errors).toEqual([
    {
      message: expect.stringMatching(/more than 500000 steps, the limit: select each once\.$/),
      extensions: { code: 'QUERY_TOO_LARGE' },
    },
  ]);
  expect(status).toBe(400);
});
