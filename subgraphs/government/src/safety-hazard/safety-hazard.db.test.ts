import { insertRows } from '@citygraph/kit';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import type { GraphQLObjectType } from 'graphql';
import { government } from '../index.ts';
import { Inspection } from '../inspection/inspection.entity.ts';
import { EMERGENCY, type Person, people, seedOneEmergency } from '../testing/one-emergency.ts';
import { EVES_FIRM, signs } from '../testing/one-project.ts';
import { GRANS_SHOP, NOW } from '../testing/two-families.ts';
import { alertOverdueHazards } from './alert-overdue-hazards.ts';
import { SafetyHazard } from './safety-hazard.entity.ts';

const city = testSubgraph(government, {
  now: NOW,
  async seed(em) {
    await seedOneEmergency(em);
    await insertRows(em, Inspection, [
      {
        id: 'ins_1',
        kind: 'WORK_SAFETY',
        subjectUscc: EVES_FIRM,
        agencyUscc: EMERGENCY,
        result: 'FAILED',
        on: '2026-10-30',
      },
    ]);
  },
});

const REPORT = `mutation Report($uscc: USCC!, $kind: InspectionKind!, $level: HazardLevel!, $words: String!, $on: Date!, $place: ID, $inspection: ID, $key: ID) {
  reportHazard(uscc: $uscc, kind: $kind, level: $level, description: $words, foundOn: $on, placeId: $place, inspectionId: $inspection, idempotencyKey: $key) {
    id kind level status description foundOn dueAt overdue subject { uscc } place { id } agency { uscc } inspection { id }
  }
}`;
const given = {
  uscc: EVES_FIRM,
  kind: 'WORK_SAFETY',
  level: 'MAJOR',
  words: '粉尘涉爆区域未设置泄爆装置。',
  on: '2026-10-30',
};
const report = (who: Person, variables: Record<string, unknown> = {}) =>
  city.as(people[who]).run(REPORT, { ...given, ...variables });
const RECTIFY = `mutation R($id: ID!, $words: String!, $key: ID) {
  recordRectification(hazardId: $id, rectification: $words, idempotencyKey: $key) { status rectification rectifiedAt overdue }
}`;
const rectify = (who: Person, id: string, over: Record<string, unknown> = {}) =>
  city.as(people[who]).run(RECTIFY, { id, words: '已清理疏散通道。', ...over });
const VERIFY = `mutation V($id: ID!, $passed: Boolean!, $words: String!, $key: ID) {
  verifyRectification(hazardId: $id, passed: $passed, verification: $words, idempotencyKey: $key) { status verification verifiedAt rectifiedAt dueAt }
}`;
const verify = (who: Person, id: string, over: Record<string, unknown> = {}) =>
  city.as(people[who]).run(VERIFY, { id, passed: true, words: '现场复查，已消除。', ...over });

