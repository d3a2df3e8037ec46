import { afterEach, describe, expect, it } from '@jest/globals';
import { openSmallCity, PARENT, type SmallCity, type SmallCityOptions } from './testing/small-city.ts';

let city: SmallCity;
const open = async (options: SmallCityOptions) => {
  city = await openSmallCity(options);
  return city;
};
afterEach(() => city.close());

const QUERY = '{ me { name guardianOf { id enrolments { id } } } school(code: "s1") { name } }';

describe('a department that is down', () => {
  it('costs its own fields only, with one typed error each', async () => {
    await open({});
    await city.education.close();
    const { data, errors, text } = await city.ask(QUERY, { as: PARENT });
    expect(data).toMatchObject({ me: { name: '李静', guardianOf: [{ enrolments: null }, {}] }, school: null });
    expect(errors).toHaveLength(2);
    expect(errors).toEqual(
      expect.arrayContaining([
        {
          message: 'The department education is not answering. Try again later.',
          path: ['school'],
          extensions: { code: 'DEPARTMENT_UNAVAILABLE', coordinate: 'Query.school', count: 1 },
        },
        {
          message: 'The department education is not answering. Try again later.',
          path: ['me', 'guardianOf', 0, 'enrolments'],
          extensions: { code: 'DEPARTMENT_UNAVAILABLE', coordinate: 'Resident.enrolments', count: 2 },
        },
      ]),
    );
    expect(text).not.toMatch(/127\.0\.0\.1|ECONN/);
  });

  it.each([
    ['hangs', 'hang' as const],
    ['resets connections', 'reset' as const],
    ['answers 500', { status: 500, body: '{"errors":[{"message":"at db.internal"}]}' }],
    ['answers HTML', { type: 'text/html', body: '<h1>nginx/1.2 at 10.0.0.7</h1>' }],
    ['answers nonsense', { body: '{"data":[1' }],
    ['answers the wrong shape', { body: '{"data":{"_entities":[]}}' }],
    ['redirects', { status: 302, body: '' }],
  ])('is the same to clients when it %s', async (_, trouble) => {
    await open({ misbehave: { education: () => trouble }, gateway: { subgraphTimeoutMs: 300 } });
    const { data, errors, text } = await city.ask('{ me { name enrolments { id } } }', { as: PARENT });
    expect(data).toEqual({ me: { name: '李静', enrolments: null } });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ path: ['me', 'enrolments'], extensions: { coordinate: 'Resident.enrolments' } });
    expect(errors[0]?.extensions.code).toMatch(/DEPARTMENT_UNAVAILABLE|INTERNAL_ERROR/);
    expect(text).not.toMatch(/internal\b(?!_)|10\.0|nginx|127\.0/);
  });
});

describe('standing', () => {
  const standingRequests = () => city.government.received.filter(({ path }) => path === '/operations/standing');

  it('is asked once for requests that come together, and again never within a minute', async () => {
    await open({});
    await Promise.all(Array.from({ length: 5 }, () => city.ask('{ me { name } }', { as: PARENT })));
    await city.ask('{ me { name } }', { as: PARENT });
    expect(standingRequests()).toHaveLength(1);
    await city.ask('{ me { name } }', { as: PARENT, headers: { 'citygraph-case': 'case-1' } });
    expect(standingRequests()).toHaveLength(2);
  });

  it('is not asked for what everybody may see', async () => {
    await open({});
    await city.ask('{ school(code: "s1") { name } }', { as: PARENT });
    expect(standingRequests()).toHaveLength(0);
  });

  it('missing costs the personal fields, and public ones are served', async () => {
    await open({});
    await city.government.close();
    const { data, errors } = await city.ask('{ school(code: "s1") { name vacancies } }', { as: PARENT });
    expect(data).toEqual({ school: { name: '第一小学', vacancies: null } });
    expect(errors).toMatchObject([
      { path: ['school', 'vacancies'], extensions: { code: 'DEPARTMENT_UNAVAILABLE', coordinate: 'School.vacancies' } },
    ]);
  });
});

describe('draining', () => {
  it('answers what is in flight and sends new requests elsewhere', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await open({
      gateway: {
        standing: async () => {
          await held;
          throw new Error('no register');
        },
      },
    });
    const inFlight = city.ask('{ me { name } school(code: "s1") { name } }', { as: PARENT });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const drained = city.gateway.drain();
    expect(city.gateway.ready()).toBe(false);
    const late = await city.ask('{ school(code: "s1") { name } }');
    expect([late.status, late.errors[0]?.extensions.code]).toEqual([503, 'OVERLOADED']);
    release();
    expect((await inFlight).data).toEqual({ me: null, school: { name: '第一小学' } });
    await drained;
  });
});
