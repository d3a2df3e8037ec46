import { DEMO_ENTITIES } from '@citygraph/city';
import { ANONYMOUS, digestOfPayload, type Principal } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import { DATA_AUTHORITY } from '../catalog-entry/providers.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { as, type City, cityOf, codeIs, type Effect, type Holds, type Question } from './live-city.ts';
import { type LiveDocument, type LiveHub, onLoopback, openLiveHub } from './live-hub.ts';
import { makePlugin, makePublisher, NO_WAIT, vendor } from './release-story.ts';

export interface DecideToEffectOptions {
  /** The city's own as they are committed, the registry among them. */
  readonly departments: readonly LiveDocument[];
  /** As its vendor writes it, in the namespace `iov`; its root field `field` is an Int. */
  readonly plugin: { readonly sdl: string; readonly field: string };
  readonly times: number;
}

export type Decision =
  | 'kill'
  | 'revoke a grant'
  | 'revoke a consent'
  | 'revoke an app’s key'
  | 'pause'
  | 'promote'
  | 'roll back';

const NAME = 'iov-plugin';
/** What everybody has while nothing is tried, and what is tried. */
const [STABLE, TRIED] = ['1.0.1', '1.0.2'];
const LENDER = 'app-lender';
/** The city's own, by which people decide. */
const OWN = 'citygraph-cli';
const GRANTED = ['LegalEntity.annualEnergyUse', 'EnergyBand.kwhBand'];
const RESIDENT = 'res_measured';
const DAY_MS = 86_400_000;

/** Who asks, by the token that is shown. */
const PEOPLE: Readonly<Record<string, Principal>> = {
  vendor: { ...ANONYMOUS, subject: vendor.owner, roles: ['vendor'], app: OWN },
  admin: { ...ANONYMOUS, subject: 'sub-admin', agency: DATA_AUTHORITY, roles: ['officer', 'administrator'], app: OWN },
  bank: { ...ANONYMOUS, subject: 'sub-bank', agency: DEMO_ENTITIES.bank, roles: ['lender'], app: OWN },
  lender: { ...ANONYMOUS, subject: 'sub-lender', roles: ['lender'], app: LENDER, appPurposes: ['credit-assessment'] },
  resident: { ...ANONYMOUS, subject: 'sub-resident', resident: RESIDENT, roles: ['resident'], app: OWN },
  'resident by the app': {
    ...ANONYMOUS,
    subject: 'sub-resident',
    resident: RESIDENT,
    roles: ['resident'],
    app: LENDER,
    appPurposes: ['credit-assessment'],
  },
  caller: { ...ANONYMOUS, subject: 'sub-caller', app: OWN },
};

/**
 * What passes between the answer of a decision's mutation and the moment from which every gateway answers by it, with everything real: the mutation goes through one gateway to
 * the registry, and two gateways follow the registry by long polls. A release tells which it is by where it runs. Measured from outside, as often as `times` says.
 */
export async function decideToEffect({
  departments,
  plugin: { sdl, field },
  times,
}: DecideToEffectOptions): Promise<Readonly<Record<Decision, readonly Effect[]>>> {
  await using open = new AsyncDisposableStack();
  const servers = open.adopt(await openServers(field), (it) => it.close());
  const hub = open.adopt(
    await openLiveHub({
      departments,
      origins: { government: `${servers.origin}/government`, energy: `${servers.origin}/energy` },
      loopback: [new URL(servers.origin).host],
      gateways: 2,
      pace: NO_WAIT,
      principal: async (authorization) => PEOPLE[authorization?.replace('Bearer ', '') ?? ''] ?? ANONYMOUS,
      async prepare(em) {
        await makePublisher(em);
        await makePlugin(em, NAME, 'iov');
      },
    }),
    (it) => it.close(),
  );
  const city = cityOf(hub);
  await city.act(
    'admin',
    `mutation A($o: USCC!) { registerApp(clientId: "${LENDER}", name: "Lender", organisation: $o) { clientId } }`,
    { o: DEMO_ENTITIES.bank },
  );
  await publishReleases(city, hub, sdl, servers.origin);
  const trying = { city, field };
  await promoted(trying, STABLE);
  const measured: Record<Decision, Effect[]> = {
    kill: [],
    'revoke a grant': [],
    'revoke a consent': [],
    'revoke an app’s key': [],
    pause: [],
    promote: [],
    'roll back': [],
  };
  // Tried again and again, the graph of a release is composed and booted once.
  for (let time = 0; time < times; time += 1) {
    measured.kill.push(await killed(trying));
    measured['revoke a grant'].push(await ungranted(city));
    measured['revoke an app’s key'].push(await keyRevoked(city));
    const { pause, promote } = await promoted(trying, TRIED);
    measured.pause.push(pause);
    measured.promote.push(promote);
    measured['roll back'].push(await rolledBack(trying));
  }
  // All by one grant: nobody asks for more than thirty an hour.
  const grant = await granted(city, true);
  for (let time = 0; time < times; time += 1) measured['revoke a consent'].push(await unconsented(city, grant));
  return measured;
}

