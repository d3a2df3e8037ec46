import { rename, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { digestOfPayload, generateWorkloadKey, signWorkloadRequest } from '@citygraph/contract';
import { freePort } from '@citygraph/services';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Asking, GraphQLAnswer } from './hub-client.ts';
import { type RunningHub, startHub } from './start-hub.ts';
import { soon } from './stories/soon.ts';
import { did, openVendor, serveProof, type Vendor } from './stories/vendor.ts';

const DISTRICT = '220104';

let hub: RunningHub;
let sky: Vendor;
let car: Vendor;
const releases = new Map<string, { id: string; digest: string }>();

const ask = (document: string, variables: Record<string, unknown>, as: string, more: Asking = {}) =>
  hub.ask(document, variables, { as, ...more });
const act = async (document: string, variables: Record<string, unknown>, as: string): Promise<never> =>
  Object.values(did(await ask(document, variables, as)))[0] as never;

const reading = (vendor: Vendor, as: string, headers: Record<string, string> = {}) =>
  ask(
    `query Reading($code: DivisionCode!) { adminDivision(code: $code) { name ${vendor.namespace}_reading } }`,
    { code: DISTRICT },
    as,
    { headers },
  );
const readingOf = (vendor: Vendor, { data }: GraphQLAnswer): unknown =>
  (data as { adminDivision?: Record<string, unknown> } | null)?.adminDivision?.[`${vendor.namespace}_reading`];
const codeOf = ({ errors }: GraphQLAnswer) => errors[0]?.extensions.code;

/** A plugin that is told who asks, by an id of its own: two people judge such a one. */
const TELLS_WHO = {
  permissions: {
    data: [
      {
        class: 'S3',
        coordinate: 'Resident.id',
        reason: { zh: '按提问者所在地排序', en: 'To sort readings by where who asks lives.' },
        purpose: 'self-service',
        retentionDays: 0,
      },
    ],
    persons: { arguments: {}, subject: true },
    egressHosts: [],
  },
};
/** A document that is told at length: so many fields, of a thousand bytes each. */
const longDocument = (sdl: string, fields: number): string => `${sdl}
    type Query { car_long: CarLong @sensitivity(level: "S1") }
    type CarLong {
${Array.from({ length: fields }, (_, index) => `"""\n${'ok.\n'.repeat(235)}"""\nf${index}: Int @sensitivity(level: "S1")`).join('\n')}
    }`;
const manifestOf = (vendor: Vendor, version: string) => ({
  ...vendor.manifest(version),
  ...(version === '1.0.0' && TELLS_WHO),
});

const publish = async (vendor: Vendor, version: string, sdl = vendor.sdl(version)) => {
  const verdict: {
    accepted: boolean;
    isRepeat: boolean;
    release: { id: string; digest: string } | null;
    findings: { rule: string; line: number | null }[];
  } = await act(
    `mutation P($p: ID!, $s: String!, $m: String!) { publishRelease(plugin: $p, sdl: $s, manifest: $m) {
      accepted isRepeat release { id digest } findings { rule line } } }`,
    { p: vendor.plugin, s: sdl, m: JSON.stringify(manifestOf(vendor, version)) },
    vendor.person,
  );
  if (verdict.release) releases.set(`${vendor.plugin}@${version}`, verdict.release);
  return verdict;
};

