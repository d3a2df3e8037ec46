import type { Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { registry, withKeys } from '../index.ts';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { TakenName } from '../publisher/taken-name.entity.ts';
import {
  CREATE,
  codeOf,
  fakeAdmission,
  fakeClient,
  manifestOf,
  publish,
  registered,
  SDL,
  sent,
  vendors,
} from '../testing/publishing-story.ts';
import { city, graph, keys, now, people } from '../testing/story.ts';
import { changeReleaseState } from './change-release-state.ts';
import { PluginRelease, type ReleaseState } from './plugin-release.entity.ts';

const admission = fakeAdmission();
const ports = { client: fakeClient(), admission };
const seed = async (em: Parameters<typeof registry.seed>[0]) => {
  await registry.seed(em, city);
  await refreshCatalog(em, graph, now);
};
const department = testSubgraph(withKeys(keys, ports), { seed, now });
const run = (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) =>
  department.as(viewer).run(document, variables);
const messageOf = ({ errors }: { errors?: readonly { message: string }[] | undefined }) => errors?.[0]?.message;
const move = async (id: string, ...states: ReleaseState[]) => {
  for (const state of states) {
    const release = await department.em().findOneOrFail(PluginRelease, { id }, { disableIdentityMap: true });
    await changeReleaseState(department.em(), release, state, now);
  }
};

beforeEach(async () => {
  admission.requests.length = 0;
  admission.egress.clear();
  admission.meanwhile = async () => {};
  await registered(department);
  await run(vendors.ada, CREATE);
});

describe('a plugin', () => {
  it('is named by its publisher, under one of its namespaces', async () => {
    const { data } = await run(people.nobody, '{ plugin(name: "air-quality") { id namespace publisher { handle } } }');
    expect(data.plugin).toEqual({
      id: 'city.air-lab.air-quality',
      namespace: 'aqi',
      publisher: { handle: 'air-lab' },
    });
    expect((await run(vendors.ada, CREATE)).data.createPlugin.name).toBe('air-quality');
  });

  it.each([
    [{ n: 'health' }, 'BAD_USER_INPUT'],
    [{ n: 'Air' }, 'BAD_USER_INPUT'],
    [{ n: 'air--quality' }, 'BAD_USER_INPUT'],
    [{ n: 'dust', ns: 'dust' }, 'FORBIDDEN'],
    [{ n: 'alr-quality' }, 'CONFLICT'],
    [{ n: 'dust', p: 'nobody' }, 'FORBIDDEN'],
  ])('%j is refused with %s', async (over, code) => {
    expect(codeOf(await run(vendors.ada, CREATE, over))).toBe(code);
  });

  it('that will end says so a month before', async () => {
    const say = (at: string, viewer: Viewer = vendors.ada) =>
      run(
        viewer,
        'mutation D($at: DateTime!) { deprecatePlugin(plugin: "air-quality", reason: "Sold.", sunsetAt: $at) { deprecation { reason sunsetAt } } }',
        { at },
      );
    expect(codeOf(await say('2026-11-20T00:00:00+08:00'))).toBe('BAD_USER_INPUT');
    expect(codeOf(await say('2027-01-20T00:00:00+08:00', vendors.eve))).toBe('FORBIDDEN');
    for (let twice = 0; twice < 2; twice++) {
      expect((await say('2027-01-20T00:00:00+08:00')).data.deprecatePlugin.deprecation.reason).toBe('Sold.');
    }
    expect(await department.em().count(OutboxEvent, { topic: 'plugin.deprecated' })).toBe(1);
    const kept = await run(vendors.ada, 'mutation { keepPlugin(plugin: "air-quality") { deprecation { reason } } }');
    expect(kept.data.keepPlugin.deprecation).toBeNull();
  });
});

const granted = async (name: string): Promise<void> => {
  const asked = await run(
    vendors.ada,
    'mutation C($n: String!) { claimName(publisher: "air-lab", name: $n, reason: "Known under it.") { id } }',
    { n: name },
  );
  await run(people.admin, 'mutation D($id: ID!) { decideNameClaim(id: $id, grant: true, reason: "Free.") { id } }', {
    id: asked.data.claimName.id,
  });
};

describe('what is published', () => {
  it('is judged with the names that were granted, and stored with what was found', async () => {
    await granted('Query.air');
    admission.egress.set('aqi_index', [sent('LegalEntity.invoiceTurnover', 'S3')]);
    const { data, errors } = await publish(department);
    expect(errors).toBeUndefined();
    expect(data.publishRelease).toMatchObject({
      accepted: true,
      isRepeat: false,
      release: { version: '1.0.0', state: 'PUBLISHED', egress: [{ coordinate: 'LegalEntity.invoiceTurnover' }] },
      findings: [{ rule: 'URL', severity: 'warning' }],
    });
    expect(admission.requests).toMatchObject([
      { namespace: 'aqi', claims: ['Query.air'], mintable: [], previous: null },
    ]);
    const stored = await department.em().findOneOrFail(PluginRelease, { plugin: 'air-quality' });
    expect(stored).toMatchObject({ sdl: SDL, composedSdl: `${SDL}\n# labels`, revision: 1 });
    const events = await department.em().find(OutboxEvent, {});
    expect(events.map(({ topic }) => topic).sort()).toEqual(['claim.decided', 'claim.requested', 'release.published']);
  });

  it('is judged by what its manifest says that it extends and returns', async () => {
    const permissions = { data: [], egressHosts: [], mints: ['LegalEntity'] };
    await publish(department, { manifest: { extends: ['AdminDivision'], permissions } });
    expect(admission.requests).toMatchObject([{ manifest: { extends: ['AdminDivision'], mints: ['LegalEntity'] } }]);
  });

  it('may return those entities of the city’s that it has leave for and says so', async () => {
    await granted('aqi:LegalEntity');
    const permissions = (mints: string[]) => ({ data: [], egressHosts: [], mints });
    await publish(department, { manifest: { permissions: permissions([]) } });
    await publish(department, {
      manifest: { version: '1.1.0', permissions: permissions(['LegalEntity', 'Resident']) },
    });
    expect(admission.requests.map(({ claims, mintable }) => ({ claims, mintable }))).toEqual([
      { claims: [], mintable: [] },
      { claims: [], mintable: ['LegalEntity'] },
    ]);
  });

  it('twice is one release', async () => {
    const first = (await publish(department)).data.publishRelease;
    const again = (await publish(department)).data.publishRelease;
    expect(again).toEqual({ ...first, isRepeat: true });
    expect(admission.requests).toHaveLength(1);
    expect(await department.em().count(PluginRelease)).toBe(1);
  });

  it('never changes, and its version only grows', async () => {
    await publish(department, { manifest: { version: '1.2.0' } });
    const other = { sdl: `${SDL} # other`, manifest: { version: '1.2.0' } };
    expect(messageOf(await publish(department, other))).toContain('published with other content');
    expect(messageOf(await publish(department, { manifest: { version: '1.1.9' } }))).toContain('not higher than 1.2.0');
    expect((await publish(department, { manifest: { version: '1.2.1' } })).data.publishRelease.accepted).toBe(true);
  });

  it('and refused leaves its digest and the rules in the audit, and nothing else', async () => {
    const before = await department.em().count(AuditEntry);
    const { data, errors } = await publish(department, { sdl: 'type Query { aqi_index: Float! }' });
    expect(errors).toBeUndefined();
    expect(data.publishRelease).toMatchObject({
      accepted: false,
      release: null,
      findings: [{ rule: 'NONNULL', severity: 'error', line: 3, fix: 'Make it Float.' }],
    });
    expect(await department.em().count(PluginRelease)).toBe(0);
    expect(await department.em().count(OutboxEvent)).toBe(0);
    const [attempt, ...rest] = await department.em().find(AuditEntry, { sequence: { $gt: before } });
    expect(rest).toEqual([]);
    expect(JSON.parse(attempt?.record ?? '')).toMatchObject({
      act: 'publishRelease',
      target: 'air-quality@1.0.0',
      reason: 'refused: NONNULL',
    });
    expect(attempt?.record).not.toContain('Float!');
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'another id',
      { id: 'city.air-lab.dust', subgraph: 'dust' },
      'id: it is city.air-lab.air-quality, not city.air-lab.dust',
    ],
    ['another publisher', { publisher: 'dust-lab', id: 'city.dust-lab.air-quality' }, 'it is city.air-lab.air-quality'],
    ['another namespace', { namespace: 'dust' }, 'namespace: it is aqi'],
    ['another subgraph', { subgraph: 'dust' }, 'id: city.air-lab.air-quality names another plugin than dust'],
    [
      'an address within',
      { runtime: { stable: { url: 'https://10.0.0.1/' }, sandbox: { url: 'https://a.example/' } } },
      'names an address that is not public',
    ],
    [
      'an address in the clear',
      { runtime: { stable: { url: 'http://a.example/' }, sandbox: { url: 'https://a.example/' } } },
      'runtime.stable.url: ',
    ],
    ['a key nobody knows', { runtimes: {} }, 'Did you mean runtime?'],
  ])('with %s is refused before anybody judges it', async (_, manifest, sentence) => {
    const answer = await publish(department, { manifest });
    expect(codeOf(answer)).toBe('BAD_USER_INPUT');
    expect(messageOf(answer)).toContain(sentence);
    expect(admission.requests).toEqual([]);
    expect(await department.em().count(PluginRelease)).toBe(0);
  });

  it('comes from members who publish, of a publisher that may', async () => {
    expect(codeOf(await publish(department, { viewer: vendors.eve }))).toBe('FORBIDDEN');
    expect(codeOf(await publish(department, { viewer: people.admin }))).toBe('FORBIDDEN');
    expect(codeOf(await publish(department, { viewer: people.nobody }))).toBe('UNAUTHENTICATED');
    const none = { plugin: 'none', manifest: { id: 'city.air-lab.none' }, viewer: vendors.eve };
    expect(codeOf(await publish(department, none))).toBe('FORBIDDEN');
    await run(people.admin, 'mutation { suspendPublisher(publisher: "air-lab", reason: "Spam.") { handle } }');
    expect(messageOf(await publish(department))).toContain('is suspended');
  });

  it('is not stored when what it was judged by changed meanwhile', async () => {
    admission.meanwhile = async () => {
      await run(people.admin, 'mutation { suspendPublisher(publisher: "air-lab", reason: "Spam.") { handle } }');
    };
    expect(messageOf(await publish(department))).toContain('is suspended');
    expect(await department.em().count(PluginRelease)).toBe(0);
  });

  it('is between its publisher and reviewers until it was approved', async () => {
    const { id } = (await publish(department)).data.publishRelease.release;
    const READ =
      'query R($id: ID!) { pluginRelease(id: $id) { version sdl } pluginReleases(plugin: "air-quality") { nodes { state } } }';
    const seen = async (viewer: Viewer) => {
      const { data } = await run(viewer, READ, { id });
      return [data.pluginRelease?.version, data.pluginRelease?.sdl ?? null, data.pluginReleases.nodes.length];
    };
    expect(await seen(vendors.ada)).toEqual(['1.0.0', SDL, 1]);
    expect(await seen(people.finance)).toEqual(['1.0.0', SDL, 1]);
    expect(await seen(vendors.eve)).toEqual([undefined, null, 0]);
    expect(await seen(people.banker)).toEqual([undefined, null, 0]);
    await move(id, 'SANDBOX', 'IN_REVIEW', 'APPROVED');
    expect(await seen(people.nobody)).toEqual(['1.0.0', null, 1]);
  });
});

