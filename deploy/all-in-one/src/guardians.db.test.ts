import { createCity, DEMO_ENTITIES, ELDER_CHILD } from '@citygraph/city';
import { ANONYMOUS, type Principal, subjectHash } from '@citygraph/contract';
import { createSealer } from '@citygraph/gateway';
import { government } from '@citygraph/government';
import { printSubgraph } from '@citygraph/kit';
import { registry } from '@citygraph/registry';
import { as, askAt, type City, cityOf, type LiveHub, openLiveHub } from '@citygraph/registry/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

/** The way of a guardian's consent through the whole hub: two departments with databases, gateway, ledger and control channel, over HTTP. */
const city = createCity({ scale: 0.0002 });
const PARENT = city.demo.parent.resident;
const CHILD = ELDER_CHILD.id;
const OWN = 'citygraph-cli';
const APP = 'app-lender';
const GRANTED = ['Query.resident', 'Resident.name'];
const FOR_CREDIT = { 'citygraph-purpose': 'credit-assessment' };

const person = (subject: string, more: Partial<Principal>): Principal => ({
  ...ANONYMOUS,
  subject,
  roles: ['resident'],
  app: OWN,
  ...more,
});
const PEOPLE: Readonly<Record<string, Principal>> = {
  parent: person('sub-parent', { resident: PARENT }),
  'parent by the app': person('sub-parent', { resident: PARENT, app: APP, appPurposes: ['credit-assessment'] }),
  child: person('sub-child', { resident: CHILD }),
  bank: person('sub-bank', { agency: DEMO_ENTITIES.bank, roles: ['lender'] }),
  admin: person('sub-admin', { agency: '11220100MB1C10017F', roles: ['officer', 'administrator'] }),
};

let hub: LiveHub;
let live: City;
beforeAll(async () => {
  const departments = await Promise.all(
    [government, registry].map(async (department) => ({
      name: department.name,
      sdl: await printSubgraph(department),
    })),
  );
  hub = await openLiveHub({
    departments,
    served: [{ subgraph: government, fill: (em) => government.seed(em, city) }],
    loopback: [],
    principal: async (authorization) => PEOPLE[authorization?.replace('Bearer ', '') ?? ''] ?? ANONYMOUS,
    prepare: async () => {},
  });
  live = cityOf(hub);
}, 120_000);
afterAll(() => hub?.close());

interface Seen {
  readonly app: string;
  readonly operation: string;
  readonly coordinates: readonly string[];
  readonly purpose: string;
}

it('lets an app see a child’s data by a guardian’s word, tells the child, and ends with the guardianship', async () => {
  await live.act(
    'admin',
    `mutation A($o: USCC!) { registerApp(clientId: "${APP}", name: "Lender", organisation: $o) { clientId } }`,
    { o: DEMO_ENTITIES.bank },
  );
  const [asked] = await live.act<{ id: string }[]>(
    'bank',
    `mutation R($c: [String!]!, $u: DateTime!) { requestDataGrant(app: "${APP}", coordinates: $c, purpose: "credit-assessment",
      retentionDays: 30, until: $u, reason: "Savings accounts of children.") { id } }`,
    { c: GRANTED, u: new Date(Date.now() + 30 * 86_400_000).toISOString() },
  );
  const grant = asked?.id ?? '';
  await live.act('admin', 'mutation D($id: ID!) { decideDataGrant(id: $id, decision: APPROVE) { id } }', { id: grant });

  // The app knows the child by an id of its own.
  const child = createSealer(hub.sealing).seal(`app ${APP}`, 'Resident', CHILD);
  const [origin = ''] = hub.origins;
  const byTheApp = () =>
    askAt(
      origin,
      'query Account($whose: ID!) { resident(id: $whose) { name } }',
      { ...as('parent by the app'), ...FOR_CREDIT },
      { whose: child },
    );
  const consented = (subject?: string) =>
    live.act<{ id: string }>('parent', 'mutation C($g: ID!, $s: ID) { giveConsent(grantId: $g, subject: $s) { id } }', {
      g: grant,
      s: subject,
    });
  const until = async (code: string | undefined) => {
    for (;;) {
      const answer = await byTheApp();
      if (answer.errors?.[0]?.extensions.code === code) return answer;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await until('CONSENT_REQUIRED');
  await consented();
  // The guardian's own consent is the guardian's.
  expect((await byTheApp()).errors).toMatchObject([{ extensions: { code: 'CONSENT_REQUIRED' } }]);
  const { id: consent } = await consented(CHILD);
  expect((await until(undefined)).data).toEqual({ resident: { name: ELDER_CHILD.name } });

  const sightings = async (): Promise<readonly Seen[]> => {
    const document = '{ me { dataAccesses { app operation coordinates purpose } } }';
    const { dataAccesses } = await live.act<{ dataAccesses: readonly Seen[] }>('child', document);
    return dataAccesses.filter(({ app }) => app === APP);
  };
  while ((await sightings()).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  const seen = {
    app: APP,
    operation: 'Account',
    coordinates: GRANTED,
    purpose: 'credit-assessment',
  };
  expect(await sightings()).toEqual([seen]);
  // Who looked is in the evidence, by the guardian's sign-on.
  const [row] = (await hub.em().execute('select record from exchange_record where app = ?', [APP])) as {
    record: string;
  }[];
  expect(JSON.parse(row?.record ?? '')).toMatchObject({
    actor: 'sub-parent',
    subjects: [subjectHash(hub.subjectSecret, 'Resident', CHILD)],
    grants: [grant],
  });

  await hub.emOf('government').execute('delete from guardianship where ward_id = ?', [CHILD]);
  // Ten minutes later, which is when the registry has it looked at again.
  await hub.em().execute('update consent set guardian_seen_at = null');
  const refused = await until('CONSENT_REQUIRED');
  expect(refused.data).toEqual({ resident: null });
  const [ended] = (await hub.em().execute('select revoked_at from consent where id = ?', [consent])) as object[];
  expect(ended).toEqual({ revoked_at: expect.anything() });
}, 120_000);
