import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { agriculture } from '../index.ts';
import { type Asker, asks, city, MAIZE_PLOT, NOW, OTHER_PLOT, RICE_PLOT } from '../testing/countryside.ts';
import { GrowthRecord } from './growth-record.entity.ts';
import { PlotSeason } from './plot-season.entity.ts';
import { SoilSample } from './soil-sample.entity.ts';

const DOCUMENTS = {
  start:
    'mutation S($plotId: ID!, $season: String!, $crop: String!, $variety: String, $startedOn: Date) { startSeason(plotId: $plotId, season: $season, crop: $crop, variety: $variety, startedOn: $startedOn) { season crop { code variety } growthStage seasonStartedOn seasonEndedOn } }',
  end: 'mutation E($plotId: ID!, $endedOn: Date, $yieldKg: Int) { endSeason(plotId: $plotId, endedOn: $endedOn, yieldKg: $yieldKg) { season seasonEndedOn seasons(first: 1) { nodes { season endedOn yieldKg } } } }',
  grow: 'mutation G($plotId: ID!, $bbch: Int!, $observedOn: Date) { recordGrowthStage(plotId: $plotId, bbch: $bbch, observedOn: $observedOn) { bbch growthStage growthStageOn } }',
  sample:
    'mutation O($plotId: ID!, $sampledAt: Date, $ph: Float, $om: Float) { recordSoilSample(plotId: $plotId, sampledAt: $sampledAt, ph: $ph, organicMatterPct: $om) { soil { sampledAt ph organicMatterPct } } }',
} as const;