describe('a hazard', () => {
  it('is reported, put right by the firm, sent back, put right again and verified by other eyes', async () => {
    const { data, errors } = await report('inspector', { inspection: 'ins_1' });
    expect(errors).toBeUndefined();
    const { id, ...found } = data.reportHazard;
    expect(found).toEqual({
      kind: 'WORK_SAFETY',
      level: 'MAJOR',
      status: 'FOUND',
      description: given.words,
      foundOn: '2026-10-30',
      dueAt: '2026-11-06T17:00:00+08:00',
      overdue: false,
      subject: { uscc: EVES_FIRM },
      place: { id: 'plc_eve' },
      agency: { uscc: EMERGENCY },
      inspection: { id: 'ins_1' },
    });
    expect((await rectify('eve', id)).data.recordRectification).toEqual({
      status: 'RECTIFIED',
      rectification: '已清理疏散通道。',
      rectifiedAt: '2026-11-01T10:00:00+08:00',
      overdue: false,
    });
    const own = await verify('inspector', id);
    expect(own.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', argument: 'hazardId' } }]);
    const back = await verify('dutyOfficer', id, { passed: false, words: '泄爆装置仍未安装。' });
    expect(back.data.verifyRectification).toEqual({
      status: 'FOUND',
      verification: '泄爆装置仍未安装。',
      verifiedAt: '2026-11-01T10:00:00+08:00',
      rectifiedAt: null,
      dueAt: '2026-11-06T17:00:00+08:00',
    });
    expect((await rectify('eve', id, { words: '已安装泄爆装置。' })).errors).toBeUndefined();
    expect((await verify('dutyOfficer', id)).data.verifyRectification.status).toBe('VERIFIED');
    const again = await verify('dutyOfficer', id, { passed: false });
    expect(again.errors).toMatchObject([{ extensions: { code: 'CONFLICT', argument: 'hazardId' } }]);
  });

  it('is reported once, however often that is repeated', async () => {
    const before = await city.em().count(SafetyHazard);
    const first = await report('dutyOfficer', { key: 'k1' });
    expect(await report('dutyOfficer', { key: 'k1' })).toEqual(first);
    expect(await city.em().count(SafetyHazard)).toBe(before + 1);
    const other = await report('dutyOfficer', { key: 'k1', level: 'GENERAL' });
    expect(other.errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
  });

  it('may be found by Market Supervision as well', async () => {
    const { data, errors } = await report('market', { uscc: GRANS_SHOP, kind: 'FOOD_DRUG', level: 'GENERAL' });
    expect(errors).toBeUndefined();
    expect(data.reportHazard).toMatchObject({ place: { id: 'plc_gran' }, dueAt: '2026-11-20T17:00:00+08:00' });
  });

  it.each<[string, Person, Record<string, unknown>, string, string | undefined]>([
    ['from the anonymous', 'nobody', {}, 'UNAUTHENTICATED', undefined],
    ['from the firm itself', 'eve', {}, 'FORBIDDEN', undefined],
    ['from an agency that is none of safety', 'landOnDuty', {}, 'FORBIDDEN', undefined],
    ['without a purpose', 'dutyOfficerWithoutPurpose', {}, 'PURPOSE_REQUIRED', undefined],
    ['for another purpose', 'dutyOfficerForTax', {}, 'FORBIDDEN', undefined],
    ['on a case of yesterday', 'dutyOfficerOfYesterday', {}, 'FORBIDDEN', undefined],
    ['from another town', 'dutyOfficerElsewhere', {}, 'FORBIDDEN', undefined],
    ['from who is no officer', 'clerk', {}, 'FORBIDDEN', undefined],
    ['of an unknown firm', 'dutyOfficer', { uscc: '91350100M000100Y43' }, 'NOT_FOUND', 'uscc'],
    ['at an unknown place', 'dutyOfficer', { place: 'plc_none' }, 'NOT_FOUND', 'placeId'],
    ['at an unknown inspection', 'dutyOfficer', { inspection: 'ins_none' }, 'NOT_FOUND', 'inspectionId'],
    [
      'at an inspection of another kind',
      'dutyOfficer',
      { inspection: 'ins_1', kind: 'FOOD_DRUG' },
      'NOT_FOUND',
      'inspectionId',
    ],
    [
      "at another firm's inspection",
      'dutyOfficer',
      { inspection: 'ins_1', uscc: GRANS_SHOP },
      'NOT_FOUND',
      'inspectionId',
    ],
    ['of tomorrow', 'dutyOfficer', { on: '2026-11-02' }, 'BAD_USER_INPUT', 'foundOn'],
    ['without words', 'dutyOfficer', { words: ' a ' }, 'BAD_USER_INPUT', 'description'],
  ])('is not taken %s', async (_what, who, variables, code, argument) => {
    const before = await city.em().count(SafetyHazard);
    const { data, errors } = await report(who, variables);
    expect(data?.reportHazard ?? null).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code, ...(argument ? { argument } : {}) } }]);
    expect(await city.em().count(SafetyHazard)).toBe(before);
  });

  it.each<[Person, string, string]>([
    ['nobody', 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
    ['gran', 'FORBIDDEN', 'FORBIDDEN'],
    ['eve', 'ok', 'FORBIDDEN'],
    ['dutyOfficer', 'FORBIDDEN', 'ok'],
    ['inspector', 'FORBIDDEN', 'FORBIDDEN'],
    ['market', 'FORBIDDEN', 'FORBIDDEN'],
    ['police', 'FORBIDDEN', 'FORBIDDEN'],
    ['dutyOfficerWithoutPurpose', 'FORBIDDEN', 'PURPOSE_REQUIRED'],
    ['dutyOfficerElsewhere', 'FORBIDDEN', 'FORBIDDEN'],
  ])('of Eve: %s says it is put right: %s; verifies it: %s', async (who, rectified, verified) => {
    const code = async (answer: ReturnType<typeof rectify>) => (await answer).errors?.[0]?.extensions.code ?? 'ok';
    expect(await code(rectify(who, 'haz_general'))).toBe(rectified);
    await rectify('eve', 'haz_general');
    expect(await code(verify(who, 'haz_general'))).toBe(verified);
  });

  it('is refused in the same words whether it exists or not', async () => {
    const words = async (id: string) => (await rectify('gran', id)).errors?.[0]?.message;
    expect(await words('haz_none')).toBe(await words('haz_general'));
  });

  it('is not verified before it is put right, nor put right twice', async () => {
    expect((await verify('dutyOfficer', 'haz_general')).errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
    await rectify('eve', 'haz_general', { key: 'a' });
    const twice = await rectify('eve', 'haz_general', { key: 'b' });
    expect(twice.errors).toMatchObject([
      { message: 'hazardId: haz_general waits for an officer to verify it.', extensions: { code: 'CONFLICT' } },
    ]);
  });
});

