import {
  digestOfPayload,
  generateWorkloadKey,
  signWorkloadRequest,
  type Viewer,
  type WorkloadRequest,
} from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import { registry, withKeys } from '../index.ts';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { policyOf } from '../testing/policy-of.ts';
import {
  CREATE,
  codeOf,
  fakeAdmission,
  fakeClient,
  manifestOf,
  registered,
  SDL,
  subjects,
  vendors,
} from '../testing/publishing-story.ts';
import { city, graph, keys, now, people } from '../testing/story.ts';
import { Workload } from './workload.entity.ts';

const admission = fakeAdmission();
const department = testSubgraph(withKeys(keys, { client: fakeClient(), admission }), {
  seed: async (em) => {
    await registry.seed(em, city);
    await refreshCatalog(em, graph, now);
  },
  now,
});
const run = (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) =>
  department.as(viewer).run(document, variables);
const messageOf = ({ errors }: { errors?: readonly { message: string }[] | undefined }) => errors?.[0]?.message;

const PLUGIN = 'air-quality';
const key = generateWorkloadKey();
const other = generateWorkloadKey();
const manifest = manifestOf();
const digest = digestOfPayload({ plugin: PLUGIN, version: '1.0.0', sdl: SDL, manifest });
const soon = new Date(now.getTime() + 30 * 86_400_000);

const make = (over: Record<string, unknown> = {}, viewer: Viewer = vendors.ada) =>
  run(
    viewer,
    'mutation C($p: ID!, $n: String!, $k: String!, $u: DateTime!) { createWorkload(plugin: $p, name: $n, publicKey: $k, until: $u) }',
    { p: PLUGIN, n: 'github', k: key.publicKey, u: soon.toISOString(), ...over },
  );
const revoke = (id: string, viewer: Viewer = vendors.ada) =>
  run(viewer, 'mutation R($id: ID!) { revokeWorkload(id: $id) }', { id });

let workload: string;
const signed = (over: Partial<WorkloadRequest> = {}, { by = key, at = now.getTime(), as = workload } = {}): string =>
  signWorkloadRequest(
    { workload: as, privateKey: by.privateKey },
    { act: 'publish', plugin: PLUGIN, release: digest, ...over },
    at,
  );
const publish = (request: string, { sdl = SDL, m = manifest } = {}) =>
  run(
    people.nobody,
    `mutation P($r: String!, $s: String!, $m: String!) { publishAsWorkload(request: $r, sdl: $s, manifest: $m) {
      accepted isRepeat digest findings { rule line } } }`,
    { r: request, s: sdl, m: JSON.stringify(m) },
  );

it('is known to gateways by its public key for as long as it lives: they take a whole document of whoever signs with it', async () => {
  const known = async () => (await policyOf(department.em(), keys.subjectSecret, now)).workloads;
  const before = await policyOf(department.em(), keys.subjectSecret, now);
  expect(before.workloads).toEqual([{ id: workload, publicKey: key.publicKey, until: soon.toISOString() }]);
  await revoke(workload);
  expect(await known()).toBeUndefined();
  expect((await policyOf(department.em(), keys.subjectSecret, now)).version).toBeGreaterThan(before.version);
});

it('is made once of a public key, however often it is asked for, and never again once it was taken back', async () => {
  expect((await make()).data.createWorkload).toBe(workload);
  expect(codeOf(await make({ n: 'gitlab' }))).toBe('CONFLICT');
  expect(await department.em().count(Workload)).toBe(1);
  await revoke(workload);
  expect(codeOf(await make())).toBe('CONFLICT');
});

beforeEach(async () => {
  admission.requests.length = 0;
  admission.meanwhile = async () => {};
  await registered(department);
  await run(vendors.ada, CREATE);
  workload = (await make()).data.createWorkload;
});

