import type { PluginManifest } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import type { DemoVendor } from './demo-vendor.ts';
import { type FrontDesk, Refused } from './front-desk.ts';
import type { Publishing } from './settle-publisher.ts';
import { settleRelease, TakenBack } from './settle-release.ts';

const manifest: PluginManifest = {
  apiVersion: 'citygraph.dev/v1',
  id: 'city.car-works.car',
  version: '1.0.0',
  publisher: 'car-works',
  subgraph: 'car',
  namespace: 'car',
  title: { zh: '车', en: 'Cars' },
  description: { zh: '车', en: 'Cars' },
  extends: ['Vehicle'],
  runtime: { stable: { url: 'http://127.0.0.1:4101' }, sandbox: { url: 'http://127.0.0.1:4101' } },
  dataRegions: ['CN-JL'],
  permissions: {
    data: [{ class: 'S2', coordinate: 'Vehicle.owner', reason: { zh: '车主', en: 'Owners' } }],
    egressHosts: [],
  },
  support: { email: 'help@car-works.example' },
  licence: 'Apache-2.0',
};
const vendor: DemoVendor = {
  name: 'car',
  person: 'vendor-iov',
  publisher: { name: 'Car works', contact: 'help@car-works.example' },
  uscc: '91220100MA1C50023Q',
  claims: [],
  claimReason: '',
  grants: [{ purpose: 'self-service', needsConsent: true, reason: 'To show it to its owner.' }],
  type: 'CarState',
};