describe('who sees which field of a hazard', () => {
  /** That a major hazard is overdue, where and whose it is. */
  const DISCLOSED = [
    'kind',
    'level',
    'status',
    'foundOn',
    'dueAt',
    'overdue',
    'subject { uscc }',
    'place { id }',
    'agency { uscc }',
  ];
  const KEPT = [
    'description',
    'inspection { id }',
    'rectification',
    'rectifiedAt',
    'verification',
    'verifiedAt',
    'overdueAlertAt',
  ];
  const FIELDS = [...DISCLOSED, ...KEPT];

  it('asks for every field there is', () => {
    const fields = Object.keys((city.schema().getType('SafetyHazard') as GraphQLObjectType).getFields());
    const asked = FIELDS.map((field) => field.split(' ')[0]);
    expect(asked.sort()).toEqual(fields.filter((field) => field !== 'id').sort());
  });

  it.each<[Person, string, string, string]>([
    ['nobody', '!', '!', '!'],
    ['ada', '-', '+', '-'],
    ['gran', '-', '+', '-'],
    ['eve', '+', '+', '+'],
    ['dutyOfficer', '+', '+', '+'],
    ['market', '+', '+', '+'],
    ['police', '-', '+', '-'],
    ['clerk', '-', '+', '-'],
    ['dutyOfficerWithoutPurpose', 'P', '+', 'P'],
    ['dutyOfficerForTax', '-', '+', '-'],
    ['dutyOfficerElsewhere', '-', '+', '-'],
    ['dutyOfficerOfYesterday', '-', '+', '-'],
    ['lender', '-', '+', '-'],
  ])(
    '%s: %s of one that is in time; %s and %s of a major one that is overdue',
    async (who, inTime, disclosed, kept) => {
      const ask = async (id: string) =>
        signs(FIELDS, (await city.as(people[who]).entity('SafetyHazard', { id }, FIELDS.join(' '))).errors);
      expect(await ask('haz_general')).toBe(inTime.repeat(FIELDS.length));
      expect(await ask('haz_major')).toBe(disclosed.repeat(DISCLOSED.length) + kept.repeat(KEPT.length));
    },
  );

  it('answers an unknown key as one that may not be seen', async () => {
    const ask = (id: string) => city.as(people.gran).entity('SafetyHazard', { id }, '__typename level');
    expect(await ask('haz_none')).toEqual(await ask('haz_general'));
  });
});

