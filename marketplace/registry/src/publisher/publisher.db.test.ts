import type { Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { registry, withKeys } from '../index.ts';
import { codeOf, fakeClient, REGISTER, registered, subjects, vendors } from '../testing/publishing-story.ts';
import { bank, city, graph, keys, now, people, shop } from '../testing/story.ts';
import { Publisher, PublisherMember } from './publisher.entity.ts';

const client = fakeClient();
const department = testSubgraph(withKeys(keys, { client, webhookSecret: new Uint8Array(32).fill(9) }), {
  seed: async (em) => {
    await registry.seed(em, city);
    await refreshCatalog(em, graph, now);
  },
  now,
});
const run = (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) =>
  department.as(viewer).run(document, variables);
const register = (over: Record<string, unknown> = {}, viewer: Viewer = vendors.ada) =>
  run(viewer, REGISTER, { h: 'air-lab', ns: 'aqi', ...over });
const messageOf = ({ errors }: { errors?: readonly { message: string }[] | undefined }) => errors?.[0]?.message;

beforeEach(() => {
  client.served.clear();
  client.asked.length = 0;
});

describe('who registers a publisher', () => {
  it('is its first owner, and what it says of itself is unverified', async () => {
    const { data, errors } = await register();
    expect(errors).toBeUndefined();
    expect(data.registerPublisher).toEqual({
      handle: 'air-lab',
      name: 'Air Lab',
      verification: 'UNVERIFIED',
      isSuspended: false,
      namespaces: ['aqi'],
      organisation: null,
      members: [{ subject: subjects.ada, memberRole: 'OWNER' }],
    });
  });

  it('may say so twice, and has one', async () => {
    await register({ k: 'one' });
    expect((await register({ k: 'one' })).data.registerPublisher.handle).toBe('air-lab');
    expect(await department.em().count(Publisher)).toBe(1);
    expect(codeOf(await register({ k: 'two' }))).toBe('CONFLICT');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a reserved handle', { h: 'government' }, 'BAD_USER_INPUT'],
    ['a handle that speaks for the city', { h: 'city-air' }, 'BAD_USER_INPUT'],
    ['a handle in capitals', { h: 'AirLab' }, 'BAD_USER_INPUT'],
    ['a handle of other scripts', { h: 'аirlab' }, 'BAD_USER_INPUT'],
    ['a reserved namespace', { ns: 'health' }, 'BAD_USER_INPUT'],
    ['a namespace that a type of the city’s begins with', { ns: 'legal' }, 'CONFLICT'],
    ['a namespace that is a field of the city’s', { ns: 'diagnosis' }, 'CONFLICT'],
    ['a namespace that a field of the city’s begins with', { ns: 'invoice' }, 'CONFLICT'],
    ['a name with markup', { n: '<img src=x>' }, 'BAD_USER_INPUT'],
    ['a name that turns its direction', { n: 'Air \u202ebal' }, 'BAD_USER_INPUT'],
  ])('is refused %s, and nothing is kept', async (_, over, code) => {
    expect(codeOf(await register(over))).toBe(code);
    expect(await department.em().count(Publisher)).toBe(0);
    expect(await department.em().count(AuditEntry)).toBe(0);
  });

  it.each([
    [{ h: 'a1r-lab', ns: 'dust' }, 'a1r-lab cannot be told from air-lab, which is taken'],
    [{ h: 'dust-lab', ns: 'aql' }, 'aql is'],
    [{ h: 'dust-lab', ns: 'aqi' }, 'aqi is taken'],
  ])('takes no name that looks like another’s', async (over, sentence) => {
    await register();
    const answer = await register(over, vendors.eve);
    if (over.ns === 'aql') expect(messageOf(answer)).toContain('cannot be told from aqi');
    else expect(messageOf(answer)).toContain(sentence);
  });

  it('is signed in', async () => {
    expect(codeOf(await register({}, people.nobody))).toBe('UNAUTHENTICATED');
  });
});

describe('the list of publishers', () => {
  it('is in the order of their handles, page by page', async () => {
    await registered(department);
    await registered(department, { handle: 'a-lab', namespace: 'alab', viewer: vendors.eve });
    const page = async (after: string | null) =>
      (
        await run(
          people.nobody,
          'query P($a: String) { publishers(first: 1, after: $a) { nodes { handle } pageInfo { endCursor hasNextPage } } }',
          { a: after },
        )
      ).data.publishers;
    const first = await page(null);
    expect(first).toMatchObject({ nodes: [{ handle: 'a-lab' }], pageInfo: { hasNextPage: true } });
    expect(await page(first.pageInfo.endCursor)).toMatchObject({
      nodes: [{ handle: 'air-lab' }],
      pageInfo: { hasNextPage: false },
    });
  });
});

describe('members', () => {
  const PLACE = '(publisher: "air-lab", subject: $s, role: $r) { members { subject memberRole } } }';
  const invite = (viewer: Viewer, subject: string, role = 'DEVELOPER') =>
    run(viewer, `mutation I($s: String!, $r: MemberRole!) { inviteMember${PLACE}`, { s: subject, r: role });
  const change = (viewer: Viewer, subject: string, role: string) =>
    run(viewer, `mutation C($s: String!, $r: MemberRole!) { changeMemberRole${PLACE}`, { s: subject, r: role });
  const answer = (viewer: Viewer, accept = true) =>
    run(viewer, 'mutation A($a: Boolean!) { answerInvitation(publisher: "air-lab", accept: $a) { handle } }', {
      a: accept,
    });
  const remove = (viewer: Viewer, subject: string) =>
    run(viewer, 'mutation D($s: String!) { removeMember(publisher: "air-lab", subject: $s) { handle } }', {
      s: subject,
    });
  beforeEach(() => registered(department));

  it('are who was invited and said yes', async () => {
    expect((await invite(vendors.ada, subjects.ben)).errors).toBeUndefined();
    expect((await invite(vendors.ada, subjects.ben)).errors).toBeUndefined();
    expect(await department.em().count(PublisherMember)).toBe(1);
    const asked = await run(vendors.ben, '{ myInvitations { publisher role } myPublishers { handle } }');
    expect(asked.data).toEqual({ myInvitations: [{ publisher: 'air-lab', role: 'DEVELOPER' }], myPublishers: [] });
    expect((await answer(vendors.ben)).errors).toBeUndefined();
    expect((await answer(vendors.ben)).errors).toBeUndefined();
    const mine = await run(vendors.ben, '{ myInvitations { role } myPublishers { handle members { subject } } }');
    expect(mine.data).toEqual({
      myInvitations: [],
      myPublishers: [{ handle: 'air-lab', members: [{ subject: subjects.ada }, { subject: subjects.ben }] }],
    });
  });

  it('are nobody’s business but theirs', async () => {
    const seen = await run(vendors.eve, '{ publisher(handle: "air-lab") { handle members { subject } } }');
    expect(seen.data.publisher).toEqual({ handle: 'air-lab', members: null });
    expect(codeOf(seen)).toBe('FORBIDDEN');
    expect(
      (await run(people.admin, '{ publisher(handle: "air-lab") { members { subject } } }')).errors,
    ).toBeUndefined();
  });

  it('decide nothing unless they are owners', async () => {
    await invite(vendors.ada, subjects.ben);
    expect(codeOf(await answer(vendors.eve))).toBe('NOT_FOUND');
    await answer(vendors.ben);
    expect(codeOf(await invite(vendors.ben, subjects.eve))).toBe('FORBIDDEN');
    expect(codeOf(await change(vendors.ben, subjects.ben, 'OWNER'))).toBe('FORBIDDEN');
    expect(codeOf(await remove(vendors.ben, subjects.ada))).toBe('FORBIDDEN');
    expect(codeOf(await remove(people.admin, subjects.ada))).toBe('FORBIDDEN');
  });

  it('lose what they may do at once, and an invitation that was taken back gives nothing', async () => {
    await invite(vendors.ada, subjects.ben, 'OWNER');
    await remove(vendors.ada, subjects.ben);
    expect(codeOf(await answer(vendors.ben))).toBe('NOT_FOUND');
    await invite(vendors.ada, subjects.ben, 'OWNER');
    await answer(vendors.ben);
    expect((await remove(vendors.ada, subjects.ben)).errors).toBeUndefined();
    expect(codeOf(await invite(vendors.ben, subjects.eve))).toBe('FORBIDDEN');
  });

  it('who are owners no more leave neither invitations nor webhooks behind', async () => {
    await invite(vendors.ada, subjects.ben, 'OWNER');
    await answer(vendors.ben);
    await invite(vendors.ben, subjects.eve, 'OWNER');
    const HOOK = 'mutation { createWebhook(publisher: "air-lab", url: "https://ben.example/") { webhook { id } } }';
    expect((await run(vendors.ben, HOOK)).errors).toBeUndefined();
    expect((await change(vendors.ada, subjects.ben, 'DEVELOPER')).errors).toBeUndefined();
    expect(codeOf(await answer(vendors.eve))).toBe('NOT_FOUND');
    const kept = await run(vendors.ada, '{ webhooks(publisher: "air-lab") { disabledReason } }');
    expect(kept.data.webhooks[0].disabledReason).toContain('an owner no more');
  });

  it('always have an owner', async () => {
    expect(messageOf(await remove(vendors.ada, subjects.ada))).toContain('is the last owner');
    expect(messageOf(await change(vendors.ada, subjects.ada, 'VIEWER'))).toContain('is the last owner');
    await invite(vendors.ada, subjects.ben, 'OWNER');
    await answer(vendors.ben);
    expect((await remove(vendors.ada, subjects.ada)).errors).toBeUndefined();
    expect(codeOf(await change(vendors.ben, subjects.ben, 'DEVELOPER'))).toBe('CONFLICT');
  });
});

describe('verification', () => {
  const start = (domain: string, viewer: Viewer = vendors.ada, handle = 'air-lab') =>
    run(
      viewer,
      'mutation S($p: ID!, $d: String!) { startDomainProof(publisher: $p, domain: $d) { domain url content until } }',
      { p: handle, d: domain },
    );
  const prove = (viewer: Viewer = vendors.ada, handle = 'air-lab') =>
    run(viewer, 'mutation P($p: ID!) { proveDomain(publisher: $p) { verification domain } }', { p: handle });
  const licence = (uscc: string, viewer: Viewer = people.admin) =>
    run(
      viewer,
      'mutation L($u: USCC!) { checkLicence(publisher: "air-lab", uscc: $u) { verification organisation { uscc } } }',
      { u: uscc },
    );
  const proved = async (domain = 'airlab.example') => {
    const { url, content } = (await start(domain)).data.startDomainProof;
    client.served.set(url, `${content}\n`);
    return prove();
  };
  beforeEach(() => registered(department));

  it('begins with a domain that serves what it was told', async () => {
    const { data } = await start('AirLab.example');
    expect(data.startDomainProof.url).toMatch(
      /^https:\/\/airlab\.example\/\.well-known\/citygraph-publisher\/[\w-]{32}$/,
    );
    expect((await start('airlab.example')).data).toEqual(data);
    expect(messageOf(await prove())).toContain('nobody answered within its time');
    client.served.set(data.startDomainProof.url, 'something');
    expect(messageOf(await prove())).toContain('something else was served');
    client.served.set(data.startDomainProof.url, 302);
    expect(messageOf(await prove())).toContain('status 302');
    client.served.set(data.startDomainProof.url, data.startDomainProof.content);
    const answer = { verification: 'DOMAIN_PROVED', domain: 'airlab.example' };
    expect((await prove()).data.proveDomain).toEqual(answer);
    expect((await prove()).data.proveDomain).toEqual(answer);
    expect(client.asked.every(({ method, body }) => method === 'GET' && body === null)).toBe(true);
  });

  it('goes to this machine by http only where the operator said so', async () => {
    expect((await start('127.0.0.1:4100')).data.startDomainProof.url).toMatch(/^http:\/\/127\.0\.0\.1:4100\//);
    expect(messageOf(await start('127.0.0.1:4000'))).toContain('cannot be asked');
  });

  it.each([
    'airlab',
    'https://airlab.example',
    'airlab.example/x',
    'user@airlab.example',
    '10.0.0.1',
    'a b.example',
    '',
  ])('is never asked of %s', async (domain) => {
    expect(codeOf(await start(domain))).toBe('BAD_USER_INPUT');
    expect(client.asked).toEqual([]);
  });

  it('of a domain is one publisher’s, whatever another serves', async () => {
    await proved();
    await registered(department, { handle: 'dust-lab', namespace: 'dust', viewer: vendors.eve });
    const { url, content } = (await start('airlab.example', vendors.eve, 'dust-lab')).data.startDomainProof;
    client.served.set(url, content.replace('dust-lab', 'air-lab'));
    expect(codeOf(await prove(vendors.eve, 'dust-lab'))).toBe('CONFLICT');
    client.served.set(url, content);
    expect(messageOf(await prove(vendors.eve, 'dust-lab'))).toContain('airlab.example is taken');
  });

  it('ends after a week', async () => {
    const { url, content } = (await start('airlab.example')).data.startDomainProof;
    client.served.set(url, content);
    department.clock.set(new Date(now.getTime() + 7 * 86_400_000));
    expect(codeOf(await prove())).toBe('CONFLICT');
  });

  it('of the licence comes after the domain, by an administrator', async () => {
    expect(codeOf(await licence(shop))).toBe('CONFLICT');
    await proved();
    expect(codeOf(await licence(shop, vendors.ada))).toBe('FORBIDDEN');
    expect(codeOf(await licence(shop, people.finance))).toBe('FORBIDDEN');
    const checked = { verification: 'LICENCE_CHECKED', organisation: { uscc: shop } };
    expect((await licence(shop)).data.checkLicence).toEqual(checked);
    expect((await licence(shop)).data.checkLicence).toEqual(checked);
    expect(codeOf(await licence(bank))).toBe('CONFLICT');
    expect((await proved('lab.example')).data.proveDomain.verification).toBe('LICENCE_CHECKED');
  });

  it('of the licence waits for administrators as soon as the domain is proved, where a firm was named', async () => {
    const waiting = async (viewer: Viewer) =>
      run(viewer, '{ licencesToCheck { nodes { handle organisation { uscc } } } }');
    const nodes = async () => (await waiting(people.admin)).data.licencesToCheck.nodes;
    await registered(department, { handle: 'dust-lab', namespace: 'dust', viewer: vendors.eve });
    await department.em().nativeUpdate(Publisher, { handle: 'air-lab' }, { uscc: shop });
    await department.em().nativeUpdate(Publisher, { handle: 'dust-lab' }, { verification: 'DOMAIN_PROVED' });
    expect(await nodes()).toEqual([]);
    await proved();
    expect(await nodes()).toEqual([{ handle: 'air-lab', organisation: { uscc: shop } }]);
    await licence(shop);
    expect(await nodes()).toEqual([]);
    expect(codeOf(await waiting(vendors.ada))).toBe('FORBIDDEN');
  });

  it('is never of one’s own publisher', async () => {
    await registered(department, { handle: 'gov-works', namespace: 'works', viewer: people.admin });
    const own = 'mutation O { suspendPublisher(publisher: "gov-works", reason: "A test.") { handle } }';
    expect(codeOf(await run(people.admin, own))).toBe('FORBIDDEN');
    expect((await run(people.admin2, own)).errors).toBeUndefined();
  });
});

describe('a suspended publisher', () => {
  it('gets nothing new until it is restored, and its members read why', async () => {
    await registered(department);
    const suspend = 'mutation S { suspendPublisher(publisher: "air-lab", reason: "Spam.") { isSuspended } }';
    expect(codeOf(await run(vendors.eve, suspend))).toBe('FORBIDDEN');
    expect((await run(people.admin, suspend)).data.suspendPublisher).toEqual({ isSuspended: true });
    const take = 'mutation T { takeNamespace(publisher: "air-lab", namespace: "dust") { namespaces } }';
    expect(messageOf(await run(vendors.ada, take))).toContain('is suspended: Spam.');
    const read = '{ publisher(handle: "air-lab") { suspended } }';
    expect((await run(vendors.ada, read)).data.publisher.suspended).toBe('Spam.');
    expect((await run(vendors.eve, read)).data.publisher.suspended).toBeNull();
    await run(people.admin, 'mutation R { restorePublisher(publisher: "air-lab") { isSuspended } }');
    expect((await run(vendors.ada, take)).data.takeNamespace.namespaces).toEqual(['aqi', 'dust']);
    expect((await run(vendors.ada, take)).data.takeNamespace.namespaces).toEqual(['aqi', 'dust']);
  });
});
