import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { registry } from '../index.ts';
import { city, graph, now, people } from '../testing/story.ts';
import { CatalogEntry } from './catalog-entry.entity.ts';
import { catalogOf } from './catalog-of.ts';
import { DATA_AUTHORITY } from './providers.ts';
import { refreshCatalog } from './refresh-catalog.ts';

describe('a catalogue', () => {
  it('has what each department knows about each type, its roots included, and of plugins only what must be granted', () => {
    expect(
      catalogOf(graph).map(({ id, shareType, items }) => [id, shareType, items.map((item) => item.coordinate)]),
    ).toEqual([
      ['cat_energy_LegalEntity', 'CONDITIONAL', ['LegalEntity.annualEnergyUse', 'LegalEntity.secret']],
      [
        'cat_finance_LegalEntity',
        'CONDITIONAL',
        ['LegalEntity.name', 'LegalEntity.invoiceTurnover', 'LegalEntity.diagnosis'],
      ],
      ['cat_finance_Query', 'CONDITIONAL', ['Query.legalEntity']],
      ['cat_finance_Turnover', 'CONDITIONAL', ['Turnover.band', 'Turnover.note']],
    ]);
    const personal = graph.replace(
      '@join__field(graph: AIR) @sensitivity(level: "S1")',
      '@join__field(graph: AIR) @sensitivity(level: "S3")',
    );
    expect(catalogOf(personal)[0]).toMatchObject({
      id: 'cat_air_LegalEntity',
      providerUscc: DATA_AUTHORITY,
      items: [{ coordinate: 'LegalEntity.air', sensitivity: 'S3' }],
    });
  });

  it('takes a type’s label for fields that have none, and the strictest for what nobody labelled', () => {
    const levels = (sdl: string) =>
      catalogOf(sdl)
        .find(({ typeName }) => typeName === 'Turnover')
        ?.items.map(({ sensitivity }) => sensitivity);
    expect(levels(graph)).toEqual(['S2', 'S1']);
    expect(
      levels(graph.replace('@join__type(graph: FINANCE) @sensitivity(level: "S2")', '@join__type(graph: FINANCE)')),
    ).toEqual(['S4', 'S1']);
  });

  const department = testSubgraph(registry, { seed: (em) => registry.seed(em, city), now });

  it('keeps codes while the graph changes, and withdraws what is gone', async () => {
    const entries = async () =>
      (await department.em().find(CatalogEntry, {}, { orderBy: { id: 'asc' } })).map((entry) => [
        entry.id,
        entry.resourceCode,
        entry.withdrawnAt !== null,
      ]);
    await refreshCatalog(department.em(), graph, now);
    const first = await entries();
    expect(first).toEqual([
      ['cat_energy_LegalEntity', '305/000001', false],
      ['cat_finance_LegalEntity', '306/000001', false],
      ['cat_finance_Query', '306/000002', false],
      ['cat_finance_Turnover', '306/000003', false],
    ]);
    await refreshCatalog(department.em(), graph, now);
    expect(await entries()).toEqual(first);
    const without = graph.replace(
      /type Turnover[^}]*\}/,
      'type Fee @join__type(graph: FINANCE) @sensitivity(level: "S1") { cents: Int }',
    );
    await refreshCatalog(department.em(), without, now);
    expect(await entries()).toEqual([
      first[0],
      ['cat_finance_Fee', '306/000004', false],
      first[1],
      first[2],
      ['cat_finance_Turnover', '306/000003', true],
    ]);
  });

  it('is what a grant names its coordinates’ resources by', async () => {
    await refreshCatalog(department.em(), graph, now);
    const ask =
      'mutation R($until: DateTime!) { requestDataGrant(app: "app-lender", coordinates: ["LegalEntity.invoiceTurnover", "Turnover.band"], purpose: "credit-assessment", retentionDays: 30, until: $until, reason: "Loans to small firms.") { id coordinates catalog { id resourceCode } } }';
    const { data, errors } = await department.as(people.banker).run(ask, { until: '2027-11-01T00:00:00+08:00' });
    expect(errors).toBeUndefined();
    expect({ data }).toMatchObject({
      data: {
        requestDataGrant: [{ catalog: [{ id: 'cat_finance_LegalEntity' }, { id: 'cat_finance_Turnover' }] }],
      },
    });
  });

  it('is found by words, kind of sharing and provider, by anybody', async () => {
    await refreshCatalog(department.em(), graph, now);
    const found = async (args: string) => {
      const { data, errors } = await department
        .as(people.nobody)
        .run(`{ catalog(${args}) { nodes { id openToPublic updateCycle provider { uscc } coordinates } } }`);
      expect(errors).toBeUndefined();
      return data.catalog.nodes.map(({ id }: { id: string }) => id);
    };
    expect(await found('text: "band"')).toEqual(['cat_finance_Turnover']);
    expect(await found('text: "annualEnergy"')).toEqual(['cat_energy_LegalEntity']);
    expect(await found('shareType: UNCONDITIONAL')).toEqual([]);
    expect(await found('provider: "11220100MB1C10850B"')).toEqual(['cat_energy_LegalEntity']);
  });

  it('goes to other portals as DCAT-AP: who publishes what, and how open it is', async () => {
    await refreshCatalog(department.em(), graph, now);
    const { data } = await department.as(people.nobody).run('{ catalogDcat }');
    const { 'dcat:dataset': datasets, ...catalogue } = JSON.parse(data.catalogDcat);
    expect(catalogue).toMatchObject({ '@type': 'dcat:Catalog', '@context': { dcat: 'http://www.w3.org/ns/dcat#' } });
    expect(datasets).toHaveLength(4);
    expect(datasets[0]).toMatchObject({
      '@type': 'dcat:Dataset',
      'dct:identifier': '305/000001',
      'dct:publisher': { '@id': 'urn:uscc:11220100MB1C10850B' },
      'dct:accessRights': { '@id': 'http://publications.europa.eu/resource/authority/access-right/RESTRICTED' },
      'dcat:keyword': ['LegalEntity.annualEnergyUse', 'LegalEntity.secret'],
    });
  });
});