describe('openHazards(division:)', () => {
  const ask = async (who: Person, args = '') => {
    const { data, errors } = await city.as(people[who]).run(`{ openHazards${args} { id } }`);
    return errors?.[0]?.extensions.code ?? data.openHazards.map(({ id }: { id: string }) => id).join(' ');
  };

  it.each<[Person, string]>([
    ['nobody', 'UNAUTHENTICATED'],
    ['ada', 'haz_major'],
    ['eve', 'haz_major haz_general'],
    ['gran', 'haz_major haz_shop'],
    ['dutyOfficer', 'haz_major haz_general haz_shop'],
    ['market', 'haz_major haz_general haz_shop'],
    ['police', 'haz_major'],
    ['dutyOfficerElsewhere', 'haz_major'],
    ['dutyOfficerOfYesterday', 'haz_major'],
  ])('answers %s with %s', async (who, ids) => {
    expect(await ask(who)).toBe(ids);
  });

  it('looks in the division and those below', async () => {
    expect(await ask('dutyOfficer', '(division: "220102")')).toBe('haz_major haz_general haz_shop');
    expect(await ask('dutyOfficer', '(division: "220103")')).toBe('');
  });

  it('pages and filters', async () => {
    const page = async (args: string) => {
      const { data, errors } = await city
        .as(people.dutyOfficer)
        .run(`{ safetyHazards(${args}) { nodes { id } pageInfo { hasNextPage endCursor } } }`);
      expect(errors).toBeUndefined();
      const { nodes, pageInfo } = data.safetyHazards;
      return { ids: nodes.map(({ id }: { id: string }) => id).join(' '), ...pageInfo };
    };
    const first = await page('first: 2');
    expect(first).toMatchObject({ ids: 'haz_major haz_general', hasNextPage: true });
    expect((await page(`first: 2, after: "${first.endCursor}"`)).ids).toBe('haz_shop');
    expect((await page('level: MAJOR')).ids).toBe('haz_major');
    expect((await page('status: "RECTIFIED"')).ids).toBe('haz_shop');
    expect((await page('kind: WORK_SAFETY, overdue: false')).ids).toBe('haz_general');
    expect((await page('overdue: true')).ids).toBe('haz_major');
    const wrong = await city.as(people.dutyOfficer).run('{ safetyHazards(status: "LOST") { nodes { id } } }');
    expect(wrong.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'status' } }]);
  });

  it("lists a firm's own for who represents it, in one statement for many firms", async () => {
    const ask = (who: Person, ...codes: string[]) =>
      city.as(people[who]).entities(
        'LegalEntity',
        codes.map((uscc) => ({ uscc })),
        'safetyHazards(first: 5) { nodes { id level subject { name } place { addressText } agency { name } } }',
      );
    const { data, errors } = await ask('eve', EVES_FIRM);
    expect(errors).toBeUndefined();
    expect(data[0].safetyHazards.nodes.map(({ id }: { id: string }) => id)).toEqual(['haz_major', 'haz_general']);
    expect((await ask('gran', EVES_FIRM)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    const marketOnCase = city.as(people.marketOfficer);
    const many = (codes: string[]) =>
      marketOnCase.entities(
        'LegalEntity',
        codes.map((uscc) => ({ uscc })),
        'safetyHazards(first: 5) { nodes { id level subject { name } place { addressText } agency { name } } }',
      );
    const one = await city.statements(() => many([EVES_FIRM]));
    expect(await city.statements(() => many([EVES_FIRM, GRANS_SHOP]))).toBe(one);
  });
});

describe('the alert of an overdue hazard', () => {
  const alerted = async () =>
    (await city.em().find(SafetyHazard, { overdueAlertAt: { $ne: null } }, { orderBy: { id: 'asc' } })).map(
      ({ id, overdueAlertAt }) => `${id} ${overdueAlertAt?.toISOString()}`,
    );

  it('is raised once, and keeps its moment', async () => {
    const at = (moment: string) => alertOverdueHazards(city.em(), { now: () => new Date(moment) });
    await at('2026-10-27T17:00:00+08:00');
    expect(await alerted()).toEqual([]);
    await at('2026-10-27T17:01:00+08:00');
    await at('2026-10-28T09:00:00+08:00');
    expect(await alerted()).toEqual(['haz_major 2026-10-27T09:01:00.000Z']);
    await at('2026-12-01T09:00:00+08:00');
    expect(await alerted()).toEqual(['haz_general 2026-12-01T01:00:00.000Z', 'haz_major 2026-10-27T09:01:00.000Z']);
  });
});