interface Trying {
  readonly city: City;
  readonly field: string;
}

const asked = (field: string, headers: Readonly<Record<string, string>> = {}): Question => ({
  query: `{ ${field} }`,
  headers,
});
const tells =
  (field: string, version: string): Holds =>
  ({ data }) =>
    data?.[field] === numberOf(version);

async function killed({ city, field }: Trying): Promise<Effect> {
  const doing = (act: string) =>
    city.act('admin', `mutation K($p: String!) { ${act}(plugin: $p, reason: "It is measured.") }`, { p: NAME });
  const effect = await city.measured(() => doing('killPlugin'), asked(field), codeIs('PLUGIN_DISABLED'));
  await doing('restorePlugin');
  await city.until(asked(field), tells(field, STABLE));
  return effect;
}

const energyOf = (person: string): Question => ({
  query: `{ legalEntity(uscc: "${DEMO_ENTITIES.shop}") { annualEnergyUse(year: 2025) { kwhBand } } }`,
  headers: { ...as(person), 'citygraph-purpose': 'credit-assessment' },
});
const isShown: Holds = ({ errors }) => errors === undefined;

/** Answers the grant's key. */
async function granted(city: City, needsConsent: boolean): Promise<string> {
  const [grant] = await city.act<{ id: string }[]>(
    'bank',
    `mutation R($c: [String!]!, $u: DateTime!) { requestDataGrant(app: "${LENDER}", coordinates: $c, purpose: "credit-assessment",
      retentionDays: 30, until: $u, reason: "Loans to small firms.") { id } }`,
    { c: GRANTED, u: new Date(Date.now() + 30 * DAY_MS).toISOString() },
  );
  const id = grant?.id ?? '';
  const deciding =
    'mutation D($id: ID!, $n: Boolean!) { decideDataGrant(id: $id, decision: APPROVE, needsConsent: $n) { id } }';
  await city.act('admin', deciding, { id, n: needsConsent });
  return id;
}

const revoked = (city: City, id: string): Promise<unknown> =>
  city.act('admin', 'mutation V($id: ID!) { revokeDataGrant(id: $id, reason: "It is measured.") { id } }', { id });

async function ungranted(city: City): Promise<Effect> {
  const id = await granted(city, false);
  await city.until(energyOf('lender'), isShown);
  return city.measured(() => revoked(city, id), energyOf('lender'), codeIs('GRANT_REQUIRED'));
}

async function unconsented(city: City, grant: string): Promise<Effect> {
  const giving = 'mutation C($g: ID!) { giveConsent(grantId: $g) { id } }';
  const { id } = await city.act<{ id: string }>('resident', giving, { g: grant });
  const asking = energyOf('resident by the app');
  await city.until(asking, isShown);
  const takingBack = () => city.act('resident', 'mutation B($id: ID!) { revokeConsent(id: $id) { id } }', { id });
  return city.measured(takingBack, asking, codeIs('CONSENT_REQUIRED'));
}

async function keyRevoked(city: City): Promise<Effect> {
  const { id, key } = await city.act<{ id: string; key: string }>(
    'bank',
    `mutation { createAppKey(app: "${LENDER}", name: "Measured") { id key } }`,
  );
  const question = { query: '{ __typename }', headers: { 'citygraph-app-key': key } };
  await city.until(question, ({ status }) => status === 200);
  const revoking = () => city.act('bank', 'mutation V($id: ID!) { revokeAppKey(id: $id) }', { id });
  return city.measured(revoking, question, ({ status }) => status === 401);
}