describe('the first release of a plugin', () => {
  const dust = { plugin: 'dust-quality', manifest: { id: 'city.air-lab.dust-quality' } };
  const refused = { ...dust, sdl: 'type Query { aqi_index: Float! }' };
  const VERDICT = `query V($p: ID!, $s: String!, $m: String!) { publishVerdict(plugin: $p, sdl: $s, manifest: $m) {
    accepted admitted isRepeat makesPlugin digest release { id } findings { rule } } }`;
  const tried = ({ sdl = SDL, viewer = vendors.ada }: { sdl?: string; viewer?: Viewer } = {}) =>
    run(viewer, VERDICT, {
      p: dust.plugin,
      s: sdl,
      m: JSON.stringify(manifestOf({ subgraph: dust.plugin, ...dust.manifest })),
    });
  const stands = async () => {
    const em = department.em();
    const names = { kind: 'plugin' as const, name: dust.plugin };
    return {
      plugins: await em.count(Plugin, { name: dust.plugin }),
      names: await em.count(TakenName, names),
      releases: await em.count(PluginRelease),
      acts: await em.count(AuditEntry),
    };
  };

  it('makes the plugin as its manifest describes it', async () => {
    expect((await publish(department, dust)).data.publishRelease).toMatchObject({ accepted: true });
    const { data } = await run(
      people.nobody,
      '{ plugin(name: "dust-quality") { id namespace title description publisher { handle } } }',
    );
    expect(data.plugin).toEqual({
      id: 'city.air-lab.dust-quality',
      namespace: 'aqi',
      title: 'Air quality',
      description: 'Air quality of each district',
      publisher: { handle: 'air-lab' },
    });
    expect(await verifyAudit(department.em())).toMatchObject({ intact: true });
  });

  it('that is refused takes no name: the document is mended, and the name is still there for whoever comes', async () => {
    const before = await stands();
    expect((await publish(department, refused)).data.publishRelease).toMatchObject({ accepted: false });
    expect(await stands()).toEqual({ ...before, acts: before.acts + 1 });
    expect((await publish(department, dust)).data.publishRelease).toMatchObject({ accepted: true });
  });

  it('is told beforehand what would become of it, and nothing is written', async () => {
    const before = await stands();
    const verdicts = [(await tried()).data.publishVerdict, (await tried({ sdl: refused.sdl })).data.publishVerdict];
    expect(verdicts).toMatchObject([
      { accepted: false, admitted: true, makesPlugin: true, release: null, findings: [{ rule: 'URL' }] },
      { accepted: false, admitted: false, makesPlugin: true, release: null, findings: [{ rule: 'NONNULL' }] },
    ]);
    expect(await stands()).toEqual(before);
    const { release } = (await publish(department, dust)).data.publishRelease;
    expect(release.digest).toBe(verdicts[0].digest);
    expect((await tried()).data.publishVerdict).toMatchObject({ accepted: true, isRepeat: true, makesPlugin: false });
  });

  it.each([
    ['by somebody else', { ...dust, viewer: vendors.eve }, 'FORBIDDEN'],
    ['by nobody', { ...dust, viewer: people.nobody }, 'UNAUTHENTICATED'],
    ['under a namespace of somebody else', { ...dust, manifest: { ...dust.manifest, namespace: 'dust' } }, 'FORBIDDEN'],
    [
      'by a name that looks like one that is taken',
      { plugin: 'alr-quality', manifest: { id: 'city.air-lab.alr-quality' } },
      'CONFLICT',
    ],
    ['by a name of the city’s', { plugin: 'health', manifest: { id: 'city.air-lab.health' } }, 'BAD_USER_INPUT'],
    ['by another id than it would get', { plugin: 'dust-quality' }, 'BAD_USER_INPUT'],
  ])('%s is refused before anybody judges it', async (_, release, code) => {
    const before = await stands();
    expect(codeOf(await publish(department, release))).toBe(code);
    expect(admission.requests).toEqual([]);
    expect(await stands()).toEqual(before);
  });
});