describe('the field diary', () => {
  const department = testSubgraph(agriculture, { seed: (em) => agriculture.seed(em, city), now: NOW });
  const write = (document: keyof typeof DOCUMENTS, variables: Record<string, unknown>, who: Asker = 'farmer') =>
    department.as(asks[who]).run(DOCUMENTS[document], { plotId: MAIZE_PLOT, ...variables });

  it('follows a plot from one harvest to the next sowing', async () => {
    const harvest = await write('end', { yieldKg: 6800 });
    expect(harvest).toEqual({
      data: {
        endSeason: {
          season: '2026',
          seasonEndedOn: '2026-11-02',
          seasons: { nodes: [{ season: '2026', endedOn: '2026-11-02', yieldKg: 6800 }] },
        },
      },
    });
    expect(await write('end', { yieldKg: 6800 })).toEqual(harvest);
    expect((await write('end', { yieldKg: 6900 })).errors?.[0]?.extensions.code).toBe('CONFLICT');
    const sowing = { season: '2027', crop: 'soybean', variety: ' 长豆 12 ', startedOn: '2026-11-02' };
    const begun = {
      data: {
        startSeason: {
          season: '2027',
          crop: { code: 'soybean', variety: '长豆 12' },
          growthStage: null,
          seasonStartedOn: '2026-11-02',
          seasonEndedOn: null,
        },
      },
    };
    expect(await write('start', sowing, 'cooperative')).toEqual(begun);
    expect(await write('start', sowing)).toEqual(begun);
    expect((await write('grow', { bbch: 0 })).data.recordGrowthStage).toEqual({
      bbch: 0,
      growthStage: 'BBCH 00 germination',
      growthStageOn: '2026-11-02',
    });
    expect(await department.em().count(PlotSeason, { plotId: MAIZE_PLOT })).toBe(3);
  });

  it('corrects a growth stage by the same day, and keeps the latest day on the plot', async () => {
    expect((await write('grow', { bbch: 97, observedOn: '2026-11-01' })).errors).toBeUndefined();
    expect((await write('grow', { bbch: 92, observedOn: '2026-11-01' })).data.recordGrowthStage.bbch).toBe(92);
    expect((await write('grow', { bbch: 91, observedOn: '2026-10-31' })).data.recordGrowthStage).toEqual({
      bbch: 92,
      growthStage: 'BBCH 92 senescence',
      growthStageOn: '2026-11-01',
    });
    expect(await department.em().count(GrowthRecord, { plotId: MAIZE_PLOT, observedOn: '2026-11-01' })).toBe(1);
  });

  it('keeps soil samples, one a day, the latest first', async () => {
    expect((await write('sample', { ph: 6.4, om: 3.1 })).data.recordSoilSample.soil).toEqual({
      sampledAt: '2026-11-02',
      ph: 6.4,
      organicMatterPct: 3.1,
    });
    expect((await write('sample', { ph: 6.5 })).data.recordSoilSample.soil).toEqual({
      sampledAt: '2026-11-02',
      ph: 6.5,
      organicMatterPct: null,
    });
    expect((await write('sample', { ph: 7, sampledAt: '2020-05-05' })).data.recordSoilSample.soil.ph).toBe(6.5);
    expect(await department.em().count(SoilSample, { plotId: MAIZE_PLOT, sampledOn: '2026-11-02' })).toBe(1);
  });

  it.each<[string, keyof typeof DOCUMENTS, Record<string, unknown>, string, string, string | undefined]>([
    [
      'a season while one runs',
      'start',
      { season: '2027', crop: 'rice' },
      'CONFLICT',
      'is running; end it first',
      undefined,
    ],
    [
      'a season without a name',
      'start',
      { season: 'spring', crop: 'rice' },
      'BAD_USER_INPUT',
      'is no season',
      'season',
    ],
    [
      'a crop that is none',
      'start',
      { season: '2027', crop: 'wheat' },
      'BAD_USER_INPUT',
      'is none of maize, rice',
      'crop',
    ],
    [
      'a sowing to come',
      'start',
      { season: '2027', crop: 'rice', startedOn: '2027-05-01' },
      'BAD_USER_INPUT',
      'has not come yet',
      'startedOn',
    ],
    [
      'an empty variety',
      'start',
      { season: '2027', crop: 'rice', variety: '  ' },
      'BAD_USER_INPUT',
      'name of the variety',
      'variety',
    ],
    ['a harvest to come', 'end', { endedOn: '2026-11-03' }, 'BAD_USER_INPUT', 'has not come yet', 'endedOn'],
    ['a harvest before sowing', 'end', { endedOn: '2026-01-01' }, 'BAD_USER_INPUT', 'lies before that', 'endedOn'],
    [
      'a harvest before the last growth',
      'end',
      { endedOn: '2026-06-30' },
      'BAD_USER_INPUT',
      'was seen growing on',
      'endedOn',
    ],
    ['a negative harvest', 'end', { yieldKg: -1 }, 'BAD_USER_INPUT', 'give kilograms', 'yieldKg'],
    ['a mountain', 'end', { yieldKg: 2_000_000_000 }, 'BAD_USER_INPUT', '10,000 tonnes', 'yieldKg'],
    ['a second harvest', 'end', { plotId: RICE_PLOT }, 'CONFLICT', 'ended on', undefined],
    ['a stage below the scale', 'grow', { bbch: -1 }, 'BAD_USER_INPUT', 'BBCH stages are 0 to 99', 'bbch'],
    ['a stage above the scale', 'grow', { bbch: 100 }, 'BAD_USER_INPUT', 'BBCH stages are 0 to 99', 'bbch'],
    ['growing backwards', 'grow', { bbch: 10 }, 'BAD_USER_INPUT', 'so it cannot be at 10', 'bbch'],
    [
      'growth before sowing',
      'grow',
      { bbch: 5, observedOn: '2026-01-05' },
      'BAD_USER_INPUT',
      'lies before that',
      'observedOn',
    ],
    [
      'growth to come',
      'grow',
      { bbch: 99, observedOn: '2027-01-05' },
      'BAD_USER_INPUT',
      'has not come yet',
      'observedOn',
    ],
    ['growth after the harvest', 'grow', { plotId: RICE_PLOT, bbch: 99 }, 'CONFLICT', 'start the next one', undefined],
    ['acid that is none', 'sample', { ph: 14.1 }, 'BAD_USER_INPUT', 'pH lies between 0 and 14', 'ph'],
    ['negative pH', 'sample', { ph: -0.1 }, 'BAD_USER_INPUT', 'pH lies between 0 and 14', 'ph'],
    ['more matter than there is', 'sample', { om: 100.5 }, 'BAD_USER_INPUT', 'percent by mass', 'organicMatterPct'],
    ['a sample of nothing', 'sample', {}, 'BAD_USER_INPUT', 'ph, organicMatterPct or both', 'ph'],
    [
      'a sample to come',
      'sample',
      { ph: 7, sampledAt: '2026-11-03' },
      'BAD_USER_INPUT',
      'has not come yet',
      'sampledAt',
    ],
    ['a plot without a name', 'sample', { plotId: '', ph: 7 }, 'BAD_USER_INPUT', 'plotId', 'plotId'],
  ])('does not take %s', async (_, document, variables, code, message, argument) => {
    const { data, errors } = await write(document, variables);
    expect(Object.values(data)).toEqual([null]);
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining(message), extensions: { code } });
    expect(errors?.[0]?.extensions.argument).toBe(argument);
  });

  it.each<[Asker, string]>([
    ['neighbour', 'FORBIDDEN'],
    ['inspector', 'FORBIDDEN'],
    ['landOfficer', 'FORBIDDEN'],
    ['adjuster', 'FORBIDDEN'],
    ['insurer', 'FORBIDDEN'],
    ['shopkeeper', 'FORBIDDEN'],
    ['nobody', 'UNAUTHENTICATED'],
  ])('is not written by %s, whether the plot exists or not', async (who, code) => {
    for (const [document, variables] of [
      ['start', { season: '2027', crop: 'rice' }],
      ['end', {}],
      ['grow', { bbch: 99 }],
      ['sample', { ph: 7 }],
    ] as const) {
      const known = await write(document, variables, who);
      const unknown = await write(document, { ...variables, plotId: 'plot_none' }, who);
      expect(known.errors?.[0]?.extensions.code).toBe(code);
      expect(unknown.errors?.[0]).toMatchObject({ message: known.errors?.[0]?.message, extensions: { code } });
    }
  });

  it("is not written by the farmer into somebody else's plot", async () => {
    expect((await write('sample', { ph: 7, plotId: OTHER_PLOT })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('a diary that eight write at one moment', () => {
  const department = testSubgraph(agriculture, { commits: true, seed: (em) => agriculture.seed(em, city), now: NOW });

  it('has one harvest, one new season, one record and one sample a day', async () => {
    const eight = async (document: keyof typeof DOCUMENTS, variables: (n: number) => Record<string, unknown>) => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          department
            .as(n % 2 ? asks.farmer : asks.cooperative)
            .run(DOCUMENTS[document], { plotId: MAIZE_PLOT, ...variables(n) }),
        ),
      );
      return answers.map(({ errors }) => (errors ? String(errors[0]?.extensions.code) : 'ok')).sort();
    };
    expect(await eight('grow', (n) => ({ bbch: 90 + n }))).toEqual(Array(8).fill('ok'));
    expect(await department.em().count(GrowthRecord, { plotId: MAIZE_PLOT, observedOn: '2026-11-02' })).toBe(1);
    expect(await eight('sample', (n) => ({ ph: n }))).toEqual(Array(8).fill('ok'));
    expect(await department.em().count(SoilSample, { plotId: MAIZE_PLOT, sampledOn: '2026-11-02' })).toBe(1);
    expect(await eight('end', (n) => ({ yieldKg: n }))).toEqual([...Array(7).fill('CONFLICT'), 'ok']);
    expect(await eight('start', (n) => ({ season: `2027-${2 + (n % 3)}`, crop: 'rice', variety: `v${n}` }))).toEqual(
      expect.arrayContaining(['ok', 'CONFLICT']),
    );
    expect(await department.em().count(PlotSeason, { plotId: MAIZE_PLOT, endedOn: null })).toBe(1);
  });
});
