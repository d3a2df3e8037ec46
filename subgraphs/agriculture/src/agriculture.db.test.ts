import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { CropLossClaim } from './crop-loss-claim/crop-loss-claim.entity.ts';
import { agriculture } from './index.ts';
import {
  type Asker,
  asks,
  COOPERATIVE,
  city,
  FARM,
  FARMER,
  FIELD,
  MAIZE_PLOT,
  NOW,
  RICE,
  RICE_LOT,
  RICE_PLOT,
  SHELF,
  SHOP,
} from './testing/countryside.ts';

describe('agriculture', () => {
  const department = testSubgraph(agriculture, { seed: (em) => agriculture.seed(em, city), now: NOW });

  it('shows a farmer the plots: crop, growth, parcel, place, soil', async () => {
    const { data, errors } = await department
      .as(asks.farmer)
      .entity(
        'Resident',
        { id: FARMER },
        'farms { name operator { uscc } plots { id season crop { agrovocUri name variety } growthStage parcel { id } place { id } soil { sampledAt ph organicMatterPct } } }',
      );
    expect(errors).toBeUndefined();
    expect(data.farms).toHaveLength(1);
    const { plots, ...farm } = data.farms[0];
    expect(farm).toEqual({ name: '高家农场', operator: { uscc: COOPERATIVE } });
    expect(plots).toHaveLength(3);
    expect(plots).toContainEqual({
      id: RICE_PLOT,
      season: '2026',
      crop: { agrovocUri: 'http://aims.fao.org/aos/agrovoc/c_6599', name: '水稻', variety: expect.any(String) },
      growthStage: 'BBCH 89 ripening',
      parcel: { id: city.farms.find(({ id }) => id === FARM)?.plots[0]?.parcel },
      place: { id: FIELD },
      soil: {
        sampledAt: expect.stringMatching(/^2026-0[45]-/),
        ph: expect.any(Number),
        organicMatterPct: expect.any(Number),
      },
    });
  });

  it('tells anybody who scans the demo label the whole story, without signing in', async () => {
    const { data, errors } = await department
      .as(asks.nobody)
      .entity(
        'Product',
        { gtin: RICE },
        `batch(lot: "${RICE_LOT}") { inspectionPassed chainIntact harvestSeason harvestedCrop { name } events { eventTime bizStep readPoint { id } actor { uscc } } originPlot { season crop { name } place { id } } inspections { nodes { inspectionNumber passed agency { uscc } } } }`,
      );
    expect(errors).toBeUndefined();
    const { events, ...batch } = data.batch;
    expect(batch).toEqual({
      inspectionPassed: true,
      chainIntact: true,
      harvestSeason: '2026',
      harvestedCrop: { name: '水稻' },
      originPlot: { season: '2026', crop: { name: '水稻' }, place: { id: FIELD } },
      inspections: {
        nodes: [{ inspectionNumber: expect.any(String), passed: true, agency: { uscc: '11220100MB1C105785' } }],
      },
    });
    expect(events.map(({ bizStep }: { bizStep: string }) => bizStep)).toEqual([
      'commissioning',
      'packing',
      'storing',
      'inspecting',
      'shipping',
      'loading',
      'transporting',
      'unloading',
      'receiving',
      'stocking',
      'retail_selling',
    ]);
    expect(events[0]).toEqual({
      eventTime: expect.stringMatching(/^2026-10-01T07:\d\d:00\+08:00$/),
      bizStep: 'commissioning',
      readPoint: { id: expect.stringMatching(/^plc_/) },
      actor: { uscc: COOPERATIVE },
    });
    expect(events.at(-1)).toMatchObject({ readPoint: { id: SHELF }, actor: { uscc: SHOP } });
  });

  it('answers the same batch by its root field, and null for a label that is none', async () => {
    const ask = (gtin: string, lot: string) =>
      department
        .as(asks.nobody)
        .run('query T($g: GTIN!, $l: String!) { traceBatch(gtin: $g, lot: $l) { lot product { gtin } } }', {
          g: gtin,
          l: lot,
        });
    expect((await ask('9520000000011', RICE_LOT)).data).toEqual({
      traceBatch: { lot: RICE_LOT, product: { gtin: RICE } },
    });
    expect(await ask(RICE, RICE_LOT.toLowerCase())).toEqual({ data: { traceBatch: null } });
    expect(await ask('6912345678902', 'x')).toEqual({ data: { traceBatch: null } });
    expect((await ask('6912345678901', 'x')).errors?.[0]?.message).toContain('its last digit does not fit');
  });

  describe('who sees what', () => {
    const OK = null;
    const table: [Asker, Record<string, string | null>][] = [
      ['farmer', { farm: OK, plot: OK, soil: OK, list: OK, claims: OK, claim: OK }],
      ['cooperative', { farm: OK, plot: OK, soil: OK, list: 'FORBIDDEN', claims: OK, claim: OK }],
      [
        'insurer',
        { farm: 'FORBIDDEN', plot: 'FORBIDDEN', soil: 'FORBIDDEN', list: 'FORBIDDEN', claims: 'FORBIDDEN', claim: OK },
      ],
      [
        'otherInsurer',
        {
          farm: 'FORBIDDEN',
          plot: 'FORBIDDEN',
          soil: 'FORBIDDEN',
          list: 'FORBIDDEN',
          claims: 'FORBIDDEN',
          claim: 'FORBIDDEN',
        },
      ],
      ['adjuster', { farm: OK, plot: OK, soil: OK, list: 'FORBIDDEN', claims: OK, claim: OK }],
      ['disasterOfficer', { farm: OK, plot: OK, soil: OK, list: 'FORBIDDEN', claims: OK, claim: OK }],
      ['inspector', { farm: OK, plot: OK, soil: OK, list: 'FORBIDDEN', claims: 'FORBIDDEN', claim: 'FORBIDDEN' }],
      [
        'inspectorOfTheVillage',
        { farm: OK, plot: OK, soil: OK, list: 'FORBIDDEN', claims: 'FORBIDDEN', claim: 'FORBIDDEN' },
      ],
      ['landOfficer', { farm: OK, plot: OK, soil: OK, list: 'FORBIDDEN', claims: 'FORBIDDEN', claim: 'FORBIDDEN' }],
      [
        'police',
        {
          farm: 'FORBIDDEN',
          plot: 'FORBIDDEN',
          soil: 'FORBIDDEN',
          list: 'FORBIDDEN',
          claims: 'FORBIDDEN',
          claim: 'FORBIDDEN',
        },
      ],
      [
        'inspectorOnOtherCase',
        {
          farm: 'FORBIDDEN',
          plot: 'FORBIDDEN',
          soil: 'FORBIDDEN',
          list: 'FORBIDDEN',
          claims: 'FORBIDDEN',
          claim: 'FORBIDDEN',
        },
      ],
      [
        'inspectorOfOtherTown',
        {
          farm: 'FORBIDDEN',
          plot: 'FORBIDDEN',
          soil: 'FORBIDDEN',
          list: 'FORBIDDEN',
          claims: 'FORBIDDEN',
          claim: 'FORBIDDEN',
        },
      ],
      [
        'inspectorWithoutPurpose',
        {
          farm: 'PURPOSE_REQUIRED',
          plot: 'PURPOSE_REQUIRED',
          soil: 'PURPOSE_REQUIRED',
          list: 'PURPOSE_REQUIRED',
          claims: 'PURPOSE_REQUIRED',
          claim: 'PURPOSE_REQUIRED',
        },
      ],
      [
        'shopkeeper',
        {
          farm: 'FORBIDDEN',
          plot: 'FORBIDDEN',
          soil: 'FORBIDDEN',
          list: 'FORBIDDEN',
          claims: 'FORBIDDEN',
          claim: 'FORBIDDEN',
        },
      ],
      [
        'neighbour',
        {
          farm: 'FORBIDDEN',
          plot: 'FORBIDDEN',
          soil: 'FORBIDDEN',
          list: 'FORBIDDEN',
          claims: 'FORBIDDEN',
          claim: 'FORBIDDEN',
        },
      ],
      [
        'stranger',
        {
          farm: 'FORBIDDEN',
          plot: 'FORBIDDEN',
          soil: 'FORBIDDEN',
          list: 'FORBIDDEN',
          claims: 'FORBIDDEN',
          claim: 'FORBIDDEN',
        },
      ],
      [
        'nobody',
        {
          farm: 'UNAUTHENTICATED',
          plot: 'UNAUTHENTICATED',
          soil: 'UNAUTHENTICATED',
          list: 'UNAUTHENTICATED',
          claims: 'UNAUTHENTICATED',
          claim: 'UNAUTHENTICATED',
        },
      ],
    ];
    const FIELDS = {
      farm: ['name', 'operator { uscc }', 'farmer { id }', 'plots { id }', 'plotsConnection { nodes { id } }'],
      plot: [
        'growthStage',
        'bbch',
        'growthStageOn',
        'seasonStartedOn',
        'seasonEndedOn',
        'parcel { id }',
        'farm { id }',
        'growthRecords { nodes { bbch } }',
        'seasons { nodes { yieldKg } }',
      ],
      soil: ['soil { ph }', 'soilSamples { nodes { organicMatterPct } }'],
      list: ['farms { id }', 'farmsConnection { nodes { id } }'],
      claims: ['claims { id }', 'claimsConnection { nodes { id } }'],
      claim: [
        'peril',
        'status',
        'observedAt',
        'filedAt',
        'decidedAt',
        'reason',
        'amountCents',
        'plot { id }',
        'farm { id }',
        'policy { id }',
        'insurer { uscc }',
        'evidence { uri }',
      ],
    };

    it.each(table)('%s', async (who, expected) => {
      const claim = await department.em().findOneOrFail(CropLossClaim, { plotId: MAIZE_PLOT });
      const objects: Record<string, [string, Record<string, unknown>]> = {
        farm: ['Farm', { id: FARM }],
        plot: ['FieldPlot', { id: MAIZE_PLOT }],
        soil: ['FieldPlot', { id: MAIZE_PLOT }],
        list: ['Resident', { id: FARMER }],
        claims: ['Farm', { id: FARM }],
        claim: ['CropLossClaim', { id: claim.id }],
      };
      for (const [of, fields] of Object.entries(FIELDS)) {
        const [type, key] = objects[of] as [string, Record<string, unknown>];
        for (const field of fields) {
          const { data, errors } = await department.as(asks[who]).entity(type, key, field);
          const code = expected[of] ?? undefined;
          expect({ of, field, codes: errors?.map(({ extensions }) => extensions.code) }).toEqual({
            of,
            field,
            codes: code ? [code] : undefined,
          });
          if (code) expect(Object.values(data)).toEqual([null]);
        }
      }
      const open = await department
        .as(asks[who])
        .entity('FieldPlot', { id: MAIZE_PLOT }, 'season crop { code } place { id }');
      expect(open.errors).toBeUndefined();
      expect(open.data).toMatchObject({ season: '2026', crop: { code: 'maize' } });
    });

    it.each<[string, string, string]>([
      ['farm', FARM, 'farm_none'],
      ['cropLossClaim', '', 'clm_none'],
    ])('tells who may not see a %s the same whether it exists or not', async (field, id, unknown) => {
      const known = id || (await department.em().findOneOrFail(CropLossClaim, { plotId: MAIZE_PLOT })).id;
      const ask = (key: string, who: Asker = 'neighbour') =>
        department.as(asks[who]).run(`query Q($id: ID!) { ${field}(id: $id) { id } }`, { id: key });
      const { data, errors } = await ask(known);
      expect({ data, code: errors?.[0]?.extensions.code }).toEqual({ data: { [field]: null }, code: 'FORBIDDEN' });
      expect((await ask(unknown)).errors?.[0]?.message).toBe(errors?.[0]?.message);
      expect((await ask(known, 'farmer')).data).toEqual({ [field]: { id: known } });
      expect((await ask(unknown, 'farmer')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    });
  });

  it('pages the farms of a cooperative and the claims of an insurer for their representatives alone', async () => {
    const insurer = (await department.em().findOneOrFail(CropLossClaim, { plotId: MAIZE_PLOT })).insurerUscc;
    const farms = `query F($u: USCC!) { farmsOperatedBy(operatorUscc: $u) { nodes { id name } } }`;
    const claims = `query C($u: USCC!, $s: String) { cropLossClaims(insurerUscc: $u, status: $s) { nodes { id status plot { id } } } }`;
    const own = await department.as(asks.cooperative).run(farms, { u: COOPERATIVE });
    expect(own.errors).toBeUndefined();
    expect(own.data.farmsOperatedBy.nodes).toContainEqual({ id: FARM, name: '高家农场' });
    const queue = await department.as(asks.insurer).run(claims, { u: insurer, s: 'UNDER_REVIEW' });
    expect(queue.errors).toBeUndefined();
    expect(queue.data.cropLossClaims.nodes.length).toBeGreaterThan(0);
    for (const { status } of queue.data.cropLossClaims.nodes) expect(status).toBe('UNDER_REVIEW');
    for (const [document, u] of [
      [farms, COOPERATIVE],
      [claims, insurer],
    ]) {
      expect((await department.as(asks.farmer).run(document as string, { u })).errors?.[0]?.extensions.code).toBe(
        'FORBIDDEN',
      );
      expect((await department.as(asks.nobody).run(document as string, { u })).errors?.[0]?.extensions.code).toBe(
        'UNAUTHENTICATED',
      );
    }
    const wrong = await department.as(asks.insurer).run(claims, { u: insurer, s: 'LOST' });
    expect(wrong.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', argument: 'status' } });
  });

  it('needs a constant number of statements for a hundred plots, farms and batches', async () => {
    const plots = city.farms.flatMap((farm) => farm.plots).map(({ id }) => ({ id }));
    const coops = [...new Set(city.farms.flatMap(({ operator }) => operator ?? []))];
    const everybody = {
      ...asks.cooperative,
      standing: { ...asks.cooperative.standing, represents: coops },
    } as typeof asks.cooperative;
    const ask = (count: number) =>
      department.statements(() =>
        department
          .as(everybody)
          .entities(
            'FieldPlot',
            plots.slice(0, count),
            'season crop { name } growthStage soil { ph } soilSamples { nodes { ph } } growthRecords { nodes { bbch } } seasons { nodes { season } } farm { name plots { id } claims { status evidence { uri } } animals { species } }',
          ),
      );
    expect(await ask(100)).toBe(await ask(30));
    expect(await ask(100)).toBeLessThanOrEqual(10);
    const batches = city.products.filter(({ crop }) => crop).map(({ gtin }) => ({ gtin }));
    const scan = (count: number) =>
      department.statements(() =>
        department
          .as(asks.nobody)
          .entities(
            'Product',
            batches.slice(0, count),
            `batches { nodes { chainIntact events { bizStep } inspections { nodes { passed } } originPlot { season } } } batch(lot: "${RICE_LOT}") { lot }`,
          ),
      );
    expect(batches.length).toBeGreaterThan(20);
    expect(await scan(batches.length)).toBe(await scan(3));
  });
});
