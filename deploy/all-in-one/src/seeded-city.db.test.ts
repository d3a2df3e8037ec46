import { createHash } from 'node:crypto';
import { createCity } from '@citygraph/city';
import { findRows, type Subgraph } from '@citygraph/kit';
import { type TestedSubgraph, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { departments } from './departments.ts';

/** A city of a thousand residents in the seven departments' databases. */
const city = createCity({ scale: 0.0002 });
const again = createCity({ scale: 0.0002 });
const seeded = (maker: typeof city): ReadonlyMap<string, TestedSubgraph> =>
  new Map(
    departments.map((department) => [
      department.name,
      testSubgraph(department, { commits: true, seed: (em) => department.seed(em, maker) }),
    ]),
  );

type Row = Readonly<Record<string, unknown>>;

/** Columns by what they hold: a key of another department, whatever table it stands in. */
const REFERENCES: readonly { readonly column: RegExp; readonly owner: string; readonly keys: readonly string[] }[] = [
  {
    column: /^(resident_id|buyer_id|farmer_id|ward_id|guardian_id|owner_id)$/,
    owner: 'government',
    keys: ['resident.id'],
  },
  { column: /(^|_)uscc$/, owner: 'government', keys: ['legal_entity.uscc', 'agency.uscc'] },
  { column: /^(place_id|dwelling_id)$/, owner: 'government', keys: ['place.id'] },
  { column: /^parcel_id$/, owner: 'government', keys: ['parcel.id'] },
  { column: /^household_id$/, owner: 'government', keys: ['household.id'] },
  { column: /^card_id$/, owner: 'government', keys: ['citizen_card.id'] },
  { column: /^(village_code|division_code)$/, owner: 'government', keys: ['admin_division.code'] },
  { column: /^mrid$/, owner: 'energy', keys: ['usage_point.mrid', 'distributed_generator.mrid'] },
  { column: /^gtin$/, owner: 'commerce', keys: ['product.gtin'] },
  { column: /^farm_id$/, owner: 'agriculture', keys: ['farm.id'] },
  { column: /^plot_id$/, owner: 'agriculture', keys: ['field_plot.id'] },
  { column: /^school_code$/, owner: 'education', keys: ['school.code'] },
  { column: /^policy_id$/, owner: 'finance', keys: ['crop_insurance_policy.id'] },
];

describe('the seeded city', () => {
  const databases = seeded(city);
  const database = (name: string): TestedSubgraph => {
    const found = databases.get(name);
    if (!found) throw new Error(`There is no department ${name}.`);
    return found;
  };
  const rows = (department: string, sql: string): Promise<Row[]> => database(department).em().execute(sql);
  const values = async (department: string, table: string, column: string): Promise<Set<unknown>> =>
    new Set(
      (await rows(department, `select distinct ${column} as value from ${table} where ${column} is not null`)).map(
        ({ value }) => value,
      ),
    );
  const tablesOf = ({ entities }: Subgraph, em: ReturnType<TestedSubgraph['em']>) =>
    entities.map((entity) => {
      const { tableName, props } = em.getMetadata(entity);
      return { entity, table: tableName, columns: props.flatMap(({ fieldNames }) => fieldNames ?? []) };
    });

  it('holds no key of another department that does not resolve there', async () => {
    const known = new Map<string, Set<unknown>>();
    for (const { owner, keys } of REFERENCES) {
      for (const key of keys)
        known.set(`${owner}.${key}`, await values(owner, ...(key.split('.') as [string, string])));
    }
    const dangling: string[] = [];
    let checked = 0;
    for (const department of departments) {
      for (const { table, columns } of tablesOf(department, database(department.name).em())) {
        for (const column of columns) {
          const reference = REFERENCES.find((candidate) => candidate.column.test(column));
          if (!reference) continue;
          const owned = reference.keys.map((key) => known.get(`${reference.owner}.${key}`) ?? new Set());
          const held = [...(await values(department.name, table, column))];
          checked += held.length;
          const lost = held.filter((value) => !owned.some((set) => set.has(value)));
          if (lost.length > 0) dangling.push(`${department.name}.${table}.${column}: ${lost.length}, e.g. ${lost[0]}`);
        }
      }
    }
    expect(dangling).toEqual([]);
    expect(checked).toBeGreaterThan(5_000);
  });

  it('gives every dwelling its meters, each of one commodity, and finance an account for each', async () => {
    const dwellings = await values('government', 'household', 'dwelling_id');
    const points = await rows('energy', 'select mrid, place_id, commodity from usage_point');
    const byPlace = new Map<unknown, unknown[]>();
    for (const { place_id, commodity } of points) byPlace.set(place_id, [...(byPlace.get(place_id) ?? []), commodity]);
    expect(
      [...dwellings].filter((place) => !['electricity', 'water'].every((one) => byPlace.get(place)?.includes(one))),
    ).toEqual([]);
    expect([...byPlace].filter(([, commodities]) => new Set(commodities).size !== commodities.length)).toEqual([]);
    const accounts = await values('finance', 'biller_account', 'mrid');
    expect(points.filter(({ mrid }) => !accounts.has(mrid))).toEqual([]);
  });

  it('has nobody pay more than energy billed', async () => {
    const billed = new Map(
      (await rows('energy', 'select mrid, sum(amount_cents) as cents from bill group by mrid')).map(
        ({ mrid, cents }) => [mrid, Number(cents)],
      ),
    );
    const accounts = await rows('finance', 'select mrid, paid_cents from biller_account');
    expect(accounts.filter(({ mrid, paid_cents }) => Number(paid_cents) > (billed.get(mrid) ?? 0))).toEqual([]);
    expect(accounts.some(({ paid_cents }) => Number(paid_cents) > 0)).toBe(true);
  });

  it('has every product sold by a firm with a licence, or flags the offer', async () => {
    const licensed = await values('government', 'licence', 'holder_uscc');
    const offers = await rows('commerce', 'select gtin, seller_uscc, licensed from offer');
    expect(offers.filter((offer) => Boolean(offer.licensed) !== licensed.has(offer.seller_uscc))).toEqual([]);
    const sold = new Set(offers.map(({ gtin }) => gtin));
    expect([...(await values('commerce', 'product', 'gtin'))].filter((gtin) => !sold.has(gtin))).toEqual([]);
    expect(offers.some(({ licensed }) => !licensed)).toBe(true);
  });

  it('has a farm’s produce traced under the number that commerce sells', async () => {
    const sold = await values('commerce', 'product', 'gtin');
    const traced = await values('agriculture', 'trace_batch', 'gtin');
    expect(traced.size).toBeGreaterThan(5);
    expect([...traced].filter((gtin) => !sold.has(gtin))).toEqual([]);
  });

  it('enrols children in a school whose catchment holds their dwelling', async () => {
    const villages = new Map(
      (await rows('government', 'select id, division_code from place')).map(({ id, division_code }) => [
        id,
        division_code,
      ]),
    );
    const homes = new Map(
      (
        await rows('government', 'select r.id, h.dwelling_id from resident r join household h on h.id = r.household_id')
      ).map(({ id, dwelling_id }) => [id, villages.get(dwelling_id)]),
    );
    const catchments = new Set(
      (await rows('education', 'select village_code, school_code from catchment')).map(
        ({ village_code, school_code }) => `${village_code} ${school_code}`,
      ),
    );
    const enrolments = await rows(
      'education',
      "select resident_id, school_code from enrolment where status = 'ENROLLED'",
    );
    expect(enrolments.length).toBeGreaterThan(50);
    expect(
      enrolments.filter(({ resident_id, school_code }) => !catchments.has(`${homes.get(resident_id)} ${school_code}`)),
    ).toEqual([]);
  });

  it('keeps one ledger that ends where the wallet stands, and never below nothing', async () => {
    const last = new Map(
      (await rows('finance', 'select card_id, balance_after_cents from ledger order by card_id, sequence')).map(
        ({ card_id, balance_after_cents }) => [card_id, Number(balance_after_cents)],
      ),
    );
    const wallets = await rows('finance', 'select card_id, balance_cents from wallet');
    expect(
      wallets.filter(({ card_id, balance_cents }) => last.has(card_id) && last.get(card_id) !== Number(balance_cents)),
    ).toEqual([]);
    expect(await rows('finance', 'select id from ledger where balance_after_cents < 0')).toEqual([]);
  });

  it('gives no two things keys that tell one from the other', async () => {
    const keysByTail = new Map<string, Set<string>>();
    for (const department of departments) {
      for (const { table, columns } of tablesOf(department, database(department.name).em())) {
        for (const column of columns.filter((name) => /(^|_)id$/.test(name))) {
          for (const key of await values(department.name, table, column)) {
            const tail = /^[a-zA-Z-]+_?([0-9a-z]{16})/.exec(String(key))?.[1];
            if (tail === undefined) continue;
            keysByTail.set(tail, (keysByTail.get(tail) ?? new Set()).add(String(key)));
          }
        }
      }
    }
    expect(keysByTail.size).toBeGreaterThan(5_000);
    expect(
      [...keysByTail.values()]
        .filter((keys) => keys.size > 1)
        .map((keys) => [...keys])
        .slice(0, 5),
    ).toEqual([]);
  });

  it('is read by plain rows as it is read by entities', async () => {
    for (const department of departments) {
      const em = database(department.name).em();
      for (const { entity } of tablesOf(department, em)) {
        const { primaryKeys } = em.getMetadata(entity);
        const orderBy = Object.fromEntries(primaryKeys.map((key) => [key, 'asc'])) as never;
        const entities = await em.find(entity as never, {}, { limit: 20, orderBy });
        const plain = await findRows(em, entity, {}, { limit: 20, orderBy });
        expect(plain).toEqual(entities.map((one) => ({ ...(one as object) })));
      }
    }
  });
});

describe('the same seed', () => {
  const [one, two] = [seeded(city), seeded(again)];

  it.each(departments.map(({ name }) => name))('makes the same database of %s', async (name) => {
    const digest = async (databases: ReadonlyMap<string, TestedSubgraph>) => {
      const em = (databases.get(name) as TestedSubgraph).em();
      const tables: Record<string, string> = {};
      const department = departments.find((candidate) => candidate.name === name);
      for (const entity of department?.entities ?? []) {
        const { tableName, primaryKeys, properties } = em.getMetadata(entity);
        const keys = primaryKeys.flatMap((key) => (properties[key as never] as { fieldNames: string[] }).fieldNames);
        const rows = JSON.stringify(await em.execute(`select * from ${tableName} order by ${keys.join(', ')}`));
        tables[tableName] = createHash('sha256').update(rows).digest('hex');
      }
      return tables;
    };
    expect(await digest(one)).toEqual(await digest(two));
  });
});