/** Through review to everybody. */
async function toStable(vendor: Vendor, version: string): Promise<void> {
  const { id, digest } = releases.get(`${vendor.plugin}@${version}`) ?? { id: '', digest: '' };
  // It is judged once more, which takes the registry seconds: who is told to try again does.
  const submit = () =>
    ask('mutation S($r: ID!) { submitRelease(release: $r) { id egressDigest } }', { r: id }, vendor.person);
  const submitted = await soon(submit, (answer) => codeOf(answer) !== 'DEPARTMENT_UNAVAILABLE');
  const review: { id: string; egressDigest: string } = did(submitted).submitRelease as never;
  const approve = (person: string): Promise<{ state: string }> =>
    act(
      'mutation A($r: ID!, $d: String!, $e: String) { approveRelease(review: $r, digest: $d, egressDigest: $e) { state } }',
      { r: review.id, d: digest, e: review.egressDigest },
      person,
    );
  expect(await approve('admin')).toEqual({ state: 'OPEN' });
  const early = await tryRollout(vendor, version, 100);
  expect(codeOf(early)).toBe('CONFLICT');
  expect(await approve('admin2')).toEqual({ state: 'APPROVED' });
  const rollout = await startRollout(vendor, version, 100);
  await soon(
    () => reading(vendor, vendor.person),
    (answer) => readingOf(vendor, answer) === 4,
  );
  // Nobody gives to everybody what hardly anybody has called: who asks too soon is told what is missing.
  const promote = () => ask('mutation P($id: ID!) { promoteRollout(id: $id) { state } }', { id: rollout.id }, 'admin');
  const tooSoon = await soon(
    promote,
    ({ errors: [error] }) => !/has it at|serve it at|serves it/.test(error?.message ?? ''),
  );
  expect(tooSoon.errors[0]?.message).toMatch(/it has seen \d+ of 20 calls and 0 of 10 minutes/);
  const promoted = await soon(
    async () => {
      // Counted by slots of ten seconds, the first whole one first.
      await Promise.all(Array.from({ length: 10 }, () => reading(vendor, 'parent')));
      return promote();
    },
    ({ errors: [error] }) => !error?.message.includes('may not be promoted yet'),
  );
  expect(did(promoted)).toEqual({ promoteRollout: { state: 'PROMOTED' } });
  await soon(
    () => reading(vendor, 'farmer'),
    (answer) => readingOf(vendor, answer) === 4,
  );
}

const tryRollout = (vendor: Vendor, version: string, percent: number): Promise<GraphQLAnswer> =>
  ask(
    'mutation R($p: String!, $v: String!, $n: Int!) { startRollout(plugin: $p, version: $v, percent: $n) { id state } }',
    { p: vendor.plugin, v: version, n: percent },
    'admin',
  );
const startRollout = async (vendor: Vendor, version: string, percent: number): Promise<{ id: string }> =>
  Object.values(did(await tryRollout(vendor, version, percent)))[0] as never;

beforeAll(async () => {
  const [one, two, proof, other] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const addresses = [one, two, proof, other].map((port) => `127.0.0.1:${port}`).join();
  hub = await startHub({ args: ['--plugins', addresses, '--rollout-calls', '20'] });
  sky = openVendor({
    person: 'vendor-satellite',
    publisher: 'sky-lab',
    namespace: 'sky',
    plugin: 'sky-readings',
    port: one,
    proofPort: proof,
    claimed: 'airQuality',
  });
  car = openVendor({
    person: 'vendor-iov',
    publisher: 'car-works',
    namespace: 'car',
    plugin: 'car-readings',
    port: two,
    proofPort: other,
  });
}, 180_000);
afterAll(async () => {
  await Promise.all([sky?.close(), car?.close()]);
  await hub?.close();
});

