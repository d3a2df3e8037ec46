import type { Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { readWanted } from '../graph-set/read-wanted.ts';
import { withKeys } from '../index.ts';
import { addUsage } from '../operation-usage/add-usage.ts';
import { pluginPolicies } from '../policy/plugin-policies.ts';
import { Rollout } from '../rollout/rollout.entity.ts';
import { policyOf } from '../testing/policy-of.ts';
import {
  admitting,
  departmentsOfStory,
  makePlugin,
  makePublisher,
  makeRelease,
  vendor,
} from '../testing/release-story.ts';
import { keys, now, people } from '../testing/story.ts';
import { PluginRelease } from './plugin-release.entity.ts';

const OUT = `mutation O($id: ID!, $r: String!, $u: Boolean! = false) { takeOutRelease(release: $id, reason: $r, inUse: $u) { state } }`;
const SWITCH = (act: string) => `mutation S($p: String!, $r: String!) { ${act}(plugin: $p, reason: $r) }`;
const START = 'mutation { startRollout(plugin: "air", version: "2.0.0") { id } }';
const owner = officer({ agency: 'x', subject: vendor.owner, roles: ['resident'] });

describe('what an administrator takes out', () => {
  const department = testSubgraph(withKeys(keys, { admission: admitting }), {
    now,
    async seed(em) {
      await makePublisher(em);
      for (const plugin of ['air', 'bus']) await makePlugin(em, plugin);
      await importFirstParty(em, departmentsOfStory, now);
    },
  });
  const em = () => department.em();
  const run = async (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) => {
    const { data, errors } = await department.as(viewer).run(document, variables);
    return errors ? { code: errors[0]?.extensions.code, message: errors[0]?.message } : data;
  };
  const inSandbox = async () =>
    ((await readWanted(em())).sandbox ?? []).flatMap(({ name, subgraph }) =>
      subgraph.tier === 'vendor' ? [name] : [],
    );
  const stateOf = async (id: string) =>
    (await em().findOneOrFail(PluginRelease, { id }, { disableIdentityMap: true })).state;
  const said = { r: 'It sends what it reads elsewhere.' };

  it('leaves the sandbox while the plugin is switched off or its publisher suspended, and comes back', async () => {
    await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'PUBLISHED' });
    await makeRelease(em(), { plugin: 'bus', version: '1.0.0', state: 'PUBLISHED' });
    const number = async () => (await readWanted(em())).number;
    const before = await number();
    await run(people.admin, SWITCH('killPlugin'), { p: 'air', ...said });
    expect(await inSandbox()).toEqual(['bus']);
    // Graphs follow: it is a change like every other.
    expect(await number()).toBe(before + 1);
    await run(people.admin, SWITCH('restorePlugin'), { p: 'air', ...said });
    expect((await inSandbox()).sort()).toEqual(['air', 'bus']);
    await run(
      people.admin,
      'mutation($r: String!) { suspendPublisher(publisher: "airlab", reason: $r) { handle } }',
      said,
    );
    expect(await inSandbox()).toEqual([]);
    expect(await number()).toBe(before + 3);
  });

  it('is gone for good, with its reason in the audit, and for nobody but administrators to do', async () => {
    const { id } = await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'SANDBOX' });
    expect(await run(owner, OUT, { id, ...said })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await run(people.admin, OUT, { id, r: 'no' })).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await run(people.admin, OUT, { id: 'rel_none', ...said })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await stateOf(id)).toBe('SANDBOX');
    for (const _ of ['once', 'twice'])
      expect(await run(people.admin, OUT, { id, ...said })).toEqual({ takeOutRelease: { state: 'WITHDRAWN' } });
    expect(await inSandbox()).toEqual([]);
    const acts = (await em().find(AuditEntry, {})).map(({ record }) => JSON.parse(record));
    expect(acts.filter(({ act }) => act === 'takeOutRelease')).toMatchObject([{ target: id, reason: said.r }]);
  });

  it('stays switched off at the gateways, which may have it in their graph for a while', async () => {
    const policy = async () => (await policyOf(em(), keys.subjectSecret, now)).plugins.air;
    const { id } = await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'STABLE' });
    await run(people.admin, SWITCH('killPlugin'), { p: 'air', ...said });
    const killed = await policy();
    expect(killed).toMatchObject({ disabled: said.r });
    await run(people.admin, OUT, { id, ...said, u: true });
    expect(await policy()).toEqual(killed);
    await run(
      people.admin,
      'mutation($r: String!) { suspendPublisher(publisher: "airlab", reason: $r) { handle } }',
      said,
    );
    expect(await policy()).toEqual(killed);
  });

  it('gets nothing of what its plugin was granted, however long a gateway has it', async () => {
    const { id } = await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'STABLE' });
    await run(people.admin, OUT, { id, ...said, u: true });
    expect((await pluginPolicies(em(), new Set(['air']))).air).toMatchObject({ disabled: null, approved: [] });
  });

  it('is taken from everybody once who asks for it is said', async () => {
    const { id } = await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'STABLE' });
    const asked = { app: 'app-lender', digest: 'd'.repeat(64), operationName: 'Air', coordinates: ['Query.air'] };
    await addUsage(em(), [{ ...asked, count: 7, errors: 0, cost: 40 }], now);
    expect(await run(people.admin, OUT, { id, ...said })).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/Query\.air .* was asked for .* times in 30 days, by 1 app.*inUse: true/),
    });
    expect(await stateOf(id)).toBe('STABLE');
    expect(await run(people.admin, OUT, { id, ...said, u: true })).toEqual({ takeOutRelease: { state: 'WITHDRAWN' } });
    expect((await readWanted(em())).stable.map(({ name }) => name)).toEqual(['energy', 'finance']);
  });

  it('is taken from those whom it is tried on', async () => {
    const { id } = await makeRelease(em(), { plugin: 'air', version: '2.0.0' });
    await run(owner, START);
    expect(await run(people.admin, OUT, { id, ...said })).toEqual({ takeOutRelease: { state: 'WITHDRAWN' } });
    expect(await em().find(Rollout, {})).toMatchObject([{ state: 'ROLLED_BACK', reason: said.r }]);
  });
});
