import { DEMO_ENTITIES } from '@citygraph/city';
import type { Viewer } from '@citygraph/contract';
import { anonymous, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { energy } from '../index.ts';
import { city, farmersHome, gridOperator, home, now, onCase, people } from '../testing/story.ts';
import { DistributedGenerator } from './distributed-generator.entity.ts';

const CONNECT =
  'mutation C($p: ID!, $t: DerTechnology!, $kw: Float!, $k: ID) { connectDistributedGenerator(parcelId: $p, technology: $t, kw: $kw, idempotencyKey: $k) { mrid status technology ratedKw povertyAlleviation appliedAt parcel { id } applicantResident { id } applicantEntity { uscc } } }';
const DECIDE =
  'mutation D($m: ID!, $y: Boolean!, $r: String = "The line is strong enough.") { decideGridConnection(mrid: $m, connect: $y, reason: $r) { status reason decidedAt } }';
const WITHDRAW = 'mutation W($m: ID!) { withdrawGridApplication(mrid: $m) { status } }';
const DISCONNECT = 'mutation D($m: ID!) { disconnectGenerator(mrid: $m) { status } }';

const parcelAt = (place: string) => city.parcels.find((parcel) => parcel.place === place);
const own = parcelAt(home);
const holderOf = (parcel: typeof own): Viewer => {
  const [holder] = parcel?.rightsHolders ?? [];
  return holder && 'resident' in holder
    ? resident(holder.resident)
    : resident('res_rep', { represents: [holder?.uscc ?? ''] });
};
const holder = holderOf(own);
const field = city.parcels.find(({ landUseCode }) => landUseCode.startsWith('01'));

describe('a distributed generator', () => {
  const department = testSubgraph(energy, { seed: (em) => energy.seed(em, city), now });
  const connect = (over: Record<string, unknown> = {}, viewer: Viewer = holder) =>
    department.as(viewer).run(CONNECT, { p: own?.id, t: 'WIND', kw: 5, ...over });
  const act = (document: string, variables: Record<string, unknown>, viewer: Viewer) =>
    department.as(viewer).run(document, variables);
  const onParcel = async (id = own?.id) =>
    (
      await department
        .as(anonymous())
        .entity('Parcel', { id }, 'distributedGenerators { mrid technology ratedKw status }')
    ).data.distributedGenerators;
  const connected = async (over: Record<string, unknown> = {}): Promise<string> => {
    const { data } = await connect(over);
    const { mrid } = data.connectDistributedGenerator;
    const { errors } = await act(DECIDE, { m: mrid, y: true }, people.utility);
    expect(errors).toBeUndefined();
    return mrid;
  };

  it('is applied for by who holds the parcel, decided by the utility, public when connected, and leaves again', async () => {
    const { data, errors } = await connect();
    expect(errors).toBeUndefined();
    const { mrid } = data.connectDistributedGenerator;
    expect(data.connectDistributedGenerator).toEqual({
      mrid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'APPLIED',
      technology: 'WIND',
      ratedKw: 5,
      povertyAlleviation: false,
      appliedAt: '2026-11-02T09:00:00+08:00',
      parcel: { id: own?.id },
      applicantResident: { id: holder.principal.resident },
      applicantEntity: null,
    });
    expect(await onParcel()).toEqual([]);
    const list = await department
      .as(people.utility)
      .entity(
        'LegalEntity',
        { uscc: gridOperator },
        'gridApplicationsConnection(status: APPLIED, first: 1) { nodes { mrid } }',
      );
    expect(list.data.gridApplicationsConnection.nodes).toEqual([{ mrid }]);
    const decided = await act(DECIDE, { m: mrid, y: true }, people.utility);
    expect(decided.data.decideGridConnection).toEqual({
      status: 'CONNECTED',
      reason: 'The line is strong enough.',
      decidedAt: '2026-11-02T09:00:00+08:00',
    });
    expect(await onParcel()).toEqual([{ mrid, technology: 'WIND', ratedKw: 5, status: 'CONNECTED' }]);
    expect((await act(DECIDE, { m: mrid, y: false }, people.utility)).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect((await act(WITHDRAW, { m: mrid }, holder)).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect((await act(DISCONNECT, { m: mrid }, holder)).data.disconnectGenerator).toEqual({
      status: 'DISCONNECTED',
    });
    expect(await onParcel()).toEqual([]);
    expect((await connect({ k: 'again' })).errors).toBeUndefined();
  });

  it('that is applied for is seen by both sides and an officer on the case; to others it looks like none', async () => {
    const { data } = await connect();
    const { mrid } = data.connectDistributedGenerator;
    const ask = (viewer: Viewer, id = mrid) =>
      department
        .as(viewer)
        .entity(
          'DistributedGenerator',
          { mrid: id },
          'technology ratedKw status appliedAt applicantResident { id } reason',
        );
    for (const viewer of [holder, people.utility, onCase('11220100MB1C10017F', 'project-approval', [own?.id ?? ''])]) {
      const { data: seen, errors } = await ask(viewer);
      expect(errors).toBeUndefined();
      expect(seen).toMatchObject({ status: 'APPLIED', applicantResident: { id: holder.principal.resident } });
    }
    for (const viewer of [
      people.neighbour,
      people.waterUtility,
      onCase('11220100MB1C10017F', 'project-approval', ['other']),
      anonymous(),
    ]) {
      expect(await ask(viewer)).toEqual({ data: null });
      expect(await ask(viewer, '00000000-0000-8000-8000-000000000000')).toEqual({ data: null });
    }
    await act(DECIDE, { m: mrid, y: true }, people.utility);
    for (const viewer of [people.neighbour, anonymous()]) {
      const { data: seen, errors } = await ask(viewer);
      expect(seen).toEqual({
        technology: 'WIND',
        ratedKw: 5,
        status: 'CONNECTED',
        appliedAt: null,
        applicantResident: null,
        reason: null,
      });
      expect(errors).toHaveLength(3);
    }
  });

  it('is applied for once at a time of each technology', async () => {
    const first = await connect({ k: 'a' });
    expect(await connect({ k: 'a' })).toEqual(first);
    expect((await connect({ k: 'b', kw: 9 })).errors?.[0]).toMatchObject({
      message: expect.stringContaining('has a WIND'),
      extensions: { code: 'CONFLICT' },
    });
    expect((await connect({ t: 'SOLAR_PV' })).errors).toBeUndefined();
    const { mrid } = first.data.connectDistributedGenerator;
    expect((await act(WITHDRAW, { m: mrid }, holder)).data.withdrawGridApplication).toEqual({ status: 'WITHDRAWN' });
    expect((await connect({ k: 'c' })).errors).toBeUndefined();
  });

  it('that was rejected makes room for another try', async () => {
    const { data } = await connect();
    const { mrid } = data.connectDistributedGenerator;
    const rejected = await act(DECIDE, { m: mrid, y: false, r: 'The transformer is full.' }, people.utility);
    expect(rejected.data.decideGridConnection).toMatchObject({
      status: 'REJECTED',
      reason: 'The transformer is full.',
    });
    expect(await onParcel()).toEqual([]);
    expect((await connect({ k: 'again' })).errors).toBeUndefined();
    const mine = await department
      .as(holder)
      .entity('Resident', { id: holder.principal.resident }, 'distributedGeneratorsConnection { nodes { status } }');
    expect(
      mine.data.distributedGeneratorsConnection.nodes.map(({ status }: { status: string }) => status).sort(),
    ).toEqual(['APPLIED', 'REJECTED']);
  });

  it.each<[string, Record<string, unknown>, Viewer, string, string | null]>([
    ['of no power', { kw: 0 }, holder, 'BAD_USER_INPUT', 'kw'],
    ['of negative power', { kw: -3 }, holder, 'BAD_USER_INPUT', 'kw'],
    ['of more than 6 MW', { kw: 6_000.001 }, holder, 'BAD_USER_INPUT', 'kw'],
    ['of parts of a watt', { kw: 1.00005 }, holder, 'BAD_USER_INPUT', 'kw'],
    ['of no technology', { t: 'FUSION' }, holder, 'none', null],
    ['that stores what nobody generates', { t: 'STORAGE' }, holder, 'CONFLICT', 'technology'],
    ['on no parcel', { p: 'prc_none' }, holder, 'FORBIDDEN', 'parcelId'],
    ["on another's parcel", {}, people.neighbour, 'FORBIDDEN', 'parcelId'],
    ['by the utility', {}, people.utility, 'FORBIDDEN', 'parcelId'],
    ['by nobody', {}, anonymous(), 'UNAUTHENTICATED', null],
    ['with solar panels on a field', { p: field?.id, t: 'SOLAR_PV' }, holderOf(field), 'BAD_USER_INPUT', 'technology'],
  ])('%s is refused', async (_, over, viewer, code, argument) => {
    const before = await department.em().count(DistributedGenerator);
    const { errors } = await connect(over, viewer);
    expect(errors?.[0]?.extensions.code ?? 'none').toBe(code);
    if (argument) expect(errors?.[0]?.extensions.argument).toBe(argument);
    expect(errors).toHaveLength(1);
    expect(await department.em().count(DistributedGenerator)).toBe(before);
  });

  it('of 6 MW is the largest', async () => {
    expect((await connect({ kw: 6_000 })).errors).toBeUndefined();
  });

  it('that stores is no stronger than what generates, and keeps it until it leaves itself', async () => {
    const wind = await connected({ kw: 20 });
    expect((await connect({ t: 'STORAGE', kw: 20.001 })).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'kw',
    });
    const store = await connected({ t: 'STORAGE', kw: 20 });
    expect((await act(DISCONNECT, { m: wind }, holder)).errors?.[0]).toMatchObject({
      message: expect.stringContaining('disconnect it first'),
      extensions: { code: 'CONFLICT' },
    });
    expect((await act(DISCONNECT, { m: store }, people.utility)).errors).toBeUndefined();
    expect((await act(DISCONNECT, { m: wind }, holder)).errors).toBeUndefined();
  });

  it.each<[string, Viewer, string]>([
    ['the applicant', holder, 'FORBIDDEN'],
    ['another utility', people.waterUtility, 'FORBIDDEN'],
    ['an approval officer', onCase('11220100MB1C10017F', 'project-approval', [own?.id ?? '']), 'FORBIDDEN'],
    ['nobody', anonymous(), 'UNAUTHENTICATED'],
  ])('is not decided by %s', async (_, viewer, code) => {
    const { data } = await connect();
    const { mrid } = data.connectDistributedGenerator;
    expect((await act(DECIDE, { m: mrid, y: true }, viewer)).errors?.[0]?.extensions.code).toBe(code);
    expect((await act(DECIDE, { m: 'none', y: true }, viewer)).errors?.[0]?.extensions.code).toBe(code);
  });

  it('is connected with no reason, and rejected with none but a reason', async () => {
    const { data } = await connect();
    const { mrid } = data.connectDistributedGenerator;
    expect((await act(DECIDE, { m: mrid, y: false, r: null }, people.utility)).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'reason',
    });
    expect((await act(DECIDE, { m: mrid, y: true, r: null }, people.utility)).data.decideGridConnection).toMatchObject({
      status: 'CONNECTED',
      reason: null,
    });
  });

  it('is not decided on a word, nor withdrawn by a stranger', async () => {
    const { data } = await connect();
    const { mrid } = data.connectDistributedGenerator;
    expect((await act(DECIDE, { m: mrid, y: true, r: '  ok ' }, people.utility)).errors?.[0]?.extensions).toMatchObject(
      { code: 'BAD_USER_INPUT', argument: 'reason' },
    );
    for (const [document, viewer] of [
      [WITHDRAW, people.utility],
      [WITHDRAW, people.neighbour],
      [DISCONNECT, people.neighbour],
    ] as const) {
      expect((await act(document, { m: mrid }, viewer)).errors?.[0]?.extensions).toMatchObject({
        code: 'FORBIDDEN',
        argument: 'mrid',
      });
    }
    expect((await act(DISCONNECT, { m: mrid }, holder)).errors?.[0]?.extensions.code).toBe('CONFLICT');
  });

  it('of a firm is applied for by its representative', async () => {
    const place = city.legalEntities.find(({ uscc }) => uscc === DEMO_ENTITIES.cooperative)?.place ?? '';
    const { data, errors } = await connect({ p: parcelAt(place)?.id }, people.farmer);
    expect(errors).toBeUndefined();
    expect(data.connectDistributedGenerator).toMatchObject({
      applicantEntity: { uscc: DEMO_ENTITIES.cooperative },
      applicantResident: null,
    });
  });

  it('of the demo cooperative supports poor households, a store beside it waits for the utility, and the farmer’s roof has panels', async () => {
    const place = city.legalEntities.find(({ uscc }) => uscc === DEMO_ENTITIES.cooperative)?.place ?? '';
    const { data } = await department
      .as(anonymous())
      .entity('Parcel', { id: parcelAt(place)?.id }, 'distributedGenerators { technology povertyAlleviation }');
    expect(data.distributedGenerators).toContainEqual({ technology: 'SOLAR_PV', povertyAlleviation: true });
    const waiting = await department
      .as(people.farmer)
      .entity(
        'LegalEntity',
        { uscc: DEMO_ENTITIES.cooperative },
        'distributedGeneratorsConnection(status: APPLIED) { nodes { technology ratedKw } }',
      );
    expect(waiting.data.distributedGeneratorsConnection.nodes).toEqual([{ technology: 'STORAGE', ratedKw: 50 }]);
    expect(await onParcel(parcelAt(farmersHome)?.id)).toMatchObject([{ technology: 'SOLAR_PV' }]);
  });

  it('is found on a hundred parcels as on one', async () => {
    const keys = city.parcels.slice(0, 100).map(({ id }) => ({ id }));
    const ask = (count: number) =>
      department.statements(() =>
        department
          .as(anonymous())
          .entities('Parcel', keys.slice(0, count), 'distributedGenerators { mrid ratedKw parcel { id } }'),
      );
    expect(await ask(100)).toBe(await ask(1));
    const generators = (await department.em().find(DistributedGenerator, {})).map(({ mrid }) => ({ mrid }));
    const fetched = (count: number) =>
      department.statements(() =>
        department
          .as(people.utility)
          .entities(
            'DistributedGenerator',
            generators.slice(0, count),
            'technology appliedAt applicantEntity { uscc }',
          ),
      );
    expect(await fetched(generators.length)).toBe(await fetched(1));
  });
});

describe('eight at once', () => {
  const department = testSubgraph(energy, { commits: true, seed: (em) => energy.seed(em, city), now });
  const run = (document: string, variables: Record<string, unknown>, viewer: Viewer) =>
    department.as(viewer).run(document, variables);
  const codesOf = (answers: readonly { errors?: readonly { extensions: Record<string, unknown> }[] }[]) =>
    answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'ok').sort();

  it('apply for one technology: one does', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => run(CONNECT, { p: own?.id, t: 'WIND', kw: i + 1, k: `k${i}` }, holder)),
    );
    expect(codesOf(answers)).toEqual([...Array.from({ length: 7 }, () => 'CONFLICT'), 'ok']);
    expect(await department.em().count(DistributedGenerator, { parcelId: own?.id ?? '', openTechnology: 'WIND' })).toBe(
      1,
    );
  });

  it('decide one application: one does, and the others leave nothing', async () => {
    const { mrid } = await department
      .em()
      .findOneOrFail(DistributedGenerator, { parcelId: own?.id ?? '', openTechnology: 'WIND' });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => run(DECIDE, { m: mrid, y: i % 2 === 0, r: `Reason ${i}` }, people.utility)),
    );
    expect(codesOf(answers)).toEqual([...Array.from({ length: 7 }, () => 'CONFLICT'), 'ok']);
    const winner = answers.find(({ errors }) => !errors)?.data.decideGridConnection;
    expect(await department.em().findOneOrFail(DistributedGenerator, { mrid })).toMatchObject({
      status: winner.status,
      reason: winner.reason,
    });
  });

  it.each([1, 2, 3, 4, 5])('never connect a store while its generator leaves (%i)', async (round) => {
    const clean = { parcelId: own?.id ?? '' };
    await department.em().nativeDelete(DistributedGenerator, clean);
    const make = async (t: string): Promise<string> =>
      (await run(CONNECT, { p: own?.id, t, kw: 10, k: `${t}-${round}` }, holder)).data.connectDistributedGenerator.mrid;
    const solar = await make('SOLAR_PV');
    await run(DECIDE, { m: solar, y: true }, people.utility);
    const store = await make('STORAGE');
    const connect = () => run(DECIDE, { m: store, y: true }, people.utility);
    const leave = () => run(DISCONNECT, { m: solar }, holder);
    await Promise.all(round % 2 === 0 ? [connect(), leave()] : [leave(), connect()]);
    const living = await department.em().find(DistributedGenerator, { ...clean, status: 'CONNECTED' });
    const technologies = living.map(({ technology }) => technology).sort();
    expect([[], ['SOLAR_PV', 'STORAGE']]).toContainEqual(technologies);
  });
});