/** Tried by everybody who is somebody, paused, resumed, and then given to whoever asks. */
async function promoted({ city, field }: Trying, version: string): Promise<Record<'pause' | 'promote', Effect>> {
  const { id } = await city.act<{ id: string }>(
    'admin',
    'mutation S($p: String!, $v: String!) { startRollout(plugin: $p, version: $v, percent: 100) { id } }',
    { p: NAME, v: version },
  );
  const trying = asked(field, as('caller'));
  await city.until(trying, tells(field, version));
  const moving = (act: string) => city.act('admin', `mutation M($id: ID!) { ${act} { state } }`, { id });
  const isBack: Holds = version === STABLE ? ({ errors }) => errors !== undefined : tells(field, STABLE);
  const pause = await city.measured(() => moving('pauseRollout(id: $id, reason: "It is measured.")'), trying, isBack);
  await moving('resumeRollout(id: $id)');
  await city.until(trying, tells(field, version));
  const promote = await city.measured(() => moving('promoteRollout(id: $id)'), asked(field), tells(field, version));
  return { pause, promote };
}

const rolledBack = ({ city, field }: Trying): Promise<Effect> =>
  city.measured(
    () =>
      city.act(
        'admin',
        'mutation B($p: String!, $v: String!) { rollBackRelease(plugin: $p, version: $v, reason: "It is measured.") }',
        { p: NAME, v: TRIED },
      ),
    asked(field),
    tells(field, STABLE),
  );

const numberOf = (version: string): number => Number(version.split('.').at(-1));

/** Two releases of one document that run at places of their own: the first is published, the other as if it had been, both as after their reviews. */
async function publishReleases(city: City, hub: LiveHub, sdl: string, origin: string): Promise<void> {
  const manifestOf = (version: string) => {
    const url = `${origin}/${numberOf(version)}`;
    return { ...MANIFEST, version, runtime: { stable: { url }, sandbox: { url } } };
  };
  const { release, findings } = await city.act<{ release: { id: string } | null; findings: { message: string }[] }>(
    'vendor',
    'mutation P($p: ID!, $s: String!, $m: String!) { publishRelease(plugin: $p, sdl: $s, manifest: $m) { release { id } findings { message } } }',
    { p: NAME, s: sdl, m: JSON.stringify(manifestOf(STABLE)) },
  );
  if (!release) throw new Error(`It was refused: ${findings.map(({ message }) => message).join(' ')}`);
  const em = hub.em();
  const [published] = await findRows(em, PluginRelease, { id: release.id });
  if (!published) throw new Error('What was published is not there.');
  await em.nativeUpdate(PluginRelease, { id: release.id }, { state: 'APPROVED' });
  const manifest = manifestOf(TRIED);
  const { url } = manifest.runtime.stable;
  const digest = digestOfPayload({ plugin: NAME, version: TRIED, sdl, manifest });
  const own = { id: `rel_${TRIED}`, version: TRIED, manifest, digest, stableUrl: url, sandboxUrl: url };
  await em.insert(PluginRelease, { ...published, ...own, state: 'APPROVED', judgedGround: null });
}

const MANIFEST = {
  apiVersion: 'citygraph.dev/v1',
  id: `city.airlab.${NAME}`,
  publisher: 'airlab',
  subgraph: NAME,
  namespace: 'iov',
  title: { zh: '车联网', en: 'Vehicles' },
  description: { zh: '车辆数据', en: 'Of vehicles' },
  extends: [],
  dataRegions: ['CN-JL'],
  permissions: { data: [], egressHosts: [] },
  slo: { availabilityPct: 99, p95Ms: 500 },
  support: { email: 'help@airlab.example' },
  licence: 'Apache-2.0',
};

/** A plugin that answers the number in its path, and what two departments say of one firm. */
function openServers(field: string): ReturnType<typeof onLoopback> {
  const firm = { __typename: 'LegalEntity', uscc: DEMO_ENTITIES.shop };
  const told: Readonly<Record<string, object>> = {
    '/government': { legalEntity: firm },
    '/energy': { _entities: [{ ...firm, annualEnergyUse: { __typename: 'EnergyBand', kwhBand: '10_TO_50_MWH' } }] },
  };
  return onLoopback((req, res) => {
    req.resume();
    const path = req.url ?? '/';
    const data = told[path] ?? { [field]: Number(path.slice(1)) };
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
  });
}