/** A registry that does what it is asked, and remembers who asked for what. */
function registry({
  state,
  grants = [],
  findings = [],
  takenBackBy = 'citygraph:registry',
  composes = true,
  conflicts = [],
}: {
  readonly state: string | null;
  readonly grants?: readonly { readonly id: string; readonly purpose: string; readonly status: string }[];
  readonly findings?: readonly object[];
  /** Who took the last rollout back. */
  readonly takenBackBy?: string;
  readonly composes?: boolean;
  /** What the registry says to the first promotions. */
  readonly conflicts?: string[];
}) {
  let release = state === null ? null : { id: 'rel_1', version: '1.0.0', digest: 'd1', state };
  let approvals = 0;
  const acts: string[] = [];
  const answers: Record<string, () => unknown> = {
    pluginReleases: () => ({ nodes: release ? [release] : [] }),
    publishRelease: () => {
      if (findings.length === 0) release = { id: 'rel_1', version: '1.0.0', digest: 'd1', state: 'PUBLISHED' };
      return { release, findings };
    },
    submitRelease: () => {
      if (release) release = { ...release, state: 'IN_REVIEW' };
      return { id: 'rev_1' };
    },
    approveRelease: () => {
      approvals += 1;
      if (release && approvals === 2) release = { ...release, state: 'APPROVED' };
      return { state: approvals === 2 ? 'APPROVED' : 'OPEN' };
    },
    startRollout: () => ({ id: 'rol_1' }),
    rollouts: () => ({ nodes: [{ changedBy: takenBackBy, reason: 'It took too long.' }] }),
    recomposeGraphs: () => 1,
    rollout: () => ({ state: 'ROLLED_BACK', reason: 'It took too long.' }),
    __type: () => (composes ? { name: 'CarState' } : null),
    promoteRollout: () => {
      if (conflicts.length > 0) throw new Refused(conflicts.shift() ?? '', 'CONFLICT');
      if (release) release = { ...release, state: 'STABLE' };
      return { state: 'PROMOTED' };
    },
    dataGrants: () => ({ nodes: grants }),
    requestDataGrant: () => [{ id: 'grt_1', purpose: 'self-service', status: 'REQUESTED' }],
    decideDataGrant: () => ({ status: 'ACTIVE' }),
  };
  const desk: FrontDesk = {
    async ask<T>(person: string, document: string): Promise<T> {
      const field = /\{\s*(\w+)/.exec(document)?.[1] ?? '';
      const answer = answers[field];
      if (!answer) throw new Error(`Nobody expected ${field}.`);
      if (document.startsWith('mutation')) acts.push(`${person} ${field}`);
      return answer() as T;
    },
  };
  const publishing: Publishing = { desk, vendor, manifest, sdl: 'type Query', port: 4101 };
  return { acts, settle: () => settleRelease(publishing, new AbortController().signal) };
}

const GRANTS = ['vendor-iov requestDataGrant', 'admin decideDataGrant'];
const REVIEW = ['vendor-iov submitRelease', 'admin approveRelease', 'admin2 approveRelease'];
const ROLLOUT = ['admin startRollout', 'admin promoteRollout'];

describe('a release', () => {
  it('goes from nothing to everybody, each step by whose it is', async () => {
    const { acts, settle } = registry({ state: null });
    expect(await settle()).toBe(true);
    expect(acts).toEqual(['vendor-iov publishRelease', ...GRANTS, ...REVIEW, ...ROLLOUT]);
  });

  it.each<[string, string[]]>([
    ['SANDBOX', [...GRANTS, ...REVIEW, ...ROLLOUT]],
    ['IN_REVIEW', [...GRANTS, ...REVIEW, ...ROLLOUT]],
    ['APPROVED', [...GRANTS, ...ROLLOUT]],
    ['CANARY', [...GRANTS, ...ROLLOUT]],
  ])('that was left %s goes on from there', async (state, expected) => {
    const { acts, settle } = registry({ state });
    expect(await settle()).toBe(true);
    expect(acts).toEqual(expected);
  });

  it.each(['ACTIVE', 'REFUSED', 'REVOKED'])('that serves is left alone, and its %s grants too', async (status) => {
    const { acts, settle } = registry({ state: 'STABLE', grants: [{ id: 'grt_1', purpose: 'self-service', status }] });
    expect(await settle()).toBe(false);
    expect(acts).toEqual([]);
  });

  it.each(['REJECTED', 'WITHDRAWN'])('that somebody decided is %s is not forced', async (state) => {
    const { acts, settle } = registry({ state });
    await expect(settle()).rejects.toThrow(`release 1.0.0 is ${state}`);
    expect(acts).toEqual(GRANTS);
  });

  it('that the hub took back by itself is composed anew and tried again', async () => {
    const { acts, settle } = registry({ state: 'ROLLED_BACK' });
    expect(await settle()).toBe(true);
    expect(acts).toEqual([...GRANTS, 'admin recomposeGraphs', ...ROLLOUT]);
  });

  it('is promoted again once its graph follows what another’s promotion changed', async () => {
    const { acts, settle } = registry({ state: 'CANARY', conflicts: ['Rollout rol_1 may not be promoted: it waits.'] });
    expect(await settle()).toBe(true);
    expect(acts).toEqual([...GRANTS, ...ROLLOUT, 'admin promoteRollout']);
  });

  it('is not promoted again where something else is in the way', async () => {
    const { settle } = registry({ state: 'CANARY', conflicts: ['Its plugin is switched off.'] });
    await expect(settle()).rejects.toThrow('switched off');
  });

  it('that a person took back stays so', async () => {
    const { acts, settle } = registry({ state: 'ROLLED_BACK', takenBackBy: 'sub-admin' });
    await expect(settle()).rejects.toThrow('release 1.0.0 was rolled back by sub-admin: It took too long.');
    expect(acts).toEqual(GRANTS);
  });

  it('that is taken back while it is tried says why, and is not promoted', async () => {
    const { acts, settle } = registry({ state: 'APPROVED', composes: false });
    await expect(settle()).rejects.toThrow(TakenBack);
    expect(acts).toEqual([...GRANTS, 'admin startRollout']);
  });

  it('that admission refuses says by which rule', async () => {
    const { settle } = registry({ state: null, findings: [{ rule: 'NONNULL', message: 'Make it Int.' }] });
    await expect(settle()).rejects.toThrow('admission refused it: NONNULL Make it Int.');
  });
});