describe('a release', () => {
  const withdraw = (id: string, viewer: Viewer = vendors.ada) =>
    run(viewer, 'mutation W($id: ID!) { withdrawRelease(release: $id, reason: "It is wrong.") { state } }', { id });

  it('is taken back for good, and its version never given again', async () => {
    const { id } = (await publish(department)).data.publishRelease.release;
    expect(codeOf(await withdraw(id, vendors.eve))).toBe('FORBIDDEN');
    expect(codeOf(await withdraw('rel_none'))).toBe('FORBIDDEN');
    expect((await withdraw(id)).data.withdrawRelease.state).toBe('WITHDRAWN');
    expect((await withdraw(id)).data.withdrawRelease.state).toBe('WITHDRAWN');
    expect(codeOf(await publish(department, { sdl: `${SDL} # new` }))).toBe('CONFLICT');
  });

  it('in canary is rolled back first', async () => {
    const { id } = (await publish(department)).data.publishRelease.release;
    await move(id, 'SANDBOX', 'IN_REVIEW', 'APPROVED', 'CANARY');
    expect(messageOf(await withdraw(id))).toContain('is CANARY, and cannot become WITHDRAWN');
  });

  it('changes its state once of two decisions', async () => {
    const { id } = (await publish(department)).data.publishRelease.release;
    const read = await department.em().findOneOrFail(PluginRelease, { id }, { disableIdentityMap: true });
    await changeReleaseState(department.em(), read, 'SANDBOX', now);
    await expect(changeReleaseState(department.em(), read, 'WITHDRAWN', now)).rejects.toThrow('changed meanwhile');
  });
});

