import { setTimeout as sleep } from 'node:timers/promises';
import type { WantedGrant } from './demo-vendor.ts';
import { type FrontDesk, Refused } from './front-desk.ts';
import type { Publishing } from './settle-publisher.ts';

/** A graph is composed, tried by the canary and taken by the gateway within. */
const COMPOSED_MS = 120_000;
const GRANT_DAYS = 365;

interface ReleaseSeen {
  readonly id: string;
  readonly version: string;
  readonly digest: string;
  readonly state: string;
}

/**
 * Brings the manifest's version to everybody: publish, submit, approve, try with all, promote; and asks for the data it declares. Goes on from wherever the release stands.
 * Answers whether there was anything left to do.
 * @throws Error when the hub refuses a step, or the city's people decided otherwise
 */
export async function settleRelease(publishing: Publishing, signal: AbortSignal): Promise<boolean> {
  const { manifest } = publishing;
  let isSettled = true;
  let release = await publishOnce(publishing);
  await settleGrants(publishing);
  for (const until = Date.now() + COMPOSED_MS; ; ) {
    const { state } = release;
    if (state === 'STABLE' || state === 'SUPERSEDED') return !isSettled;
    isSettled = false;
    if (state === 'PUBLISHED' || state === 'SANDBOX' || state === 'IN_REVIEW') await review(publishing, release);
    else if (state === 'APPROVED' || state === 'CANARY') await rollOut(publishing, signal);
    else if (state === 'ROLLED_BACK') await rollOutAgain(publishing, signal);
    else throw new Error(`release ${manifest.version} is ${state}`);
    if (Date.now() > until) throw new Error(`release ${manifest.version} is still ${state}`);
    release = (await releaseOf(publishing)) ?? release;
  }
}

/** The manifest's version, published now if it was not. A plugin's first release makes the plugin. */
export const publishOnce = async (publishing: Publishing): Promise<ReleaseSeen> =>
  (await releaseOf(publishing)) ?? (await publish(publishing));

async function releaseOf({ desk, vendor, manifest }: Publishing): Promise<ReleaseSeen | null> {
  const { nodes } = await desk.ask<{ nodes: readonly ReleaseSeen[] }>(
    vendor.person,
    'query R($p: ID!) { pluginReleases(plugin: $p, first: 100) { nodes { id version digest state } } }',
    { p: manifest.subgraph },
  );
  return nodes.find(({ version }) => version === manifest.version) ?? null;
}

interface Verdict {
  readonly release: ReleaseSeen | null;
  readonly findings: readonly { readonly rule: string; readonly message: string }[];
}

async function publish({ desk, vendor, manifest, sdl }: Publishing): Promise<ReleaseSeen> {
  const { release, findings } = await desk.ask<Verdict>(
    vendor.person,
    `mutation P($p: ID!, $s: String!, $m: String!) { publishRelease(plugin: $p, sdl: $s, manifest: $m) {
      release { id version digest state } findings { rule message } } }`,
    { p: manifest.subgraph, s: sdl, m: JSON.stringify(manifest) },
  );
  if (release) return release;
  throw new Error(`admission refused it: ${findings.map(({ rule, message }) => `${rule} ${message}`).join(' ')}`);
}

/** Handed in by the vendor, approved by one administrator, or by two where it takes two. */
async function review({ desk, vendor }: Publishing, { id, digest }: ReleaseSeen): Promise<void> {
  const opened = await desk.ask<{ id: string; egressDigest: string }>(
    vendor.person,
    'mutation S($r: ID!) { submitRelease(release: $r) { id egressDigest } }',
    { r: id },
  );
  for (const administrator of ['admin', 'admin2']) {
    const { state } = await desk.ask<{ state: string }>(
      administrator,
      'mutation A($r: ID!, $d: String!, $e: String) { approveRelease(review: $r, digest: $d, egressDigest: $e) { state } }',
      { r: opened.id, d: digest, e: opened.egressDigest },
    );
    if (state === 'APPROVED') return;
  }
}

async function rollOut({ desk, vendor, manifest }: Publishing, signal: AbortSignal): Promise<void> {
  const { id } = await desk.ask<{ id: string }>(
    'admin',
    'mutation R($p: String!, $v: String!) { startRollout(plugin: $p, version: $v, percent: 100) { id } }',
    { p: manifest.subgraph, v: manifest.version },
  );
  // Who promotes what nobody was served yet has tried nothing.
  for (const until = Date.now() + COMPOSED_MS; ; await sleep(500, undefined, { signal })) {
    if (await desk.ask(vendor.person, 'query T($t: String!) { __type(name: $t) { name } }', { t: vendor.type })) break;
    const { state, reason } = await desk.ask<{ state: string; reason: string | null }>(
      'admin',
      'query R($id: ID!) { rollout(id: $id) { state reason } }',
      { id },
    );
    if (state !== 'RUNNING') throw new TakenBack(`its rollout is ${state}: ${reason ?? 'nobody says why'}`);
    if (Date.now() > until) throw new Error(`its rollout was not served within ${COMPOSED_MS / 1000} s`);
  }
  await promote(desk, id, signal);
}

