import {
  isValidResidentIdNumber,
  parseGeoJson,
  parseGtin,
  parseRealEstateUnitCode,
  parseUscc,
  parseVin,
} from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import {
  ageOn,
  createCity,
  DEMO_ENTITIES,
  DEMO_FARM,
  DEMO_HANDLES,
  DEMO_PLOT,
  DEMO_PRODUCT,
  ELDER_CHILD,
  YOUNGER_CHILD,
} from './index.ts';

const city = createCity();
const residents = new Map(city.residents.map((resident) => [resident.id, resident]));
const places = new Map(city.places.map((place) => [place.id, place]));
const parcels = new Map(city.parcels.map((parcel) => [parcel.id, parcel]));
const entities = new Map(city.legalEntities.map((entity) => [entity.uscc, entity]));
const codes = new Set(city.divisions.map(({ code }) => code));

describe('the synthetic city', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(createCity().digest()).toBe(city.digest());
    expect(createCity({ seed: 7 }).digest()).not.toBe(city.digest());
  });

  it('has the real divisions', () => {
    const count = (wanted: string) => city.divisions.filter(({ level }) => level === wanted).length;
    expect([count('district'), count('street'), count('village')]).toEqual([15, 231, 2798]);
    expect(city.divisions.filter(({ pilotTown }) => pilotTown)).toHaveLength(6);
  });

  it('has as many residents as the scale asks for', () => {
    expect(city.residents.length).toBeGreaterThanOrEqual(5150);
    expect(city.residents.length).toBeLessThan(5160);
  });

  it('names everything once', () => {
    for (const keys of [
      city.residents.map(({ id }) => id),
      city.residents.map(({ idNumber }) => idNumber),
      city.households.map(({ id }) => id),
      city.places.map(({ id }) => id),
      city.parcels.map(({ realEstateUnitCode }) => realEstateUnitCode),
      city.legalEntities.map(({ uscc }) => uscc),
      city.schools.map(({ code }) => code),
      city.vehicles.map(({ vin }) => vin),
      city.vehicles.map(({ plate }) => plate),
      city.residents.map(({ card }) => card),
      city.farms.map(({ id }) => id),
      city.farms.flatMap(({ plots }) => plots.map(({ id }) => id)),
      city.products.map(({ gtin }) => gtin),
      city.usagePoints.map(({ mrid }) => mrid),
      city.chargingStations.map(({ id }) => id),
      city.cropPolicies.map(({ id }) => id),
    ]) {
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('refers only to what there is', () => {
    for (const { members, dwelling, id } of city.households) {
      expect(places.get(dwelling)?.kind).toBe('dwelling');
      for (const member of members) expect(residents.get(member)?.household).toBe(id);
    }
    for (const { parcel, division } of city.places) {
      expect(parcels.has(parcel)).toBe(true);
      expect(codes.has(division)).toBe(true);
    }
    for (const { place, representative } of city.legalEntities) {
      expect(places.has(place)).toBe(true);
      expect(residents.has(representative)).toBe(true);
    }
    for (const { uscc, place } of city.schools)
      expect([entities.get(uscc)?.kind, places.get(place)?.kind]).toEqual(['school', 'school']);
    for (const { uscc } of city.hospitals) expect(entities.get(uscc)?.kind).toBe('hospital');
    for (const { owner } of city.vehicles) expect(residents.has(owner)).toBe(true);
    const farms = new Set(city.farms.map(({ id }) => id));
    for (const { farmer, operator, plots } of city.farms) {
      expect(residents.has(farmer)).toBe(true);
      expect(operator === null || entities.get(operator)?.kind === 'farm').toBe(true);
      for (const { place, parcel } of plots) expect(places.get(place)).toMatchObject({ kind: 'field', parcel });
    }
    for (const { brandOwner, sellers } of city.products) {
      expect(sellers.length).toBeGreaterThan(0);
      for (const uscc of [brandOwner, ...sellers]) expect(entities.get(uscc)?.status).toBe('IN_OPERATION');
    }
    for (const { place, operator } of [...city.usagePoints, ...city.chargingStations]) {
      expect(places.has(place)).toBe(true);
      expect(entities.get(operator)?.kind).toBe('utility');
    }
    for (const { farm, insurer } of city.cropPolicies) {
      expect([farms.has(farm), entities.get(insurer)?.kind]).toEqual([true, 'insurer']);
    }
    for (const { code } of city.divisions.filter(({ parent }) => parent !== null)) expect(codes.has(code)).toBe(true);
  });

  it('writes codes with valid check digits and rings that close', () => {
    expect(city.residents.filter(({ idNumber }) => !isValidResidentIdNumber(idNumber))).toEqual([]);
    for (const { uscc } of city.legalEntities) parseUscc(uscc);
    for (const { gtin } of city.products) expect(parseGtin(gtin)).toBe(gtin);
    for (const { vin } of city.vehicles) expect(parseVin(vin).warnings).toEqual([]);
    for (const { realEstateUnitCode, ring } of city.parcels) {
      parseRealEstateUnitCode(realEstateUnitCode);
      parseGeoJson({
        type: 'Polygon',
        coordinates: [ring],
        crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } },
      });
    }
  });

  it('puts every village into exactly one catchment of each stage', () => {
    for (const stage of ['primary', 'junior', 'senior'] as const) {
      const covered = city.schools.filter((school) => school.stage === stage).flatMap(({ catchment }) => catchment);
      expect(covered).toHaveLength(2798);
      expect(new Set(covered).size).toBe(2798);
    }
  });

  it('gives every minor a grown-up guardian of the same household', () => {
    const wards = new Map(city.guardianships.map(({ ward, guardian }) => [ward, guardian]));
    for (const { id, birthDate, household } of city.residents.filter(
      (resident) => ageOn(resident.birthDate, city.asOf) < 18,
    )) {
      const guardian = residents.get(wards.get(id) ?? '');
      expect({ id, birthDate, guardian: guardian?.household }).toEqual({ id, birthDate, guardian: household });
      expect(ageOn(guardian?.birthDate ?? city.asOf, city.asOf)).toBeGreaterThanOrEqual(18);
    }
  });

  it('gives every dwelling electricity and water', () => {
    const met = new Set(city.usagePoints.map(({ place, commodity }) => `${place} ${commodity}`));
    const dark = city.households.filter(
      ({ dwelling }) => !met.has(`${dwelling} electricity`) || !met.has(`${dwelling} water`),
    );
    expect(dark).toEqual([]);
  });

  it('bills every meter for the last month, and demo people for four, of which they paid three', () => {
    const points = new Map(city.usagePoints.map((point) => [point.mrid, point]));
    const last = city.bills.filter(({ month }) => month === '2026-10');
    expect(last).toHaveLength(city.usagePoints.length);
    expect(last.filter(({ paid }) => paid)).toEqual([]);
    const home = city.households.find(({ members }) => members.includes(city.demo.parent.resident))?.dwelling;
    const own = city.bills.filter(({ mrid }) => points.get(mrid)?.place === home);
    expect(new Set(own.map(({ month }) => month))).toEqual(new Set(['2026-07', '2026-08', '2026-09', '2026-10']));
    expect(own.every(({ paid, month }) => paid === month < '2026-10')).toBe(true);
    const electric = own.find(({ mrid }) => points.get(mrid)?.commodity === 'electricity');
    const use = electric?.use ?? 0;
    const tiers = Math.min(use, 170) * 53 + Math.max(0, Math.min(use, 260) - 170) * 58 + Math.max(0, use - 260) * 83;
    expect(electric?.amountCents).toBe(tiers);
  });

  it('lets demo people stand only for the firms of their stories', () => {
    const represented = Object.values(city.demo).flatMap(({ handle, represents }) =>
      represents.map((uscc) => [handle, uscc]),
    );
    expect(represented).toEqual([
      ['farmer', DEMO_ENTITIES.cooperative],
      ['shop-owner', DEMO_ENTITIES.shop],
      ['lender', DEMO_ENTITIES.bank],
    ]);
  });

  it('has no parent under twenty years older than the child', () => {
    const gaps = city.guardianships.map(({ guardian, ward }) => {
      const [older, younger] = [residents.get(guardian), residents.get(ward)];
      return Number(younger?.birthDate.slice(0, 4)) - Number(older?.birthDate.slice(0, 4));
    });
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(20);
  });

  it('grows what its land is used for, and sells what its farms grow', () => {
    const demo = city.farms.find(({ id }) => id === DEMO_FARM);
    expect(demo).toMatchObject({ farmer: city.demo.farmer.resident, operator: DEMO_ENTITIES.cooperative });
    expect(demo?.plots[0]).toMatchObject({ id: DEMO_PLOT, crop: 'rice' });
    expect(city.products.find(({ gtin }) => gtin === DEMO_PRODUCT.gtin)).toMatchObject({
      brandOwner: DEMO_ENTITIES.cooperative,
      crop: 'rice',
    });
    for (const { crop, parcel } of city.farms.flatMap(({ plots }) => plots)) {
      expect(parcels.get(parcel)?.landUseCode).toBe(crop === 'rice' ? '0101' : '0103');
    }
  });

  it('has the demo people whatever the seed and scale', () => {
    const other = createCity({ seed: 99, scale: 0.0002 });
    for (const handle of DEMO_HANDLES) {
      const { resident, subject } = city.demo[handle];
      expect(other.demo[handle]).toMatchObject({ resident, subject });
      expect(residents.has(resident)).toBe(true);
    }
    expect(city.demo['shop-owner'].represents).toContain('91220100MA1C300226');
    const { household } = residents.get(city.demo.parent.resident) ?? { household: '' };
    expect([ELDER_CHILD.id, YOUNGER_CHILD.id].map((id) => residents.get(id)?.household)).toEqual([
      household,
      household,
    ]);
  });

  it('has demo cases whose subjects exist', () => {
    const households = new Set(city.households.map(({ id }) => id));
    const units = new Set(city.parcels.map(({ realEstateUnitCode }) => realEstateUnitCode));
    for (const subject of city.demoCases.flatMap(({ subjects }) => subjects)) {
      const known = residents.has(subject) || households.has(subject) || units.has(subject) || entities.has(subject);
      expect([subject, known || /^\d{4}-\d{6}-/.test(subject)]).toEqual([subject, true]);
    }
  });
});
