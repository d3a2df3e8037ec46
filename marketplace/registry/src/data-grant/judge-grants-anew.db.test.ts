import type { Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { registry, withKeys } from '../index.ts';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { policyOf } from '../testing/policy-of.ts';
import { city, graph, keys, now, people } from '../testing/story.ts';
import { GrantAlert } from './data-grant.entity.ts';
import { IDLE_DAYS } from './idle-reason.ts';
import { judgingGrants } from './judge-grants-anew.ts';
import { watchGrantClocks } from './watch-grant-clocks.ts';

const TURNOVER = 'LegalEntity.invoiceTurnover';
const BAND = 'Turnover.band';
const department = testSubgraph(withKeys(keys), {
  seed: async (em) => {
    await registry.seed(em, city);
    await refreshCatalog(em, graph, now);
  },
  now,
});
const run = (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) =>
  department.as(viewer).run(document, variables);
const requested = async (coordinates: string[]): Promise<string> => {
  const document = `mutation R($c: [String!]!) {
    requestDataGrant(app: "app-lender", coordinates: $c, purpose: "credit-assessment", retentionDays: 30, until: "2027-11-01T00:00:00+08:00", reason: "Loans to small firms.") { id } }`;
  return (await run(people.banker, document, { c: coordinates })).data.requestDataGrant[0].id;
};
const decide = (id: string, viewer: Viewer, terms: { d?: string; c?: string[] } = {}) =>
  run(
    viewer,
    `mutation D($id: ID!, $d: GrantDecision!, $c: [String!]) {
      decideDataGrant(id: $id, decision: $d, coordinates: $c, needsConsent: true, reason: "By law.") { status approvals approvalsNeeded } }`,
    { id, d: 'APPROVE', ...terms },
  );
const seen = async (id: string) =>
  (
    await run(
      people.banker,
      'query G($id: ID!) { dataGrant(id: $id) { status level approvals approvalsNeeded decisionReason dueAt } }',
      { id },
    )
  ).data.dataGrant;
const granted = async () =>
  (await policyOf(department.em(), keys.subjectSecret, department.clock.now())).grants.map(({ id }) => id);
/** What the finance department says of turnover, or another of its fields, from the next graph on. */
const relabelled = (level: string, field = 'invoiceTurnover: Turnover') =>
  refreshCatalog(
    department.em(),
    graph.replace(
      new RegExp(`(${field} @join__field\\(graph: FINANCE\\) @sensitivity\\(level: )"S\\d"`),
      `$1"${level}"`,
    ),
    department.clock.now(),
  );
/** In the order of the alphabet: what happens at one moment has no other. */
const told = async (id: string) =>
  (await department.em().find(OutboxEvent, {}))
    .filter(({ payload }) => payload.grant === id)
    .map(
      ({ topic, payload: { state, offices } }) =>
        `${topic} ${state} ${offices === undefined ? 'its user' : 'its owner'}`,
    )
    .sort();

describe('a grant of what is labelled higher', () => {
  it('that takes two persons by now and had one is out of force until the second says the same', async () => {
    const id = await requested([TURNOVER]);
    await decide(id, people.finance);
    expect(await granted()).toEqual([id]);
    await relabelled('S4');
    expect(await granted()).toEqual([]);
    expect(await seen(id)).toMatchObject({
      status: 'REQUESTED',
      level: 'S4',
      approvals: 1,
      approvalsNeeded: 2,
      decisionReason: `${TURNOVER} is S4 by now, and one person said yes when it was S3: a second has to.`,
    });
    expect(await told(id)).toEqual([
      'grant.decided ACTIVE its user',
      'grant.decided REQUESTED its user',
      'grant.requested REQUESTED its owner',
      'grant.requested REQUESTED its owner',
    ]);
    const [act] = await department.em().find(AuditEntry, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
    expect(JSON.parse(act?.record ?? '')).toMatchObject({
      act: 'judgeDataGrant',
      target: id,
      actor: 'citygraph:registry',
    });
    // Later than a repeat of the same decision would be.
    department.clock.set(new Date(now.getTime() + 3_600_000));
    expect((await decide(id, people.finance)).errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
    expect((await decide(id, people.admin)).data.decideDataGrant).toMatchObject({ status: 'ACTIVE', approvals: 2 });
    expect(await granted()).toEqual([id]);
    // Two have looked: a label that goes down and up again asks nobody.
    await relabelled('S3');
    await relabelled('S4');
    expect(await granted()).toEqual([id]);
  });

  it('has a clock that begins anew', async () => {
    const id = await requested([TURNOVER]);
    department.clock.set(new Date('2026-11-23T09:00:00+08:00'));
    await watchGrantClocks(department.em(), department.clock);
    await decide(id, people.finance);
    await relabelled('S4');
    expect((await seen(id)).dueAt).toMatch(/^2026-12-07T/);
    expect(await department.em().count(GrantAlert, {})).toBe(0);
  });

  it('with no more persons than said yes goes on', async () => {
    const id = await requested([BAND]);
    await decide(id, people.finance);
    const { version } = await policyOf(department.em(), keys.subjectSecret, now);
    await refreshCatalog(
      department.em(),
      graph.replace('@sensitivity(level: "S2") { band', '@sensitivity(level: "S3") { band'),
      now,
    );
    expect(await seen(id)).toMatchObject({ status: 'ACTIVE', level: 'S3' });
    expect(await granted()).toEqual([id]);
    expect((await policyOf(department.em(), keys.subjectSecret, now)).version).toBeGreaterThanOrEqual(version);
  });

  it('ends when it has become important data, and both sides hear of it', async () => {
    const [running, waiting] = [await requested([TURNOVER, BAND]), await requested([TURNOVER])];
    await decide(running, people.finance);
    await relabelled('I');
    expect(await granted()).toEqual([]);
    const reason = `${TURNOVER} is important data by now, which is shared with nobody. Ask for the rest anew.`;
    expect(await seen(running)).toMatchObject({ status: 'REVOKED', level: 'I', decisionReason: reason });
    expect(await seen(waiting)).toMatchObject({ status: 'REFUSED', decisionReason: reason });
    expect(await told(running)).toEqual([
      'grant.decided ACTIVE its user',
      'grant.decided REVOKED its user',
      'grant.ended REVOKED its owner',
      'grant.requested REQUESTED its owner',
    ]);
  });

  it('stays as it was decided when what it names is gone, and there is more that it gives', async () => {
    const id = await requested([TURNOVER, BAND]);
    await decide(id, people.finance);
    await refreshCatalog(department.em(), graph.replace(/ {2}invoiceTurnover.*\n/, ''), now);
    later(IDLE_DAYS);
    await judgingGrants.run(department.em(), department.clock);
    expect(await granted()).toEqual([id]);
    expect(await servesNothing(id)).toBeNull();
  });

  it('is looked at by the clock as well, if somebody decided while the catalogue changed', async () => {
    const id = await requested([TURNOVER]);
    await relabelled('S4');
    // As one who read the old label writes it.
    await department.em().execute(`update data_grant set state = 'ACTIVE', level = 'S3' where id = '${id}'`);
    expect(await granted()).toEqual([id]);
    await judgingGrants.run(department.em(), department.clock);
    expect(await seen(id)).toMatchObject({ status: 'REQUESTED', approvals: 0, approvalsNeeded: 2 });
    expect(await granted()).toEqual([]);
  });
});

const servesNothing = async (id: string) =>
  (await run(people.banker, 'query S($id: ID!) { dataGrant(id: $id) { servesNothing } }', { id })).data.dataGrant
    .servesNothing;
const later = (days: number) => department.clock.set(new Date(now.getTime() + days * 86_400_000));

describe('a grant that can serve nothing any more', () => {
  const without = graph.replace(/ {2}invoiceTurnover.*\n/, '');
  const forTaxes = graph.replace(/(invoiceTurnover.*)"credit-assessment"/, '$1"tax"');

  it.each([
    ['is gone', () => refreshCatalog(department.em(), without, now), 'is gone'],
    ['is public by now', () => relabelled('S1'), 'is public by now'],
    ['is for other purposes by now', () => refreshCatalog(department.em(), forTaxes, now), 'is for tax alone by now'],
  ])('since what it names %s says so at once, and ends after a week with that reason', async (_, change, why) => {
    const id = await requested([TURNOVER]);
    await decide(id, people.finance);
    await change();
    expect(await servesNothing(id)).toBe(`${TURNOVER} ${why}.`);
    expect(await granted()).toEqual([id]);
    later(IDLE_DAYS - 1);
    await judgingGrants.run(department.em(), department.clock);
    expect(await seen(id)).toMatchObject({ status: 'ACTIVE' });
    later(IDLE_DAYS);
    await judgingGrants.run(department.em(), department.clock);
    expect(await seen(id)).toMatchObject({
      status: 'REVOKED',
      decisionReason: `It served nothing for ${IDLE_DAYS} days: ${TURNOVER} ${why}. Ask anew for what you need.`,
    });
    expect(await granted()).toEqual([]);
    expect(await told(id)).toEqual([
      'grant.decided ACTIVE its user',
      'grant.decided REVOKED its user',
      'grant.ended REVOKED its owner',
      'grant.requested REQUESTED its owner',
    ]);
  });

  it('goes on when what it names is back within the week', async () => {
    const id = await requested([TURNOVER]);
    await decide(id, people.finance);
    await refreshCatalog(department.em(), without, now);
    later(IDLE_DAYS - 1);
    await refreshCatalog(department.em(), graph, department.clock.now());
    expect(await servesNothing(id)).toBeNull();
    later(2 * IDLE_DAYS);
    await judgingGrants.run(department.em(), department.clock);
    expect(await granted()).toEqual([id]);
  });

  it('ends at once when what it names is granted to nobody, whatever else it names', async () => {
    const id = await requested([TURNOVER]);
    await decide(id, people.finance);
    // As one from before it was decided that nobody gets this.
    const coordinates = JSON.stringify([TURNOVER, 'Mutation.giveConsent']);
    await department.em().execute('update data_grant set coordinates = ? where id = ?', [coordinates, id]);
    await judgingGrants.run(department.em(), department.clock);
    expect(await seen(id)).toMatchObject({
      status: 'REVOKED',
      decisionReason: expect.stringMatching(
        /^Mutation\.giveConsent is granted to nobody: .*\. Ask for the rest anew\.$/,
      ),
    });
    expect(await granted()).toEqual([]);
  });
});

it('important data is approved by nobody, and the rest of a request can be', async () => {
  const id = await requested([TURNOVER, BAND]);
  await relabelled('I');
  // As one that was asked for while the catalogue changed.
  await department.em().execute(`update data_grant set state = 'REQUESTED' where id = '${id}'`);
  const { errors } = await decide(id, people.finance);
  expect(errors).toMatchObject([
    { message: expect.stringContaining(`${TURNOVER} is important data by now`), extensions: { code: 'CONFLICT' } },
  ]);
  expect((await decide(id, people.finance, { d: 'NARROW', c: [BAND] })).data.decideDataGrant.status).toBe('OFFERED');
});
