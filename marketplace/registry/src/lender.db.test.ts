import { subjectHash, type Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { compactVerify, importJWK } from 'jose';
import { AuditEntry } from './audit-entry/audit-entry.entity.ts';
import { verifyAudit } from './audit-entry/verify-audit.ts';
import { CatalogEntry } from './catalog-entry/catalog-entry.entity.ts';
import { refreshCatalog } from './catalog-entry/refresh-catalog.ts';
import { Consent } from './consent/consent.entity.ts';
import { DataGrant, GrantAlert } from './data-grant/data-grant.entity.ts';
import { watchGrantClocks } from './data-grant/watch-grant-clocks.ts';
import { registry, withKeys } from './index.ts';
import { renewPolicy } from './policy/renew-policy.ts';
import { policyOf } from './testing/policy-of.ts';
import { bank, child, city, graph, keys, now, people, shop } from './testing/story.ts';

const REQUEST = `mutation R($app: String!, $c: [String!]!, $p: String!, $u: DateTime!, $k: ID) {
  requestDataGrant(app: $app, coordinates: $c, purpose: $p, retentionDays: 30, until: $u, reason: "Loans to small firms.", idempotencyKey: $k) {
    id status owner { uscc } coordinates approvalsNeeded dueAt reason
  } }`;
const DECIDE = `mutation D($id: ID!, $d: GrantDecision!, $c: [String!], $r: String, $k: ID, $n: Boolean! = true) {
  decideDataGrant(id: $id, decision: $d, coordinates: $c, reason: $r, idempotencyKey: $k, needsConsent: $n) { id status approvals coordinates decisionReason } }`;
const UNTIL = '2027-11-01T00:00:00+08:00';
const TURNOVER = 'LegalEntity.invoiceTurnover';
const ENERGY = 'LegalEntity.annualEnergyUse';
const SECRET = 'LegalEntity.diagnosis';

const department = testSubgraph(withKeys(keys), {
  seed: async (em) => {
    await registry.seed(em, city);
    await refreshCatalog(em, graph, now);
  },
  now,
});
const request = (over: Record<string, unknown> = {}, viewer: Viewer = people.banker) =>
  department.as(viewer).run(REQUEST, { app: 'app-lender', c: [TURNOVER], p: 'credit-assessment', u: UNTIL, ...over });
const decide = (id: string, over: Record<string, unknown> = {}, viewer: Viewer = people.finance) =>
  department.as(viewer).run(DECIDE, { id, d: 'APPROVE', ...over });
const bundle = () => policyOf(department.em(), keys.subjectSecret, department.clock.now());
const codeOf = ({ errors }: { errors?: readonly { extensions: { code?: unknown } }[] | undefined }) =>
  errors?.[0]?.extensions.code;

async function active(over: Record<string, unknown> = {}): Promise<string> {
  const { data } = await request(over);
  const [{ id }] = data.requestDataGrant;
  await decide(id);
  return id;
}

describe('a request for data', () => {
  it('is one grant for each agency that owns some of it, and each decides on its part', async () => {
    const { data, errors } = await request({ c: [TURNOVER, ENERGY] });
    expect(errors).toBeUndefined();
    const grants = new Map<string, { id: string }>(
      data.requestDataGrant.map((grant: { coordinates: [string]; id: string }) => [grant.coordinates[0], grant]),
    );
    expect([...grants.keys()].sort()).toEqual([ENERGY, TURNOVER]);
    const turnover = grants.get(TURNOVER)?.id ?? '';
    expect(codeOf(await decide(turnover, {}, people.energy))).toBe('FORBIDDEN');
    expect((await decide(turnover)).data.decideDataGrant).toMatchObject({ status: 'ACTIVE', approvals: 1 });
    expect((await bundle()).grants).toMatchObject([{ id: turnover, coordinates: [TURNOVER], needsConsent: true }]);
    const refused = await decide(
      grants.get(ENERGY)?.id ?? '',
      { d: 'REFUSE', r: 'Not needed for loans.' },
      people.energy,
    );
    expect(refused.data.decideDataGrant).toMatchObject({ status: 'REFUSED', decisionReason: 'Not needed for loans.' });
    expect((await bundle()).grants).toHaveLength(1);
  });

  it('is due ten working days later, and its clock is heard once a level', async () => {
    const { data } = await request();
    expect(data.requestDataGrant[0].dueAt).toBe('2026-11-16T09:00:00+08:00');
    const levels = async (at: string) => {
      department.clock.set(new Date(at));
      await watchGrantClocks(department.em(), department.clock);
      await watchGrantClocks(department.em(), department.clock);
      return (await department.em().find(GrantAlert, {})).map(({ level }) => level).sort();
    };
    expect(await levels('2026-11-10T09:00:00+08:00')).toEqual([]);
    expect(await levels('2026-11-13T09:00:00+08:00')).toEqual(['REMINDER']);
    expect(await levels('2026-11-23T09:00:00+08:00')).toEqual(['RED', 'REMINDER', 'YELLOW']);
  });

  it('for S4 needs two persons with the same terms', async () => {
    const { data } = await request({ c: [SECRET] });
    const [{ id, approvalsNeeded }] = data.requestDataGrant;
    expect(approvalsNeeded).toBe(2);
    expect((await decide(id, { k: '1' }, people.admin)).data.decideDataGrant).toMatchObject({
      status: 'REQUESTED',
      approvals: 1,
    });
    expect(codeOf(await decide(id, { k: '2' }, people.admin))).toBe('CONFLICT');
    expect(codeOf(await decide(id, { n: false }, people.admin2))).toBe('CONFLICT');
    expect((await bundle()).grants).toEqual([]);
    expect((await decide(id, {}, people.admin2)).data.decideDataGrant).toMatchObject({
      status: 'ACTIVE',
      approvals: 2,
    });
  });

  it('for S4 needs two persons also where another department had the field before, with a lower label', async () => {
    const verdict = (owner: string, level: string) =>
      `${graph.replace('enum join__Graph {', 'enum join__Graph {\n  AGRICULTURE @join__graph(name: "agriculture", url: "http://agriculture")')}
      type Dossier @join__type(graph: ${owner}) { verdict: String @sensitivity(level: "${level}") }`;
    for (const sdl of [verdict('AGRICULTURE', 'S2'), verdict('FINANCE', 'S4')]) {
      await refreshCatalog(department.em(), sdl, now);
    }
    const entries = await department.em().find(CatalogEntry, { typeName: 'Dossier' }, { orderBy: { id: 'asc' } });
    expect(entries.map(({ subgraph, withdrawnAt }) => [subgraph, withdrawnAt !== null])).toEqual([
      ['agriculture', true],
      ['finance', false],
    ]);
    const { data } = await request({ c: ['Dossier.verdict'] });
    const [{ id }] = data.requestDataGrant;
    expect((await decide(id)).data.decideDataGrant).toMatchObject({ status: 'REQUESTED', approvals: 1 });
    expect((await bundle()).grants).toEqual([]);
  });

  it('that is narrowed waits for the grantee, and gives what remained', async () => {
    const { data } = await request({ c: [TURNOVER, 'Turnover.band'] });
    const [{ id }] = data.requestDataGrant;
    expect(codeOf(await decide(id, { d: 'NARROW', r: 'Enough.', c: [ENERGY] }))).toBe('BAD_USER_INPUT');
    expect((await decide(id, { d: 'NARROW', r: 'Enough.', c: [TURNOVER] })).data.decideDataGrant.status).toBe(
      'OFFERED',
    );
    expect((await bundle()).grants).toEqual([]);
    const accept = (viewer: Viewer) =>
      department.as(viewer).run('mutation A($id: ID!) { acceptDataGrant(id: $id) { status } }', { id });
    expect(codeOf(await accept(people.finance))).toBe('FORBIDDEN');
    expect((await accept(people.banker)).data.acceptDataGrant.status).toBe('ACTIVE');
    expect((await bundle()).grants).toMatchObject([{ id, coordinates: [TURNOVER] }]);
  });

  it.each<[string, Record<string, unknown>, Viewer, string]>([
    ['of nobody', {}, people.nobody, 'UNAUTHENTICATED'],
    ['of somebody else for the app', {}, people.shopOwner, 'FORBIDDEN'],
    ['for an app that is not there', { app: 'app-none' }, people.banker, 'FORBIDDEN'],
    ['for the city’s own app', { app: 'app-school-entry' }, people.admin, 'FORBIDDEN'],
    ['for what the catalogue does not have', { c: ['LegalEntity.none'] }, people.banker, 'NOT_FOUND'],
    ['for a plugin’s field', { c: ['LegalEntity.air'] }, people.banker, 'NOT_FOUND'],
    ['for what is public', { c: ['LegalEntity.name'] }, people.banker, 'BAD_USER_INPUT'],
    ['for important data', { c: ['LegalEntity.secret'] }, people.banker, 'BAD_USER_INPUT'],
    ['for no purpose of the list', { p: 'curiosity' }, people.banker, 'BAD_USER_INPUT'],
    ['for a purpose that the data is not for', { p: 'tax' }, people.banker, 'BAD_USER_INPUT'],
    ['until yesterday', { u: '2026-11-01T00:00:00+08:00' }, people.banker, 'BAD_USER_INPUT'],
    ['for ever', { u: '2036-11-01T00:00:00+08:00' }, people.banker, 'BAD_USER_INPUT'],
    ['that names nothing', { c: [] }, people.banker, 'BAD_USER_INPUT'],
  ])('%s is refused, and nothing is kept', async (_, over, viewer, code) => {
    expect(codeOf(await request(over, viewer))).toBe(code);
    expect(await department.em().count(DataGrant)).toBe(0);
    expect(await department.em().count(AuditEntry)).toBe(0);
  });

  it('is between the two sides until something was given', async () => {
    const { data } = await request();
    const [{ id }] = data.requestDataGrant;
    const seen = async (viewer: Viewer) => {
      const answer = await department
        .as(viewer)
        .run('query G($id: ID!) { dataGrant(id: $id) { id reason } dataGrants { nodes { id } } }', { id });
      return [answer.data.dataGrant?.reason ?? answer.data.dataGrant, answer.data.dataGrants.nodes.length];
    };
    expect(await seen(people.neighbour)).toEqual([null, 0]);
    expect(await seen(people.energy)).toEqual([null, 0]);
    expect(await seen(people.banker)).toEqual(['Loans to small firms.', 1]);
    expect(await seen(people.finance)).toEqual(['Loans to small firms.', 1]);
    const mine = async (viewer: Viewer) =>
      (await department.as(viewer).run('{ myDataGrants { nodes { id status } } }')).data?.myDataGrants?.nodes;
    expect(await mine(people.banker)).toEqual([{ id, status: 'REQUESTED' }]);
    expect(await mine(people.finance)).toEqual([{ id, status: 'REQUESTED' }]);
    expect(await mine(people.neighbour)).toEqual([]);
    await decide(id);
    const [register] = await seen(people.nobody);
    expect(register).toEqual({ id, reason: null });
    const waiting = await department.as(people.finance).run('{ dataGrantsToDecide { nodes { id } } }');
    expect(waiting.data.dataGrantsToDecide.nodes).toEqual([]);
  });

  it('is never decided by who asked or works for who asked', async () => {
    const { data } = await request();
    const [{ id }] = data.requestDataGrant;
    const self = { ...people.finance, principal: { ...people.finance.principal, subject: 'sub-banker' } };
    expect(codeOf(await decide(id, {}, self))).toBe('FORBIDDEN');
    expect(codeOf(await decide(id, {}, people.banker))).toBe('FORBIDDEN');
    expect(codeOf(await decide('grt_none'))).toBe('FORBIDDEN');
  });
});

it('shows each of several changes in one request as it left the grant', async () => {
  const { data } = await request();
  const [{ id }] = data.requestDataGrant;
  const both = await department
    .as(people.finance)
    .run(
      'mutation B($id: ID!) { a: decideDataGrant(id: $id, decision: APPROVE) { status } b: revokeDataGrant(id: $id, reason: "Misused.") { status } }',
      { id },
    );
  expect(both.data).toEqual({ a: { status: 'ACTIVE' }, b: { status: 'REVOKED' } });
});

describe('a consent', () => {
  const give = (grantId: string, viewer: Viewer, subject: string | null = null) =>
    department
      .as(viewer)
      .run(
        'mutation G($g: ID!, $s: ID) { giveConsent(grantId: $g, subject: $s) { id status artefactJws artefactOpening grant { id } } }',
        {
          g: grantId,
          s: subject,
        },
      );
  const revoke = (id: string, viewer: Viewer) =>
    department.as(viewer).run('mutation V($id: ID!) { revokeConsent(id: $id) { status } }', { id });

  it('is in the bundle until it is taken back, and kept for ever', async () => {
    const grant = await active();
    const { data, errors } = await give(grant, people.shopOwner, shop);
    expect(errors).toBeUndefined();
    const { id, artefactJws, artefactOpening } = data.giveConsent;
    expect((await bundle()).consents).toMatchObject([
      { id, grant, subject: subjectHash(keys.subjectSecret, 'LegalEntity', shop) },
    ]);
    expect(JSON.stringify(await bundle())).not.toContain(shop);
    expect((await give(grant, people.shopOwner, shop)).data.giveConsent.id).toBe(id);
    const { payload } = await compactVerify(artefactJws, await importJWK(keys.consentKey.publicJwk));
    expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({
      jti: id,
      sub: subjectHash(Buffer.from(JSON.parse(artefactOpening).salt, 'base64url'), 'LegalEntity', shop),
      grant,
      coordinates: [TURNOVER],
    });
    const { version } = await bundle();
    expect((await revoke(id, people.shopOwner)).data.revokeConsent.status).toBe('REVOKED');
    expect(await bundle()).toMatchObject({ version: version + 1, consents: [] });
    const listed = await department
      .as(people.shopOwner)
      .entity('LegalEntity', { uscc: shop }, 'consents { id status grant { app } }');
    expect(listed.data.consents).toEqual([{ id, status: 'REVOKED', grant: { app: 'app-lender' } }]);
    const again = (await give(grant, people.shopOwner, shop)).data.giveConsent;
    expect(again).toMatchObject({ status: 'ACTIVE' });
    expect(again.id).not.toBe(id);
    expect((await bundle()).consents).toMatchObject([{ id: again.id }]);
    expect((await give(grant, people.shopOwner, shop)).data.giveConsent.id).toBe(again.id);
  });

  it.each<[string, Viewer, string | null, string | undefined]>([
    ['oneself', people.parent, null, undefined],
    ['one’s child', people.parent, child, undefined],
    ['one’s firm', people.shopOwner, shop, undefined],
    ['somebody else', people.neighbour, child, 'FORBIDDEN'],
    ['somebody else’s firm', people.banker, shop, 'FORBIDDEN'],
    ['the city', people.admin, shop, 'FORBIDDEN'],
    ['nobody', people.nobody, null, 'UNAUTHENTICATED'],
  ])('is given for %s', async (_, viewer, subject, code) => {
    const grant = await active();
    const given = await give(grant, viewer, subject);
    expect(codeOf(given)).toBe(code);
    expect(await department.em().count(Consent)).toBe(code ? 0 : 1);
    if (!code) expect(codeOf(await revoke(given.data.giveConsent.id, people.neighbour))).toBe('FORBIDDEN');
  });

  it('needs a grant in force, and ends with it', async () => {
    expect(codeOf(await give('grt_none', people.parent))).toBe('NOT_FOUND');
    const grant = await active();
    await give(grant, people.shopOwner, shop);
    const ended = await department
      .as(people.finance)
      .run('mutation V($id: ID!) { revokeDataGrant(id: $id, reason: "Misused.") { status } }', { id: grant });
    expect(ended.data.revokeDataGrant.status).toBe('REVOKED');
    expect(await bundle()).toMatchObject({ grants: [], consents: [] });
    expect(codeOf(await give(grant, people.parent))).toBe('NOT_FOUND');
  });
});

describe('a bundle', () => {
  it('says which apps are third parties’, and is issued anew before it is stale', async () => {
    await renewPolicy(department.em(), department.clock);
    const first = await bundle();
    expect(first.apps['app-lender']).toMatchObject({ organisation: bank, thirdParty: true });
    expect(first.apps['app-school-entry']).toMatchObject({ thirdParty: false });
    await renewPolicy(department.em(), department.clock);
    expect(await bundle()).toEqual(first);
    department.clock.set(new Date(now.getTime() + 6 * 60_000));
    await renewPolicy(department.em(), department.clock);
    const next = await bundle();
    expect(next.version).toBe(first.version + 1);
    expect(Date.parse(next.freshUntil)).toBeGreaterThan(Date.parse(first.freshUntil));
  });
});

describe('the audit trail', () => {
  it('has every act, and shows the first entry that was edited or cut off', async () => {
    await active();
    const acts = await department
      .as(people.admin)
      .run('{ auditEntries { nodes { sequence act actor target } } verifyAudit { intact entries } }');
    expect(acts.data.auditEntries.nodes.map(({ act }: { act: string }) => act)).toEqual([
      'decideDataGrant',
      'requestDataGrant',
    ]);
    expect(acts.data.verifyAudit).toEqual({ intact: true, entries: 2 });
    expect(codeOf(await department.as(people.finance).run('{ auditEntries { nodes { sequence } } }'))).toBe(
      'FORBIDDEN',
    );
    const em = department.em();
    const [first] = await em.find(AuditEntry, {}, { orderBy: { sequence: 'asc' } });
    await em.nativeUpdate(
      AuditEntry,
      { sequence: 1 },
      { record: (first?.record ?? '').replace('sub-banker', 'sub-other') },
    );
    expect(await verifyAudit(department.em())).toMatchObject({ intact: false, brokenAt: 1 });
    await em.nativeUpdate(AuditEntry, { sequence: 1 }, { record: first?.record ?? '' });
    await em.nativeDelete(AuditEntry, { sequence: 2 });
    expect(await verifyAudit(department.em())).toMatchObject({ intact: false, brokenAt: 2 });
  });
});

describe('many at once', () => {
  const busy = testSubgraph(withKeys(keys), {
    commits: true,
    seed: async (em) => {
      await registry.seed(em, city);
      await refreshCatalog(em, graph, now);
    },
    now,
  });
  const eight = <T>(act: (index: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: 8 }, (_, index) => act(index)));
  const ask = (viewer: Viewer, document: string, variables: Record<string, unknown>) =>
    busy.as(viewer).run(document, variables);

  it('ask, decide, consent and take back, and no act is lost, doubled or out of the chain', async () => {
    const wanted = { app: 'app-lender', c: [TURNOVER], p: 'credit-assessment', u: UNTIL };
    const asked = await eight((index) => ask(people.banker, REQUEST, { ...wanted, k: `k${index}` }));
    expect(asked.flatMap(({ errors = [] }) => errors)).toEqual([]);
    const ids: string[] = asked.map(({ data }) => data.requestDataGrant[0].id);
    const decided = await eight((index) =>
      ask(people.finance, DECIDE, { id: ids[index], d: 'APPROVE', k: `d${index}` }),
    );
    expect(decided.flatMap(({ errors = [] }) => errors)).toEqual([]);
    const given = await eight(() =>
      ask(people.shopOwner, 'mutation G($g: ID!, $s: ID) { giveConsent(grantId: $g, subject: $s) { id } }', {
        g: ids[0],
        s: shop,
      }),
    );
    expect(given.flatMap(({ errors = [] }) => errors)).toEqual([]);
    const [consent] = new Set<string>(given.map(({ data }) => data.giveConsent.id));
    const revoked = await eight(() =>
      ask(people.shopOwner, 'mutation V($id: ID!) { revokeConsent(id: $id) { status } }', { id: consent }),
    );
    expect(revoked.flatMap(({ errors = [] }) => errors)).toEqual([]);
    expect(await verifyAudit(busy.em())).toEqual({ intact: true, entries: 18, brokenAt: null });
    const policy = await policyOf(busy.em(), keys.subjectSecret, now);
    expect(policy).toMatchObject({ version: 10, consents: [] });
    expect(policy.grants.map(({ id }) => id).sort()).toEqual([...ids].sort());
  });
});