describe('two strangers come to the city', () => {
  it('register, prove their domains, claim names and make plugins', async () => {
    for (const vendor of [sky, car]) {
      await act(
        `mutation R($h: ID!, $t: String!, $n: String!) { registerPublisher(handle: $h, name: $t, contact: "help@example.com", namespace: $n) { handle } }`,
        { h: vendor.publisher, t: vendor.publisher, n: vendor.namespace },
        vendor.person,
      );
      const challenge: { url: string; content: string } = await act(
        'mutation D($p: ID!, $d: String!) { startDomainProof(publisher: $p, domain: $d) { url content } }',
        { p: vendor.publisher, d: `127.0.0.1:${vendor.proofPort}` },
        vendor.person,
      );
      const server = await serveProof(vendor.proofPort, new URL(challenge.url).pathname, challenge.content);
      const proved: { verification: string } = await act(
        'mutation P($p: ID!) { proveDomain(publisher: $p) { verification } }',
        { p: vendor.publisher },
        vendor.person,
      );
      await new Promise((resolve) => server.close(resolve).closeAllConnections());
      expect(proved.verification).toBe('DOMAIN_PROVED');
      await act(
        'mutation C($p: ID!, $n: String!, $ns: String!) { createPlugin(publisher: $p, name: $n, namespace: $ns, title: "Readings", description: "Readings of each district.") { name } }',
        { p: vendor.publisher, n: vendor.plugin, ns: vendor.namespace },
        vendor.person,
      );
      await vendor.serve(hub);
    }
    const claim: { id: string } = await act(
      'mutation C { claimName(publisher: "sky-lab", name: "AdminDivision.airQuality", reason: "The city’s own name for it.") { id } }',
      {},
      sky.person,
    );
    const granted: { state: string } = await act(
      'mutation D($id: ID!) { decideNameClaim(id: $id, grant: true, reason: "It was first.") { state } }',
      { id: claim.id },
      'admin',
    );
    expect(granted.state).toBe('GRANTED');
  }, 300_000);

  it.each<[string, (sdl: string) => string]>([
    ['NONNULL', (sdl) => sdl.replace('_reading: Int', '_reading: Int!')],
    ['NAMESPACE', (sdl) => sdl.replace('sky_reading', 'reading')],
    [
      'EGRESS',
      (sdl) => `${sdl} type Resident @key(fields: "id") { id: ID! sky_alerts: Int @sensitivity(level: "S1") }`,
    ],
    ['UNLABELLED', (sdl) => sdl.replace(' @sensitivity(level: "S1")\n', '\n')],
    ['DESCRIPTION', (sdl) => sdl.replace('A reading', '<script>alert(1)</script>')],
  ])(
    'are told %s where a document breaks it, and nothing of it is served',
    async (rule, broken) => {
      const { accepted, release, findings } = await publish(sky, '0.9.0', broken(sky.sdl('0.9.0')));
      expect({ accepted, release }).toEqual({ accepted: false, release: null });
      expect(findings.map((finding) => finding.rule)).toContain(rule);
    },
    60_000,
  );

  it('publish, and are in the sandbox with nobody’s leave, and nowhere else', async () => {
    for (const vendor of [sky, car]) {
      expect(await publish(vendor, '1.0.0')).toMatchObject({ accepted: true, findings: [], isRepeat: false });
      expect(await publish(vendor, '1.0.0')).toMatchObject({ accepted: true, isRepeat: true });
    }
    for (const vendor of [sky, car]) {
      const sandbox = { 'citygraph-channel': 'sandbox' };
      const answer = await soon(
        () => reading(vendor, vendor.person, sandbox),
        (tried) => readingOf(vendor, tried) === 4,
      );
      expect(did(answer)).toMatchObject({ adminDivision: { name: expect.any(String) } });
      const everybody = await reading(vendor, 'parent');
      expect(everybody.errors[0]?.message).toContain(`Cannot query field "${vendor.namespace}_reading"`);
      expect(codeOf(await reading(vendor, 'parent', sandbox))).toBe('FORBIDDEN');
    }
  }, 300_000);

  it('are reviewed by others, tried by some, and then there for everybody', async () => {
    const { id } = releases.get('sky-readings@1.0.0') ?? { id: '' };
    expect(codeOf(await ask('mutation S($r: ID!) { submitRelease(release: $r) { id } }', { r: id }, car.person))).toBe(
      'FORBIDDEN',
    );
    await toStable(sky, '1.0.0');
    await toStable(car, '1.0.0');
  }, 300_000);

  it('are served under the name that one was granted, and the neighbour may not use it', async () => {
    const GOOD = `query Good($code: DivisionCode!) { adminDivision(code: $code) { name airQuality } }`;
    const answer = await ask(GOOD, { code: DISTRICT }, 'farmer');
    expect(did(answer)).toEqual({ adminDivision: { name: expect.any(String), airQuality: 22 } });
    const stolen = car
      .sdl('1.0.1')
      .replace('car_reading: Int', 'airQuality: Int @sensitivity(level: "S1")\n      car_reading: Int');
    const { accepted, release, findings } = await publish(car, '1.0.1', stolen);
    expect({ accepted, release }).toEqual({ accepted: false, release: null });
    expect(findings.map(({ rule }) => rule)).toContain('SHAREABLE');
    expect(await ask(GOOD, { code: DISTRICT }, 'farmer')).toMatchObject({ data: answer.data, errors: [] });
    const CLAIM =
      'mutation { claimName(publisher: "car-works", name: "AdminDivision.airQuality", reason: "We want it too.") { id } }';
    expect(codeOf(await ask(CLAIM, {}, car.person))).toBe('CONFLICT');
  }, 60_000);

  it('are taken back by themselves when they fail, and nobody else notices', async () => {
    expect(await publish(car, '1.1.0')).toMatchObject({ accepted: true });
    const { id, digest } = releases.get('car-readings@1.1.0') ?? { id: '', digest: '' };
    const review: { id: string; egressDigest: string } = await act(
      'mutation S($r: ID!) { submitRelease(release: $r) { id egressDigest } }',
      { r: id },
      car.person,
    );
    await act(
      'mutation A($r: ID!, $d: String!, $e: String) { approveRelease(review: $r, digest: $d, egressDigest: $e) { state } }',
      { r: review.id, d: digest, e: review.egressDigest },
      'admin2',
    );
    const rollout = await startRollout(car, '1.1.0', 100);
    car.mode = 'failing';
    let others = 0;
    for (const until = Date.now() + 90_000; ; ) {
      // Several, for one caller alone convicts nobody (ADR 64).
      await Promise.all(['parent', 'farmer', 'admin', car.person, sky.person].map((as) => reading(car, as)));
      const other = await reading(sky, 'parent');
      expect(readingOf(sky, other)).toBe(4);
      others += 1;
      const { state }: { state: string } = await act(
        'query R($id: ID!) { rollout(id: $id) { state } }',
        { id: rollout.id },
        'admin',
      );
      if (state === 'ROLLED_BACK') break;
      if (Date.now() > until) throw new Error(`It is still ${state}.`);
      await sleep(100);
    }
    expect(others).toBeGreaterThan(3);
    car.mode = 'well';
    await soon(
      () => reading(car, 'parent'),
      (answer) => readingOf(car, answer) === 4,
    );
  }, 300_000);

  it('are switched off with a reason and on again, within seconds', async () => {
    await act('mutation K { killPlugin(plugin: "car-readings", reason: "A sensor lies.") }', {}, 'admin');
    const off = await soon(
      () => reading(car, 'parent'),
      (answer) => codeOf(answer) === 'PLUGIN_DISABLED',
    );
    expect(off.data).toMatchObject({ adminDivision: { name: expect.any(String), car_reading: null } });
    expect(readingOf(sky, await reading(sky, 'parent'))).toBe(4);
    await act('mutation R { restorePlugin(plugin: "car-readings", reason: "It is mended.") }', {}, 'admin');
    await soon(
      () => reading(car, 'parent'),
      (answer) => readingOf(car, answer) === 4,
    );
  }, 300_000);

  it('publish from a pipeline what is longer than anybody may ask, and no longer than a document may be', async () => {
    const { privateKey, publicKey } = generateWorkloadKey();
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString();
    const workload: string = await act(
      'mutation W($p: ID!, $k: String!, $u: DateTime!) { createWorkload(plugin: $p, name: "ci", publicKey: $k, until: $u) }',
      { p: car.plugin, k: publicKey, u: until },
      car.person,
    );
    /** Signed, and sent by nobody who is signed in. */
    const send = (version: string, sdl: string, isSigned = true): Promise<GraphQLAnswer> => {
      const manifest = manifestOf(car, version);
      const release = digestOfPayload({ plugin: car.plugin, version, sdl, manifest });
      const request = signWorkloadRequest({ workload, privateKey }, { act: 'publish', plugin: car.plugin, release });
      const signature = { 'citygraph-workload': Buffer.from(request).toString('base64url') };
      return hub.ask(
        `mutation P($r: String!, $s: String!, $m: String!) { publishAsWorkload(request: $r, sdl: $s, manifest: $m) {
          accepted digest findings { rule message } } }`,
        { r: request, s: sdl, m: JSON.stringify(manifest) },
        { headers: isSigned ? signature : {} },
      );
    };
    const long = longDocument(car.sdl('1.2.0'), 255);
    // As it is sent, with what JSON does to the ends of its lines.
    expect(JSON.stringify(long).length).toBeGreaterThan(300 * 1024);
    const unsigned = await send('1.2.0', long, false);
    expect([unsigned.status, unsigned.errors[0]?.message]).toEqual([413, 'The body is longer than 102400 bytes.']);
    // Gateways know the key once the policy has it.
    const sent = await soon(
      () => send('1.2.0', long),
      // Judged for longer than a gateway waits, it is being judged all the same: who sends it again gets the same answer.
      (answer) => answer.status !== 413 && codeOf(answer) !== 'DEPARTMENT_UNAVAILABLE',
    );
    expect(did(sent).publishAsWorkload).toMatchObject({ accepted: true, findings: [] });
    const FIELDS = '{ __type(name: "CarLong") { fields { name } } }';
    const inSandbox = await soon(
      () => ask(FIELDS, {}, car.person, { headers: { 'citygraph-channel': 'sandbox' } }),
      ({ data }) => data?.__type != null,
    );
    expect((did(inSandbox).__type as unknown as { fields: object[] }).fields).toHaveLength(255);
    expect(did(await ask(FIELDS, {}, car.person))).toEqual({ __type: null });

    const tooLong = longDocument(car.sdl('1.3.0'), 300);
    const bytes = Buffer.byteLength(tooLong);
    expect(did(await send('1.3.0', tooLong)).publishAsWorkload).toMatchObject({
      accepted: false,
      findings: [{ rule: 'TOO_LARGE', message: `The document has ${bytes} bytes; at most 262144 are taken.` }],
    });
    const beyond = await send('1.3.0', longDocument(car.sdl('1.3.0'), 600));
    expect([beyond.status, beyond.errors[0]?.message]).toEqual([413, 'The body is longer than 626688 bytes.']);
    const versions: { nodes: { version: string }[] } = await act(
      'query V($p: ID!) { pluginReleases(plugin: $p, first: 10) { nodes { version } } }',
      { p: car.plugin },
      car.person,
    );
    expect(versions.nodes.map(({ version }) => version)).not.toContain('1.3.0');
  }, 300_000);

  it('leave an audit whose chain holds', async () => {
    const verdict: { intact: boolean; entries: number } = await act('{ verifyAudit { intact entries } }', {}, 'admin');
    expect(verdict.intact).toBe(true);
    expect(verdict.entries).toBeGreaterThan(20);
  });

  it('are served after a restart though the registry’s database is gone', async () => {
    await hub.stop();
    const { dataDir, port } = hub;
    await rename(`${dataDir}/registry.sqlite`, `${dataDir}/registry.away`);
    await writeFile(`${dataDir}/registry.sqlite`, 'this is no database, and nobody may take it for one');
    hub = await startHub({ dataDir, port, args: ['--plugins', `127.0.0.1:${sky.port},127.0.0.1:${car.port}`] });
    expect(readingOf(sky, await reading(sky, 'parent'))).toBe(4);
    expect(readingOf(car, await reading(car, 'parent'))).toBe(4);
  }, 300_000);
});
