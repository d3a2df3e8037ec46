import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Asker, asks } from '../testing/people-who-ask.ts';
import { GRANS_SHOP, NOW, seedTwoFamilies } from '../testing/two-families.ts';

const city = testSubgraph(government, { seed: seedTwoFamilies, now: NOW });
const CODE = '220102001001GB00001F00010001';

describe('parcel(realEstateUnitCode:)', () => {
  it('shows anybody the land', async () => {
    const { data, errors } = await city
      .as(asks.nobody)
      .run(
        'query ($c: RealEstateUnitCode!) { parcel(realEstateUnitCode: $c) { id landUseCode areaM2 place { id parcel { id } } } }',
        { c: CODE },
      );
    expect(errors).toBeUndefined();
    expect(data?.parcel).toMatchObject({
      id: 'prc_1',
      landUseCode: '0701',
      areaM2: 8_900,
      place: { id: 'plc_ada', parcel: { id: 'prc_1' } },
    });
  });

  it.each<Asker>(['ada', 'eve', 'officerWithoutCase'])(
    'shows %s, who is signed in, its boundary, in a geometry that names its CRS',
    async (who) => {
      const { data, errors } = await city.as(asks[who]).entity('Parcel', { id: 'prc_1' }, 'geometry');
      expect(errors).toBeUndefined();
      expect(data.geometry).toMatchObject({
        type: 'Polygon',
        crs: { properties: { name: 'urn:ogc:def:crs:EPSG::4490' } },
      });
    },
  );

  it('keeps its boundary from who is nobody, and nothing else of it', async () => {
    const { data, errors } = await city
      .as(asks.nobody)
      .run('query ($c: RealEstateUnitCode!) { parcel(realEstateUnitCode: $c) { areaM2 geometry } }', { c: CODE });
    expect(data?.parcel).toEqual({ areaM2: 8_900, geometry: null });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
  });

  it('says what a unit code looks like', async () => {
    const { errors } = await city.as(asks.nobody).run('{ parcel(realEstateUnitCode: "220102") { id } }');
    expect(errors?.[0]?.message).toMatch(/give 28 characters/);
  });
});

describe('who sees the rights holders of a parcel', () => {
  it.each<[Asker, string]>([
    ['nobody', 'UNAUTHENTICATED'],
    ['ada', 'res_ada res_dan'],
    ['dan', 'res_ada res_dan'],
    ['gran', 'FORBIDDEN'],
    ['eve', 'FORBIDDEN'],
    ['caseOfficer', 'res_ada res_dan'],
    ['officerOfOtherTown', 'FORBIDDEN'],
    ['officerOfThisTown', 'res_ada res_dan'],
    ['officerWithoutCase', 'FORBIDDEN'],
  ])('answers %s with %s', async (who, answer) => {
    const { data, errors } = await city
      .as(asks[who])
      .entity('Parcel', { id: 'prc_1' }, 'rightsHolders { __typename ... on Resident { id } }');
    const ids = data.rightsHolders?.map(({ id }: { id: string }) => id).join(' ');
    expect(errors?.[0]?.extensions.code ?? ids).toBe(answer);
  });
});

describe('a parcel that a legal entity holds', () => {
  it('shows its holder to the legal representative, and not to a neighbour', async () => {
    const ask = (who: Asker) =>
      city
        .as(asks[who])
        .entity('Parcel', { id: 'prc_2' }, 'rightsHolders { __typename ... on LegalEntity { uscc name } }');
    expect((await ask('gran')).data.rightsHolders).toEqual([
      { __typename: 'LegalEntity', uscc: GRANS_SHOP, name: '老安商店' },
    ]);
    expect((await ask('ada')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('parcelsWithin', () => {
  const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } };
  const box = (west: number, east: number) => ({
    type: 'Polygon',
    coordinates: [
      [
        [west, 43.87],
        [east, 43.87],
        [east, 43.89],
        [west, 43.89],
        [west, 43.87],
      ],
    ],
    crs,
  });
  const ask = async (variables: Record<string, unknown>) => {
    const { data, errors } = await city
      .as(asks.nobody)
      .run(
        'query ($area: GeoJSON!, $first: Int, $after: String) { parcelsWithin(area: $area, first: $first, after: $after) { id } }',
        variables,
      );
    return errors?.[0] ?? data?.parcelsWithin.map(({ id }: { id: string }) => id).join(' ');
  };

  it('finds the parcels that lie wholly within an area', async () => {
    expect(await ask({ area: box(125.3, 125.3055) })).toBe('prc_1 prc_2');
  });

  it('leaves out a parcel that the boundary cuts', async () => {
    expect(await ask({ area: box(125.3025, 125.31) })).toBe('prc_2 prc_3');
  });

  it('pages by the last key seen', async () => {
    expect(await ask({ area: box(125.3, 125.31), first: 2 })).toBe('prc_1 prc_2');
    expect(await ask({ area: box(125.3, 125.31), first: 2, after: 'prc_2' })).toBe('prc_3');
  });

  it('takes null for its defaults', async () => {
    expect(await ask({ area: box(125.3, 125.31), first: null, after: null })).toBe('prc_1 prc_2 prc_3');
  });

  it('pages as a connection that says whether there are more', async () => {
    const page = async (args: string) => {
      const { data, errors } = await city
        .as(asks.nobody)
        .run(
          `query ($area: GeoJSON!) { parcelsWithinConnection(area: $area, ${args}) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
          { area: box(125.3, 125.31) },
        );
      if (errors) return { code: errors[0]?.extensions.code, argument: errors[0]?.extensions.argument };
      const { nodes, pageInfo } = data.parcelsWithinConnection;
      return { ...pageInfo, ids: nodes.map(({ id }: { id: string }) => id).join(' ') };
    };
    const first = await page('first: 2');
    expect(first).toMatchObject({ ids: 'prc_1 prc_2', hasNextPage: true });
    expect(await page(`first: 2, after: "${first.endCursor}"`)).toMatchObject({ ids: 'prc_3', hasNextPage: false });
    expect((await page('landUseCode: "0701"')).ids).toBe('prc_1 prc_2 prc_3');
    expect((await page('landUseCode: "0103"')).ids).toBe('');
    expect(await page('first: 0')).toEqual({ code: 'BAD_USER_INPUT', argument: 'first' });
    expect(await page('after: "prc_1"')).toEqual({ code: 'BAD_USER_INPUT', argument: 'after' });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['less than one parcel', { area: box(125.3, 125.31), first: 0 }, /at least one/],
    ['an area that names no CRS', { area: { ...box(125.3, 125.31), crs: undefined } }, /crs/i],
    ['a point', { area: { type: 'Point', coordinates: [125.3, 43.88], crs } }, /Polygon/],
    [
      'a ring that is not closed',
      {
        area: {
          type: 'Polygon',
          coordinates: [
            [
              [125, 43],
              [126, 43],
              [126, 44],
              [125, 44],
            ],
          ],
          crs,
        },
      },
      /the last equal to the first/,
    ],
  ])('refuses %s', async (_what, variables, message) => {
    expect(await ask(variables)).toMatchObject({
      message: expect.stringMatching(message),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});
