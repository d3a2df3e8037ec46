import { createCity, ELDER_CHILD, YOUNGER_CHILD } from '@citygraph/city';
import { anonymous, officer, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { standing } from './case-assignment/standing.ts';
import { government } from './index.ts';

const seeded = createCity();
let seconds = 0;
const city = testSubgraph(government, {
  async seed(em) {
    const began = performance.now();
    await government.seed(em, seeded);
    seconds = (performance.now() - began) / 1000;
  },
});
const { demo } = seeded;

describe('the seeded city', () => {
  it('is in the tables within ten seconds', () => {
    expect(seconds).toBeLessThan(10);
  });

  it.each([
    ['admin_division', seeded.divisions.length],
    ['agency', 13],
    ['system_registration', 31],
    ['citizen_card', seeded.residents.length],
    ['guardianship', seeded.guardianships.length],
    ['household', seeded.households.length],
    ['parcel', seeded.parcels.length],
    ['place', seeded.places.length],
    ['resident', seeded.residents.length],
    ['vehicle', seeded.vehicles.length],
  ])('has every row of %s', async (table, rows) => {
    const [counted] = await city.em().execute<{ n: number }[]>(`select count(*) as n from ${table}`);
    expect(Number(counted?.n)).toBe(rows);
  });

  it.each([
    ['resident', 'household_id', 'household', 'id'],
    ['household', 'dwelling_id', 'place', 'id'],
    ['place', 'division_code', 'admin_division', 'code'],
    ['place', 'parcel_id', 'parcel', 'id'],
    ['parcel', 'place_id', 'place', 'id'],
    ['admin_division', 'parent_code', 'admin_division', 'code'],
    ['vehicle', 'owner_id', 'resident', 'id'],
    ['citizen_card', 'resident_id', 'resident', 'id'],
    ['income_verification', 'household_id', 'household', 'id'],
    ['guardianship', 'guardian_id', 'resident', 'id'],
    ['guardianship', 'ward_id', 'resident', 'id'],
  ])('lets no %s.%s point to nothing', async (table, column, target, key) => {
    const lost = await city
      .em()
      .execute(
        `select 1 from ${table} s where s.${column} is not null and not exists (select 1 from ${target} t where t.${key} = s.${column}) limit 1`,
      );
    expect(lost).toEqual([]);
  });

  it('gives every demo officer the case that is theirs', async () => {
    for (const { id, officer: subject, agency } of seeded.demoCases) {
      const { case: assigned } = await standing(city.context(officer({ agency, subject })), {
        subject,
        resident: null,
        caseId: id,
      });
      expect(assigned?.id).toBe(id);
    }
  });

  it('lets the demo parent see both children, where they live, and nobody else see them', async () => {
    const { parent } = demo;
    const claims = await standing(city.context(anonymous()), {
      subject: parent.subject,
      resident: parent.resident,
      caseId: null,
    });
    expect([...claims.guardianOf].sort()).toEqual([ELDER_CHILD.id, YOUNGER_CHILD.id].sort());
    const ask =
      '{ me { guardianOf { id name idNumber household { dwelling { addressText location division { name } } } } } }';
    const { data, errors } = await city.as(resident(parent.resident, claims)).run(ask);
    expect(errors).toBeUndefined();
    expect(data?.me.guardianOf).toHaveLength(2);
    const other = await city
      .as(resident(demo['shop-owner'].resident))
      .entity('Resident', { id: ELDER_CHILD.id }, 'name idNumber');
    expect(other.data).toEqual({ name: null, idNumber: null });
    expect(other.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  });

  it('finds a parcel within its own boundary', async () => {
    const [parcel] = seeded.parcels;
    const area = {
      type: 'Polygon',
      coordinates: [parcel?.ring],
      crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } },
    };
    const { data, errors } = await city
      .as(anonymous())
      .run('query ($area: GeoJSON!) { parcelsWithin(area: $area) { id } }', { area });
    expect(errors).toBeUndefined();
    expect(data?.parcelsWithin).toContainEqual({ id: parcel?.id });
  });
});
