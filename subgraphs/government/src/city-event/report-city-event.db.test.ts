import { insertRows } from '@citygraph/kit';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { Place } from '../place/place.entity.ts';
import { type Asker, parties, seedOneProject, signs } from '../testing/one-project.ts';
import { NOW, VILLAGE } from '../testing/two-families.ts';
import { CityEvent } from './city-event.entity.ts';

const FAR_VILLAGE = '220182101201';
const city = testSubgraph(government, {
  now: NOW,
  async seed(em) {
    await seedOneProject(em);
    const place = { kind: 'public', addressText: '广场', parcelId: null, longitude: 125.32 };
    await insertRows(em, Place, [
      { ...place, id: 'plc_square', latitude: 43.883, divisionCode: VILLAGE },
      { ...place, id: 'plc_far', latitude: 44.5, divisionCode: FAR_VILLAGE },
    ]);
  },
});

const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } };
const point = (longitude: number, latitude: number) => ({ type: 'Point', coordinates: [longitude, latitude], crs });
const REPORT = `mutation Report($category: String!, $at: GeoJSON!, $description: String!, $key: ID) {
  reportCityEvent(categoryCode: $category, location: $at, description: $description, idempotencyKey: $key) {
    id categoryCode description location status reportedAt closedAt place { id }
  }
}`;
const report = (who: Asker, variables: Record<string, unknown> = {}) =>
  city
    .as(parties[who])
    .run(REPORT, { category: 'E0401', at: point(125.3201, 43.8829), description: '路面积水。', ...variables });

describe('reportCityEvent', () => {
  it('takes a report at the nearest place', async () => {
    const { data, errors } = await report('ada');
    expect(errors).toBeUndefined();
    expect(data?.reportCityEvent).toMatchObject({
      categoryCode: 'E0401',
      description: '路面积水。',
      status: 'OPEN',
      closedAt: null,
      reportedAt: '2026-11-01T10:00:00+08:00',
      location: { type: 'Point', coordinates: [125.3201, 43.8829] },
      place: { id: 'plc_square' },
    });
  });

  it.each<[string, number, string | null, string | null]>([
    ['ten metres from a place', 44.5001, 'plc_far', FAR_VILLAGE],
    ['a kilometre from any place', 44.51, null, FAR_VILLAGE],
    ['where no place is for a hundred kilometres', 45.29, null, null],
  ])('knows place and division %s', async (_where, latitude, place, divisionCode) => {
    const { data } = await report('ada', { at: point(125.32, latitude) });
    expect(data?.reportCityEvent.place?.id ?? null).toBe(place);
    expect(await city.em().findOne(CityEvent, { id: data?.reportCityEvent.id })).toMatchObject({ divisionCode });
  });

  it('answers a repeat with the first event', async () => {
    const first = await report('ada', { key: 'k1' });
    expect(await report('ada', { key: 'k1' })).toEqual(first);
    expect(await city.em().count(CityEvent)).toBe(1);
  });

  it.each<[string, Asker, Record<string, unknown>, string, string | undefined]>([
    ['the anonymous', 'nobody', {}, 'UNAUTHENTICATED', undefined],
    ['an unknown category', 'ada', { category: 'E9901' }, 'BAD_USER_INPUT', 'categoryCode'],
    ['a point outside the city', 'ada', { at: point(116.4, 39.9) }, 'BAD_USER_INPUT', 'location'],
    ['no words', 'ada', { description: '' }, 'BAD_USER_INPUT', 'description'],
    ['a point without CRS', 'ada', { at: { type: 'Point', coordinates: [125.3, 43.8] } }, 'BAD_USER_INPUT', undefined],
  ])('refuses %s', async (_what, who, variables, code, argument) => {
    const { errors } = await report(who, variables);
    expect(errors).toMatchObject([{ extensions: { code, ...(argument ? { argument } : {}) } }]);
    expect(await city.em().count(CityEvent)).toBe(0);
  });
});

describe('who sees which field of an event', () => {
  const FIELDS = ['categoryCode', 'status', 'location', 'place { id }', 'description'];
  it.each<[Asker, string]>([
    ['nobody', '++++!'],
    ['ada', '+++++'],
    ['gran', '++++-'],
    ['outsider', '+++++'],
    ['landOfficerElsewhere', '++++-'],
    ['lender', '++++-'],
  ])('%s: %s', async (who, answers) => {
    const { data } = await report('ada');
    const { errors } = await city
      .as(parties[who])
      .entity('CityEvent', { id: data?.reportCityEvent.id }, FIELDS.join(' '));
    expect(signs(FIELDS, errors)).toBe(answers);
  });
});

describe('AdminDivision.cityEvents', () => {
  const ask = async (codes: readonly string[], filter = '') => {
    const { data, errors } = await city.as(parties.nobody).entities(
      'AdminDivision',
      codes.map((code) => ({ code })),
      `cityEvents${filter} { status reportedAt description: categoryCode }`,
    );
    expect(errors).toBeUndefined();
    return data.map((division: { cityEvents: unknown[] } | null) => division?.cityEvents.length);
  };

  it('finds those of the divisions below, by status, newest first, in one statement for all', async () => {
    await report('ada');
    city.clock.set(new Date('2026-11-02T10:00:00+08:00'));
    await report('gran');
    await report('gran', { at: point(125.32, 44.5) });
    await city.em().nativeUpdate(CityEvent, { divisionCode: FAR_VILLAGE }, { status: 'CLOSED' });
    expect(await ask(['220100', '220102', VILLAGE])).toEqual([3, 2, 2]);
    expect(await ask(['220100', '220102'], '(status: "CLOSED")')).toEqual([1, 0]);
    expect(await ask(['220100'], '(status: "no such")')).toEqual([0]);
    const { data } = await city
      .as(parties.nobody)
      .entity('AdminDivision', { code: '220102' }, 'cityEvents { reportedAt }');
    expect(data.cityEvents.map(({ reportedAt }: { reportedAt: string }) => reportedAt)).toEqual([
      '2026-11-02T10:00:00+08:00',
      '2026-11-01T10:00:00+08:00',
    ]);
    const one = await city.statements(() => ask(['220100']));
    expect(await city.statements(() => ask(['220100', '220102', VILLAGE]))).toBe(one);
  });
});