describe('a pipeline with a workload’s key', () => {
  it('publishes what it signed, in its own name, and shows how far it has come', async () => {
    const { data, errors } = await publish(signed());
    expect(errors).toBeUndefined();
    expect(data.publishAsWorkload).toEqual({
      accepted: true,
      isRepeat: false,
      digest,
      // Its publisher has proved no domain.
      findings: [{ rule: 'URL', line: null }],
    });
    const release = await department.em().findOneOrFail(PluginRelease, { plugin: PLUGIN });
    expect(release).toMatchObject({ digest, publishedBy: `citygraph:workload:${workload}` });
    const acts = (await department.em().find(AuditEntry, {})).map(({ record }) => JSON.parse(record));
    expect(acts.at(-1)).toMatchObject({ act: 'publishRelease', actor: `citygraph:workload:${workload}` });
    expect(await verifyAudit(department.em())).toMatchObject({ intact: true });
    const status = await run(
      people.nobody,
      'query S($r: String!) { releasesForWorkload(request: $r) { version digest state published } }',
      { r: signed({ act: 'status', release: null }) },
    );
    expect(status.data.releasesForWorkload).toEqual([
      { version: '1.0.0', digest, state: 'PUBLISHED', published: 'ACCEPTED' },
    ]);
  });

  it('is told of the release that it names, however many were published since and whatever became of its decision', async () => {
    await publish(signed());
    for (let patch = 1; patch <= 10; patch += 1) {
      const m = manifestOf({ version: `1.0.${patch}` });
      const release = digestOfPayload({ plugin: PLUGIN, version: m.version, sdl: SDL, manifest: m });
      department.clock.set(new Date(now.getTime() + patch * 1_000));
      await publish(signed({ release }), { m });
    }
    const told = async (of: string | null) => {
      const { data } = await run(
        people.nobody,
        'query S($r: String!, $d: ID) { releasesForWorkload(request: $r, digest: $d) { digest published } }',
        { r: signed({ act: 'status', release: null }), d: of },
      );
      return data.releasesForWorkload as { digest: string }[];
    };
    expect((await told(null)).map((one) => one.digest)).not.toContain(digest);
    expect((await told(digest)).at(-1)).toEqual({ digest, published: 'ACCEPTED' });
    await department.em().nativeDelete(GraphChange, { releaseDigest: digest });
    expect((await told(digest)).at(-1)).toEqual({ digest, published: 'SERVING' });
  });

  it('does nothing twice: a request that somebody sends again publishes what is published', async () => {
    const request = signed();
    await publish(request);
    expect((await publish(request)).data.publishAsWorkload).toMatchObject({ accepted: true, isRepeat: true });
    expect(await department.em().count(PluginRelease)).toBe(1);
  });

  it('is told what admission found, with its line', async () => {
    const sdl = 'type Query { aqi_index: Float! }';
    const release = digestOfPayload({ plugin: PLUGIN, version: '1.0.0', sdl, manifest });
    expect((await publish(signed({ release }), { sdl })).data.publishAsWorkload).toMatchObject({
      accepted: false,
      findings: [{ rule: 'NONNULL', line: 3 }],
    });
  });

  it.each<[string, () => string, string]>([
    ['that somebody else signed', () => signed({}, { by: other }), 'its signature does not fit'],
    ['of a workload that nobody made', () => signed({}, { as: 'wkl_none' }), 'no workload that this hub knows'],
    ['that is no request', () => '{}', 'no workload that this hub knows'],
    ['for another plugin', () => signed({ plugin: 'dust-quality' }), 'is for air-quality alone'],
    ['that asks how far releases are', () => signed({ act: 'status', release: null }), 'signed to status'],
    ['of yesterday', () => signed({}, { at: now.getTime() - 86_400_000 }), '86400 s ago'],
    ['of a clock that is ahead', () => signed({}, { at: now.getTime() + 600_000 }), '600 s from now'],
    ['whose words were changed', () => signed().replace('air-quality', 'dust-quality'), 'its signature does not fit'],
  ])('is refused with a request %s', async (_, request, why) => {
    const answer = await publish(request());
    expect(codeOf(answer)).toBe('UNAUTHENTICATED');
    expect(messageOf(answer)).toContain(why);
    expect(admission.requests).toEqual([]);
    expect(await department.em().count(PluginRelease)).toBe(0);
  });

  it('publishes no other document and no other manifest than it signed', async () => {
    for (const changed of [{ sdl: `${SDL} # more` }, { m: manifestOf({ version: '1.0.1' }) }]) {
      const answer = await publish(signed(), changed);
      expect(codeOf(answer)).toBe('BAD_USER_INPUT');
      expect(messageOf(answer)).toContain('it is signed for');
    }
    expect(await department.em().count(PluginRelease)).toBe(0);
  });

  it('is refused from the moment that its key is revoked, or is over', async () => {
    await department.em().nativeUpdate(Workload, { id: workload }, { until: now });
    expect(messageOf(await publish(signed()))).toContain('was good until');
    await revoke(workload);
    expect(messageOf(await publish(signed()))).toContain('was revoked on');
    const { data } = await run(people.nobody, 'query S($r: String!) { releasesForWorkload(request: $r) { version } }', {
      r: signed({ act: 'status', release: null }),
    });
    expect(data.releasesForWorkload).toBeNull();
  });

  it('stores nothing when it is revoked while the release is judged', async () => {
    admission.meanwhile = async () => void (await revoke(workload));
    expect(messageOf(await publish(signed()))).toContain('was revoked meanwhile');
    expect(await department.em().count(PluginRelease)).toBe(0);
  });

  it('publishes nothing for a publisher that is suspended', async () => {
    await run(people.admin, 'mutation { suspendPublisher(publisher: "air-lab", reason: "Spam.") { handle } }');
    expect(messageOf(await publish(signed()))).toContain('is suspended');
  });
});

