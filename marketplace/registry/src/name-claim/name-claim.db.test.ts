import type { Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { registry, withKeys } from '../index.ts';
import { tellOutbox } from '../notification/tell-outbox.ts';
import { codeOf, registered, vendors } from '../testing/publishing-story.ts';
import { city, graph, keys, now, people } from '../testing/story.ts';
import { NameClaim } from './name-claim.entity.ts';
import { CLAIMED_AN_HOUR } from './name-claim.rules.ts';
import { watchClaimClocks } from './watch-claim-clocks.ts';

const department = testSubgraph(withKeys(keys), {
  seed: async (em) => {
    await registry.seed(em, city);
    await refreshCatalog(em, graph, now);
  },
  now,
});
const run = (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) =>
  department.as(viewer).run(document, variables);
const claim = (name: string, viewer: Viewer = vendors.ada, publisher = 'air-lab') =>
  run(
    viewer,
    'mutation C($p: ID!, $n: String!) { claimName(publisher: $p, name: $n, reason: "Known under it for years.") { id name state } }',
    { p: publisher, n: name },
  );
const decide = (id: string, grant: boolean, viewer: Viewer = people.admin) =>
  run(
    viewer,
    'mutation D($id: ID!, $g: Boolean!) { decideNameClaim(id: $id, grant: $g, reason: "By the list.") { state publisher { handle } } }',
    { id, g: grant },
  );

beforeEach(async () => {
  await registered(department);
  await registered(department, { handle: 'dust-lab', namespace: 'dust', viewer: vendors.eve });
});

describe('a claim', () => {
  it.each(['LegalEntity.airQuality', 'Query.airQuality', 'AirQuality', 'aqi:LegalEntity'])(
    'of %s is granted or refused',
    async (name) => {
      const { data, errors } = await claim(name);
      expect(errors).toBeUndefined();
      expect(data.claimName).toMatchObject({ name, state: 'REQUESTED' });
      const granted = { state: 'GRANTED', publisher: { handle: 'air-lab' } };
      expect((await decide(data.claimName.id, true)).data.decideNameClaim).toEqual(granted);
      expect((await decide(data.claimName.id, true)).data.decideNameClaim).toEqual(granted);
      expect(codeOf(await decide(data.claimName.id, false))).toBe('CONFLICT');
    },
  );

  it.each([
    ['LegalEntity.name', 'CONFLICT'],
    ['LegalEntity', 'CONFLICT'],
    ['Nothing.airQuality', 'NOT_FOUND'],
    ['Query', 'BAD_USER_INPUT'],
    ['Query.__air', 'BAD_USER_INPUT'],
    ['airQuality', 'BAD_USER_INPUT'],
    ['dust:LegalEntity', 'FORBIDDEN'],
    ['aqi:Nothing', 'NOT_FOUND'],
    ['aqi:LegalEntity.name', 'BAD_USER_INPUT'],
    ['LegalEntity.airQuality(of:)', 'BAD_USER_INPUT'],
  ])('of %s is refused with %s, and nothing is kept', async (name, code) => {
    expect(codeOf(await claim(name))).toBe(code);
    expect(await department.em().count(NameClaim)).toBe(0);
  });

  it.each(['Query.dust_forecast', 'LegalEntity.dust_level', 'DustForecast', 'Dust', 'Query.du5t_forecast'])(
    'of %s is refused to who has not its namespace',
    async (name) => {
      const answer = await claim(name);
      expect(codeOf(answer)).toBe('CONFLICT');
      expect(answer.errors?.[0]?.message).toContain('the namespace dust, which is another publisher’s');
      expect((await claim(name, vendors.eve, 'dust-lab')).errors).toBeUndefined();
    },
  );

  it.each(['Query.dustForecast', 'Dusty', 'LegalEntity.dusty_level'])(
    'of %s is of nobody’s namespace',
    async (name) => {
      expect((await claim(name)).errors).toBeUndefined();
    },
  );

  it('is not granted once its namespace is another’s', async () => {
    const { id } = (await claim('Query.soil_level')).data.claimName;
    await run(vendors.eve, 'mutation { takeNamespace(publisher: "dust-lab", namespace: "soil") { handle } }');
    expect(codeOf(await decide(id, true))).toBe('CONFLICT');
    expect((await decide(id, false)).data.decideNameClaim.state).toBe('REFUSED');
  });

  it.each(['Query.soil_level', 'LegalEntity.soil_level', 'SoilLevel', 'Query.so1l_level'])(
    'of %s that was granted keeps its namespace from others, and not from its own publisher',
    async (name) => {
      await decide((await claim(name)).data.claimName.id, true);
      const take = (viewer: Viewer, publisher: string) =>
        run(viewer, 'mutation T($p: ID!) { takeNamespace(publisher: $p, namespace: "soil") { handle } }', {
          p: publisher,
        });
      const refused = await take(vendors.eve, 'dust-lab');
      expect([codeOf(refused), refused.errors?.[0]?.message]).toEqual(['CONFLICT', expect.stringContaining(name)]);
      const registration =
        'mutation { registerPublisher(handle: "soil-lab", name: "Soil", contact: "ops@soil.example", namespace: "soil") { handle } }';
      expect(codeOf(await run(vendors.eve, registration))).toBe('CONFLICT');
      expect((await take(vendors.ada, 'air-lab')).errors).toBeUndefined();
    },
  );

  it('that is under its publisher’s namespace moves to nobody else', async () => {
    const { id } = (await claim('Query.dust_level', vendors.eve, 'dust-lab')).data.claimName;
    await decide(id, true);
    const move = 'mutation M($id: ID!) { moveNameClaim(id: $id, to: "air-lab", reason: "Sold.") { id } }';
    expect(codeOf(await run(people.admin, move, { id }))).toBe('CONFLICT');
  });

  it('raises what its clock has reached, each level once, and nothing more once it is decided', async () => {
    const { id } = (await claim('AirQuality')).data.claimName;
    const DUE = 'query D($id: ID!) { nameClaim(id: $id) { dueAt } }';
    expect((await run(vendors.ada, DUE, { id })).data.nameClaim.dueAt).toBe('2026-11-16T09:00:00+08:00');
    const levels = async (iso: string) => {
      department.clock.set(new Date(iso));
      for (const _ of ['once', 'twice']) await watchClaimClocks(department.em(), department.clock);
      await tellOutbox(department.em(), department.clock);
      const { data } = await run(people.admin, '{ notifications(first: 100) { nodes { topic data } } }');
      return data.notifications.nodes
        .filter(({ topic }: { topic: string }) => topic === 'claim.clock-reached')
        .map((one: { data: string }) => JSON.parse(one.data).level)
        .sort();
    };
    expect(await levels('2026-11-11T09:00:00+08:00')).toEqual([]);
    expect(await levels('2026-11-12T09:00:00+08:00')).toEqual(['REMINDER']);
    expect(await levels('2026-11-17T09:00:00+08:00')).toEqual(['REMINDER', 'YELLOW']);
    await decide(id, true, people.admin2);
    expect((await run(vendors.ada, DUE, { id })).data.nameClaim.dueAt).toBeNull();
    expect(await levels('2026-12-17T09:00:00+08:00')).toEqual(['REMINDER', 'YELLOW']);
    department.clock.set(now);
  });

  it('is asked for anew after it was given back or refused', async () => {
    const first = (await claim('AirQuality')).data.claimName;
    expect((await claim('AirQuality')).data.claimName.id).toBe(first.id);
    await run(vendors.ada, 'mutation W($id: ID!) { withdrawNameClaim(id: $id) { state } }', { id: first.id });
    const second = (await claim('AirQuality')).data.claimName;
    expect(second).toMatchObject({ state: 'REQUESTED' });
    await decide(second.id, false);
    expect((await claim('AirQuality')).data.claimName).toMatchObject({ state: 'REQUESTED' });
    expect(await department.em().count(NameClaim)).toBe(3);
  });

  it('and its withdrawal, again and again, is refused before administrators are flooded', async () => {
    const answers: unknown[] = [];
    for (let times = 0; times <= CLAIMED_AN_HOUR; times++) {
      const answer = await claim('AirQuality');
      answers.push(codeOf(answer));
      const id = answer.data?.claimName?.id;
      await run(vendors.ada, 'mutation W($id: ID!) { withdrawNameClaim(id: $id) { state } }', { id });
    }
    expect(answers.at(-2)).toBeUndefined();
    expect(answers.at(-1)).toBe('RATE_LIMITED');
  });

  it('is of who comes first, until it is refused or given back', async () => {
    const { id } = (await claim('LegalEntity.airQuality')).data.claimName;
    const again = () => claim('LegalEntity.airQuaIity', vendors.eve, 'dust-lab');
    expect((await again()).errors?.[0]?.message).toContain('cannot be told from LegalEntity.airQuality');
    await decide(id, false);
    const second = await again();
    expect(second.data.claimName.state).toBe('REQUESTED');
    const back = (viewer: Viewer) =>
      run(viewer, 'mutation W($id: ID!) { withdrawNameClaim(id: $id) { state } }', { id: second.data.claimName.id });
    expect(codeOf(await back(vendors.ada))).toBe('FORBIDDEN');
    expect((await back(vendors.eve)).data.withdrawNameClaim.state).toBe('WITHDRAWN');
    expect((await back(vendors.eve)).data.withdrawNameClaim.state).toBe('WITHDRAWN');
    expect((await claim('LegalEntity.airQualIty')).errors).toBeUndefined();
  });

  it('is decided by administrators alone, never for their own publisher', async () => {
    const { id } = (await claim('Query.air')).data.claimName;
    expect(codeOf(await decide(id, true, vendors.ada))).toBe('FORBIDDEN');
    expect(codeOf(await decide(id, true, people.finance))).toBe('FORBIDDEN');
    await registered(department, { handle: 'gov-works', namespace: 'works', viewer: people.admin });
    const own = (await claim('Query.works', people.admin, 'gov-works')).data.claimName.id;
    expect(codeOf(await decide(own, true))).toBe('FORBIDDEN');
    expect((await decide(own, true, people.admin2)).errors).toBeUndefined();
  });

  it('is made by members who publish', async () => {
    expect(codeOf(await claim('Query.air', vendors.eve))).toBe('FORBIDDEN');
    expect(codeOf(await claim('Query.air', people.nobody))).toBe('UNAUTHENTICATED');
  });

  it('moves to another publisher when an administrator says so', async () => {
    const { id } = (await claim('Query.air')).data.claimName;
    const move = (to: string) =>
      run(
        people.admin,
        'mutation M($id: ID!, $to: ID!) { moveNameClaim(id: $id, to: $to, reason: "Sold.") { publisher { handle } } }',
        { id, to },
      );
    expect(codeOf(await move('dust-lab'))).toBe('CONFLICT');
    await decide(id, true);
    expect(codeOf(await move('none'))).toBe('NOT_FOUND');
    expect((await move('dust-lab')).data.moveNameClaim.publisher.handle).toBe('dust-lab');
    expect((await move('dust-lab')).data.moveNameClaim.publisher.handle).toBe('dust-lab');
  });

  it('is seen by the other side alone until it is granted', async () => {
    const { id } = (await claim('Query.air')).data.claimName;
    const LIST = '{ nameClaims { nodes { name reason } } }';
    const seen = async (viewer: Viewer) => (await run(viewer, LIST)).data.nameClaims.nodes;
    expect(await seen(vendors.eve)).toEqual([]);
    expect(await seen(vendors.ada)).toEqual([{ name: 'Query.air', reason: 'Known under it for years.' }]);
    expect(await seen(people.admin)).toHaveLength(1);
    const one = async (viewer: Viewer) =>
      (await run(viewer, 'query N($id: ID!) { nameClaim(id: $id) { name state } }', { id })).data.nameClaim;
    expect([await one(vendors.eve), await one(people.nobody)]).toEqual([null, null]);
    expect(await one(people.admin)).toEqual({ name: 'Query.air', state: 'REQUESTED' });
    await decide(id, true);
    expect(await one(people.nobody)).toEqual({ name: 'Query.air', state: 'GRANTED' });
    expect(await seen(people.nobody)).toEqual([{ name: 'Query.air', reason: null }]);
    const of = async (handle: string, viewer: Viewer = people.nobody) =>
      (await run(viewer, 'query N($h: ID) { nameClaims(publisher: $h) { nodes { name } } }', { h: handle })).data
        .nameClaims.nodes;
    expect([await of('air-lab'), await of('dust-lab', people.admin), await of('none')]).toEqual([
      [{ name: 'Query.air' }],
      [],
      [],
    ]);
    const waiting = '{ nameClaimsToDecide { nodes { name } } }';
    expect((await run(people.admin, waiting)).data.nameClaimsToDecide.nodes).toEqual([]);
    expect(codeOf(await run(vendors.ada, waiting))).toBe('FORBIDDEN');
  });
});

describe('what becomes of a claim', () => {
  const INVITE =
    'mutation I($s: String!) { inviteMember(publisher: "air-lab", subject: $s, role: DEVELOPER) { handle } }';
  const REMOVE = 'mutation R($s: String!) { removeMember(publisher: "air-lab", subject: $s) { handle } }';
  const ben = { s: vendors.ben.principal.subject };
  const told = async (viewer: Viewer, topic: string) => {
    await tellOutbox(department.em(), department.clock);
    const { data } = await run(viewer, '{ notifications(first: 100) { nodes { topic reason } } }');
    return data.notifications.nodes.filter((one: { topic: string }) => one.topic === topic);
  };
  beforeEach(async () => {
    await run(vendors.ada, INVITE, ben);
    await run(vendors.ben, 'mutation { answerInvitation(publisher: "air-lab", accept: true) { handle } }');
  });

  it('is told to those who are members by then, not to who asked and left', async () => {
    const { id } = (await claim('LegalEntity.airQuality', vendors.ben)).data.claimName;
    await run(vendors.ada, REMOVE, ben);
    await decide(id, true);
    expect(await told(vendors.ada, 'claim.decided')).toEqual([{ topic: 'claim.decided', reason: 'By the list.' }]);
    expect(await told(vendors.ben, 'claim.decided')).toEqual([]);
  });

  it('is told to both publishers when it is moved, with the reason', async () => {
    const { id } = (await claim('LegalEntity.airQuality')).data.claimName;
    await decide(id, true);
    const MOVE = 'mutation M($id: ID!) { moveNameClaim(id: $id, to: "dust-lab", reason: "They had it first.") { id } }';
    await run(people.admin, MOVE, { id });
    const moved = [{ topic: 'claim.moved', reason: 'They had it first.' }];
    for (const member of [vendors.ada, vendors.ben, vendors.eve])
      expect(await told(member, 'claim.moved')).toEqual(moved);
    expect(await told(people.finance, 'claim.moved')).toEqual([]);
  });

  it('a publisher is told that it is suspended, why, and when it may publish again', async () => {
    const SUSPEND = 'mutation S($r: String!) { suspendPublisher(publisher: "air-lab", reason: $r) { handle } }';
    await run(people.admin, SUSPEND, { r: 'It claims what is not its own.' });
    await run(people.admin, 'mutation { restorePublisher(publisher: "air-lab") { handle } }');
    expect(await told(vendors.ben, 'publisher.suspended')).toEqual([
      { topic: 'publisher.suspended', reason: 'It claims what is not its own.' },
    ]);
    expect(await told(vendors.ben, 'publisher.restored')).toHaveLength(1);
    expect(await told(vendors.eve, 'publisher.suspended')).toEqual([]);
  });
});