describe('many at once', () => {
  const busy = testSubgraph(withKeys(keys, { client: fakeClient(), admission: fakeAdmission() }), {
    commits: true,
    seed,
    now,
  });

  it('publish, and no release is lost, doubled or out of the chain', async () => {
    await registered(busy);
    await busy.as(vendors.ada).run(CREATE);
    const versions = ['1.0.0', '1.0.1', '1.0.2', '1.0.3'];
    const send = () =>
      Promise.all([...versions, ...versions].map((version) => publish(busy, { manifest: { version } })));
    const answers = [...(await send()), ...(await send())];
    const accepted = answers.flatMap(({ data }) =>
      data?.publishRelease?.accepted ? [data.publishRelease.release] : [],
    );
    for (const { errors = [] } of answers)
      for (const { extensions } of errors) expect(extensions.code).toBe('CONFLICT');
    const stored = await busy.em().find(PluginRelease, {});
    expect(new Set(accepted.map(({ id }) => id))).toEqual(new Set(stored.map(({ id }) => id)));
    expect(stored.map(({ version }) => version)).toContain('1.0.3');
    expect(await verifyAudit(busy.em())).toMatchObject({ intact: true, entries: 2 + stored.length });
  });

  it('bring the same plugin with its first release, and it is there once', async () => {
    await registered(busy, { handle: 'dust-lab', namespace: 'dust' });
    const first = {
      plugin: 'dust-quality',
      manifest: { id: 'city.dust-lab.dust-quality', publisher: 'dust-lab', namespace: 'dust' },
    };
    const answers = await Promise.all(Array.from({ length: 6 }, () => publish(busy, first)));
    for (const { errors = [] } of answers)
      for (const { extensions } of errors) expect(extensions.code).toBe('CONFLICT');
    const made = answers.filter(({ data }) => data?.publishRelease?.accepted && !data.publishRelease.isRepeat);
    expect(made).toHaveLength(1);
    expect(await busy.em().count(PluginRelease, { plugin: 'dust-quality' })).toBe(1);
    expect(await busy.em().count(TakenName, { kind: 'plugin', name: 'dust-quality' })).toBe(1);
  });
});