describe('a workload', () => {
  const invite = async (role: string) => {
    await run(
      vendors.ada,
      'mutation I($s: String!, $r: MemberRole!) { inviteMember(publisher: "air-lab", subject: $s, role: $r) { handle } }',
      {
        s: subjects.ben,
        r: role,
      },
    );
    await run(vendors.ben, 'mutation { answerInvitation(publisher: "air-lab", accept: true) { handle } }');
  };

  it('is made by owners, and ended by who publishes', async () => {
    await invite('DEVELOPER');
    expect(codeOf(await make({}, vendors.ben))).toBe('FORBIDDEN');
    expect(codeOf(await make({}, vendors.eve))).toBe('FORBIDDEN');
    expect(codeOf(await make({}, people.nobody))).toBe('UNAUTHENTICATED');
    expect(codeOf(await revoke(workload, vendors.eve))).toBe('FORBIDDEN');
    expect(codeOf(await revoke('wkl_none'))).toBe('FORBIDDEN');
    expect((await revoke(workload, vendors.ben)).data.revokeWorkload).toBe(workload);
    expect((await revoke(workload)).data.revokeWorkload).toBe(workload);
  });

  it('ends with who made it: an owner that is one no more publishes nothing, and the others are told', async () => {
    await invite('OWNER');
    const second = (await make({ n: 'gitlab', k: other.publicKey }, vendors.ben)).data.createWorkload as string;
    const CHANGE =
      'mutation C($s: String!) { changeMemberRole(publisher: "air-lab", subject: $s, role: DEVELOPER) { handle } }';
    expect((await run(vendors.ada, CHANGE, { s: subjects.ben })).errors).toBeUndefined();
    expect(codeOf(await publish(signed({}, { by: other, as: second })))).toBe('UNAUTHENTICATED');
    const told = await department.em().find(OutboxEvent, { topic: 'workload.ended' });
    expect(told.map(({ payload }) => payload)).toMatchObject([{ plugin: PLUGIN, workload: second }]);
    // Whoever stays goes on with their own.
    expect((await publish(signed())).data.publishAsWorkload.accepted).toBe(true);
    expect(await verifyAudit(department.em())).toMatchObject({ intact: true });
  });

  it('ends with its publisher', async () => {
    await run(vendors.ada, 'mutation { closePublisher(publisher: "air-lab", reason: "We move on.") { handle } }');
    const [ended] = await department.em().find(Workload, { id: workload });
    expect(ended).toMatchObject({ revokedAt: now, revokedBy: subjects.ada });
  });

  it('is seen by its publisher’s members, with when it last published', async () => {
    await publish(signed());
    const seen = async (viewer: Viewer) =>
      (await run(viewer, '{ workloads(plugin: "air-quality") { id name usedAt revokedAt } }')).data.workloads;
    expect(await seen(vendors.ada)).toEqual([
      { id: workload, name: 'github', usedAt: expect.anything(), revokedAt: null },
    ]);
    expect(await seen(vendors.eve)).toEqual([{ id: workload, name: null, usedAt: null, revokedAt: null }]);
  });

  it.each([
    ['without an end', { u: new Date(now.getTime() + 367 * 86_400_000).toISOString() }, 'at most 366 days'],
    ['that is over already', { u: now.toISOString() }, 'to come'],
    ['with no key', { k: 'hello' }, 'publicKey'],
    ['with a key that is a little too long', { k: `${'A'.repeat(42)}B` }, '32 bytes'],
    ['with a name that hides something', { n: 'ci\u202e' }, 'plain text'],
  ])('%s is not made', async (_, over, why) => {
    const answer = await make(over);
    expect(codeOf(answer)).toBe('BAD_USER_INPUT');
    expect(messageOf(answer)).toContain(why);
  });

  it('is one of ten at most', async () => {
    const another = () => make({ k: generateWorkloadKey().publicKey });
    for (let made = 1; made < 10; made++) expect((await another()).errors).toBeUndefined();
    expect(codeOf(await another())).toBe('CONFLICT');
    await revoke(workload);
    expect((await another()).errors).toBeUndefined();
  });
});