/**
 * The first start of the demo city waits for nobody to call: the desk's administrator says so, and the audit has it. Another plugin's promotion changes the stable graph under a rollout: it is promoted once its own
 * was made of the new one and tried.
 */
async function promote(desk: FrontDesk, id: string, signal: AbortSignal): Promise<void> {
  for (const until = Date.now() + COMPOSED_MS; ; await sleep(500, undefined, { signal })) {
    try {
      await desk.ask('admin', 'mutation P($id: ID!) { promoteRollout(id: $id, emergency: true) { state } }', { id });
      return;
    } catch (error) {
      const waits =
        error instanceof Refused && error.code === 'CONFLICT' && error.message.includes('may not be promoted');
      if (!waits || Date.now() > until) throw error;
    }
  }
}

/** What the registry takes back by itself: a graph that took too long on a busy machine, or a server that was not up. */
export class TakenBack extends Error {}

const BY_ITSELF = 'citygraph:registry';

interface RolloutSeen {
  readonly changedBy: string | null;
  readonly reason: string | null;
}

/** What the hub took back is tried once more, as an administrator may; what a person took back is that person's word. */
async function rollOutAgain(publishing: Publishing, signal: AbortSignal): Promise<void> {
  const { desk, manifest } = publishing;
  const { nodes } = await desk.ask<{ nodes: readonly RolloutSeen[] }>(
    'admin',
    'query R($p: String!) { rollouts(plugin: $p, first: 1) { nodes { changedBy reason } } }',
    { p: manifest.subgraph },
  );
  const [{ changedBy, reason } = { changedBy: null, reason: null }] = nodes;
  if (changedBy !== BY_ITSELF)
    throw new Error(
      `release ${manifest.version} was rolled back by ${changedBy ?? 'somebody'}: ${reason ?? 'no reason'}`,
    );
  await desk.ask('admin', 'mutation C($r: String!) { recomposeGraphs(reason: $r) }', {
    r: `Its release is tried again: ${reason ?? 'it was taken back'}`.slice(0, 400),
  });
  await rollOut(publishing, signal);
}

interface GrantSeen {
  readonly id: string;
  readonly purpose: string;
  readonly status: string;
}

/** Asks the owners for what the manifest declares, once for each purpose; they decide. A grant that somebody refused or took back is not asked for again. */
async function settleGrants(publishing: Publishing): Promise<void> {
  const { desk, vendor, manifest } = publishing;
  if (vendor.grants.length === 0) return;
  const { nodes } = await desk.ask<{ nodes: readonly GrantSeen[] }>(
    vendor.person,
    'query G($p: ID) { dataGrants(plugin: $p, first: 100) { nodes { id purpose status } } }',
    { p: manifest.subgraph },
  );
  for (const wanted of vendor.grants) {
    const known = nodes.filter(({ purpose }) => purpose === wanted.purpose);
    const grants = known.length > 0 ? known : await request(publishing, wanted);
    for (const { id, status } of grants) if (status === 'REQUESTED') await decide(publishing, id, wanted);
  }
}

async function request({ desk, vendor, manifest }: Publishing, { purpose, reason }: WantedGrant): Promise<GrantSeen[]> {
  return await desk.ask<GrantSeen[]>(
    vendor.person,
    `mutation R($p: ID!, $c: [String!]!, $u: String!, $r: String!, $t: DateTime!, $d: Int!) { requestDataGrant(
      plugin: $p, coordinates: $c, purpose: $u, reason: $r, until: $t, retentionDays: $d) { id purpose status } }`,
    {
      p: manifest.subgraph,
      c: manifest.permissions.data.map(({ coordinate }) => coordinate),
      u: purpose,
      r: reason,
      t: new Date(Date.now() + GRANT_DAYS * 86_400_000).toISOString(),
      d: 0,
    },
  );
}

/** In the owner's stead; two persons where one is not enough. */
async function decide({ desk }: Publishing, id: string, { needsConsent }: WantedGrant): Promise<void> {
  for (const administrator of ['admin', 'admin2']) {
    const { status } = await desk.ask<{ status: string }>(
      administrator,
      'mutation D($id: ID!, $c: Boolean!) { decideDataGrant(id: $id, decision: APPROVE, needsConsent: $c) { status } }',
      { id, c: needsConsent },
    );
    if (status === 'ACTIVE') return;
  }
}
