import type { Viewer } from '@citygraph/contract';
import { anonymous, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { energy } from '../index.ts';
import { bank, city, home, homeMeter, meterAt, now, people, shop, shopMeter } from '../testing/story.ts';
import { UsageShare } from './usage-share.entity.ts';

const SHARE =
  'mutation S($m: ID!, $g: USCC!, $u: DateTime!, $k: ID) { shareUsage(mrid: $m, granteeUscc: $g, until: $u, idempotencyKey: $k) }';
const END = 'mutation E($id: ID!) { endShare(id: $id) }';
const UNTIL = '2027-05-01T00:00:00+08:00';
const revoked = city.legalEntities.find(({ status }) => status !== 'IN_OPERATION')?.uscc ?? '';

describe('a share', () => {
  const department = testSubgraph(energy, { seed: (em) => energy.seed(em, city), now });
  const share = (over: Record<string, unknown> = {}, viewer: Viewer = people.dweller) =>
    department.as(viewer).run(SHARE, { m: homeMeter.mrid, g: bank, u: UNTIL, ...over });
  const end = (id: string, viewer: Viewer = people.dweller) => department.as(viewer).run(END, { id });
  const bankSees = async () =>
    (await department.as(people.banker).entity('UsagePoint', { mrid: homeMeter.mrid }, 'latestReading { value }'))
      .errors === undefined;

  it('lets the grantee in until it is ended', async () => {
    expect(await bankSees()).toBe(false);
    const { data, errors } = await share();
    expect(errors).toBeUndefined();
    const id = data.shareUsage;
    expect(await bankSees()).toBe(true);
    const listed = await department
      .as(people.spouse)
      .entity(
        'UsagePoint',
        { mrid: homeMeter.mrid },
        'shares { id running until grantee { uscc } usagePoint { mrid } }',
      );
    expect(listed.data.shares).toEqual([
      { id, running: true, until: UNTIL, grantee: { uscc: bank }, usagePoint: { mrid: homeMeter.mrid } },
    ]);
    expect((await end(id, people.spouse)).data.endShare).toBe(id);
    expect(await bankSees()).toBe(false);
    const ended = await department
      .as(people.dweller)
      .entity('UsagePoint', { mrid: homeMeter.mrid }, 'shares { id running endedAt }');
    expect(ended.data.shares).toEqual([{ id, running: false, endedAt: '2026-11-02T09:00:00+08:00' }]);
  });

  it('is told by whose consumption it is, though giving and ending it answer with an id alone', async () => {
    const sharing = { m: homeMeter.mrid, g: bank, u: UNTIL };
    const { dweller } = people;
    const whose = { subjects: [home, dweller.principal.resident ?? ''].sort(), otherSide: [bank], rows: 1 };
    expect(await department.as(dweller).disclosed(SHARE, sharing)).toEqual(whose);
    const { shareUsage: id } = (await share()).data;
    expect(await department.as(people.spouse).disclosed(END, { id })).toEqual(whose);
  });

  it('is given anew after it was ended, and once', async () => {
    const { shareUsage: first } = (await share()).data;
    expect((await share()).data.shareUsage).toBe(first);
    await end(first);
    expect(await bankSees()).toBe(false);
    const { shareUsage: second } = (await share()).data;
    expect(second).not.toBe(first);
    expect(await bankSees()).toBe(true);
    expect((await share()).data.shareUsage).toBe(second);
  });

  it('is seen by whose it is beside what else they consented to, with the way to take it back', async () => {
    const { data } = await share();
    const id = data.shareUsage;
    const seen = async (viewer: Viewer, args = '') => {
      const own = viewer.principal.resident ?? '';
      const fields = `usageSharesConnection${args} { nodes { id running takenBackBy grantee { uscc } } }`;
      const answer = await department.as(viewer).entity('Resident', { id: own }, fields);
      return answer.data.usageSharesConnection.nodes.map((node: { id: string }) => node);
    };
    const expected = { id, running: true, takenBackBy: 'endShare', grantee: { uscc: bank } };
    expect(await seen(people.dweller)).toEqual([expected]);
    expect(await seen(people.spouse)).toEqual([expected]);
    expect(await seen(people.neighbour)).toEqual([]);
    const [{ takenBackBy }] = await seen(people.dweller);
    const back = await department.as(people.dweller).run(`mutation B($id: ID!) { ${takenBackBy}(id: $id) }`, { id });
    expect(back.errors).toBeUndefined();
    expect(await bankSees()).toBe(false);
    expect(await seen(people.dweller)).toEqual([{ ...expected, running: false }]);
    expect(await seen(people.dweller, '(running: true)')).toEqual([]);
    const others = await department
      .as(people.neighbour)
      .entity('Resident', { id: people.dweller.principal.resident ?? '' }, 'usageSharesConnection { nodes { id } }');
    expect(others.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('of a child is seen and ended by the guardian, and by nobody else’s', async () => {
    const { data } = await share({}, resident('res_child', { dwelling: home }));
    const id: string = data.shareUsage;
    const seen = (viewer: Viewer) =>
      department
        .as(viewer)
        .entity('Resident', { id: 'res_child' }, 'usageSharesConnection { nodes { id running takenBackBy } }');
    const guardian = resident('res_guardian', { guardianOf: ['res_child'] });
    const other = resident('res_other', { guardianOf: ['res_another'] });
    expect((await seen(guardian)).data).toEqual({
      usageSharesConnection: { nodes: [{ id, running: true, takenBackBy: 'endShare' }] },
    });
    expect((await seen(other)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await end(id, other)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await bankSees()).toBe(true);
    expect((await end(id, guardian)).data.endShare).toBe(id);
    expect(await bankSees()).toBe(false);
    expect((await seen(guardian)).data.usageSharesConnection.nodes).toMatchObject([{ running: false }]);
  });

  it('that is asked for again is the same, whoever of the household asks', async () => {
    const { data } = await share({ k: 'a' });
    expect((await share({ k: 'a' })).data).toEqual(data);
    expect((await share({ k: 'b' })).data).toEqual(data);
    expect((await share({}, people.spouse)).data).toEqual(data);
    const other = await share({ u: '2027-06-01T00:00:00+08:00' });
    expect(other.errors?.[0]).toMatchObject({
      message: expect.stringContaining('end that first'),
      extensions: { code: 'CONFLICT' },
    });
  });

  it('ends once, however often it is ended, and may then be given anew', async () => {
    const { data } = await share();
    const first = await end(data.shareUsage);
    department.clock.set(new Date('2026-11-03T09:00:00+08:00'));
    expect(await end(data.shareUsage)).toEqual(first);
    const anew = await share({ k: 'anew' });
    expect(anew.errors).toBeUndefined();
    expect(anew.data.shareUsage).not.toBe(data.shareUsage);
  });

  it('that ran out stands in nobody’s way', async () => {
    const { data } = await share();
    department.clock.set(new Date(UNTIL));
    expect(await bankSees()).toBe(false);
    const anew = await share({ u: '2027-08-01T00:00:00+08:00', k: 'anew' });
    expect(anew.errors).toBeUndefined();
    expect(anew.data.shareUsage).not.toBe(data.shareUsage);
    const { data: seen } = await department
      .as(people.dweller)
      .entity('UsagePoint', { mrid: homeMeter.mrid }, 'shares { running }');
    expect(seen.shares).toEqual([{ running: true }, { running: false }]);
  });

  it.each<[string, Record<string, unknown>, Viewer, string, string | null]>([
    ['until now', { u: '2026-11-02T09:00:00+08:00' }, people.dweller, 'BAD_USER_INPUT', 'until'],
    [
      'until more than a year from now',
      { u: '2027-11-02T09:00:00.001+08:00' },
      people.dweller,
      'BAD_USER_INPUT',
      'until',
    ],
    [
      'with a code that has a wrong check character',
      { g: '91220100MA1C300227' },
      people.dweller,
      'BAD_USER_INPUT',
      null,
    ],
    ['with a firm that nobody registered', { g: '91350100M000100Y43' }, people.dweller, 'NOT_FOUND', 'granteeUscc'],
    ['with a firm that is not in operation any more', { g: revoked }, people.dweller, 'NOT_FOUND', 'granteeUscc'],
    [
      'with the utility, which reads the meter',
      { g: homeMeter.operator },
      people.dweller,
      'BAD_USER_INPUT',
      'granteeUscc',
    ],
    ['of a shop with itself', { m: shopMeter.mrid, g: shop }, people.shopOwner, 'BAD_USER_INPUT', 'granteeUscc'],
    ['of no point', { m: '00000000-0000-8000-8000-000000000000' }, people.dweller, 'FORBIDDEN', 'mrid'],
    ['of a neighbour', {}, people.neighbour, 'FORBIDDEN', 'mrid'],
    ['by the utility', {}, people.utility, 'FORBIDDEN', 'mrid'],
    ['by an auditor', {}, people.auditor, 'FORBIDDEN', 'mrid'],
    ['by who it would be shared with', {}, people.banker, 'FORBIDDEN', 'mrid'],
    ['by nobody', {}, anonymous(), 'UNAUTHENTICATED', null],
  ])('%s is refused', async (_, over, viewer, code, argument) => {
    const { errors } = await share(over, viewer);
    expect(errors?.[0]?.extensions.code).toBe(code);
    if (argument) expect(errors?.[0]?.extensions.argument).toBe(argument);
    expect(await department.em().count(UsageShare)).toBe(1);
  });

  it('for a whole year is given', async () => {
    expect((await share({ u: '2027-11-02T09:00:00+08:00' })).errors).toBeUndefined();
  });

  it.each<[string, Viewer, string | undefined]>([
    ['who shared', people.dweller, undefined],
    ['who shared and has moved away', resident(people.dweller.principal.resident ?? ''), undefined],
    ['another of the household', people.spouse, undefined],
    ['the grantee', people.banker, undefined],
    ['the utility', people.utility, 'FORBIDDEN'],
    ['a neighbour', people.neighbour, 'FORBIDDEN'],
    ['nobody', anonymous(), 'UNAUTHENTICATED'],
  ])('is ended by %s', async (_, viewer, code) => {
    const { data } = await share();
    const ended = await end(data.shareUsage, viewer);
    expect(ended.errors?.[0]?.extensions.code).toBe(code);
    const none = await end('shr_none', viewer);
    expect(none.errors?.[0]).toMatchObject({ extensions: { code: code ?? 'FORBIDDEN' } });
    expect(await bankSees()).toBe(code !== undefined);
  });

  it('is found by the grantee, the running ones alone when it says so', async () => {
    const { data } = await share();
    const received = async (args = '') =>
      await department
        .as(people.banker)
        .entity(
          'LegalEntity',
          { uscc: bank },
          `receivedSharesConnection${args} { nodes { id running usagePoint { commodity bills { month } } } }`,
        );
    const both = await received();
    expect(both.data.receivedSharesConnection.nodes).toMatchObject([
      { id: data.shareUsage, usagePoint: { commodity: 'electricity', bills: null } },
      { running: true },
    ]);
    await end(data.shareUsage);
    const running = await received('(running: true)');
    expect(running.data.receivedSharesConnection.nodes.map(({ running }: { running: boolean }) => running)).toEqual([
      true,
    ]);
  });
});

describe('a household that shares eight times at once', () => {
  const department = testSubgraph(energy, { commits: true, seed: (em) => energy.seed(em, city), now });

  it('shares once, and everybody is told the same', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        department
          .as(resident(`res_member_${i}`, { dwelling: home }))
          .run(SHARE, { m: meterAt(home, 'gas').mrid, g: bank, u: UNTIL }),
      ),
    );
    expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([]);
    expect(new Set(answers.map(({ data }) => data.shareUsage)).size).toBe(1);
  });

  it('ends it once', async () => {
    const { id } = await department.em().findOneOrFail(UsageShare, { mrid: meterAt(home, 'gas').mrid });
    const answers = await Promise.all(Array.from({ length: 8 }, () => department.as(people.dweller).run(END, { id })));
    expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([]);
  });
});
