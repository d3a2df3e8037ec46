import { digestOfPayload, type PluginManifest, type Viewer, withLineFeeds } from '@citygraph/contract';
import { findRows, idempotent, newId, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { opened } from '../breaking-change/ask-to-break.ts';
import { brokenBy } from '../breaking-change/broken-by.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import type { GuardedClient } from '../guarded-client.ts';
import { announce } from '../outbox/announce.ts';
import { reasonText } from '../plain-text.ts';
import type { OwnPlugin } from '../plugin/load-plugin.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { subjectOf } from '../publisher/load-publisher.ts';
import { whyOnlySandbox, withDomains } from '../publisher/runs-there.ts';
import { wrong } from '../wrong.ts';
import type { Admission, AdmissionVerdict } from './admission.ts';
import { admissionRequestOf, claimsOf, type PreparedRequest, type Submitted } from './admission-request.ts';
import { assertQuota } from './assert-quota.ts';
import { groundOf } from './judge-anew.ts';
import { PluginRelease } from './plugin-release.entity.ts';
import { assertNewVersion } from './plugin-release.rules.ts';
import { asMember, type PublishRight } from './publish-right.ts';
import { readManifest } from './read-manifest.ts';
import { siblingsOf } from './siblings-of.ts';

/** More is refused before anything reads it; admission's own limit is lower. */
const LARGEST_SDL = 512 * 1024;

const Breaking = z.strictObject({ breaking: reasonText });
type Runtime = Pick<PluginRelease, 'stableUrl' | 'sandboxUrl'>;

export interface PublishInput {
  readonly plugin: string;
  readonly sdl: string;
  /** JSON. */
  readonly manifest: string;
  /** Why clients should lose what they ask for; null: they should not, and a document that breaks something is refused. */
  readonly breaking: string | null;
}

export interface PublishPorts {
  readonly admission: Admission;
  readonly client: GuardedClient;
  /** Default: who asks is a member. */
  readonly right?: PublishRight;
}

export interface PublishAnswer {
  /** What became of it; null: admission refused it. */
  readonly releaseId: string | null;
  /** This very release was published before. */
  readonly isRepeat: boolean;
  /** `digestOfPayload` of plugin, version, SDL and manifest. */
  readonly digest: string;
  /** It is the first release, and makes the plugin. */
  readonly makesPlugin: boolean;
  readonly verdict: Pick<AdmissionVerdict, 'admitted' | 'findings' | 'egress'>;
}

/**
 * Publishes an immutable release. Admission judges it while nothing is held; then one transaction stores it whole, if all that was judged by still holds. What
 * admission refuses leaves its digest and the names of the rules in the audit, and nothing else. The same release again answers as the first time. The first
 * release of a plugin makes the plugin as its manifest describes it, both or neither.
 */
export async function publishRelease(
  em: EntityManager,
  viewer: Viewer,
  input: PublishInput,
  ports: PublishPorts,
  now: Date,
): Promise<PublishAnswer> {
  const { right = asMember } = ports;
  const { judged, answer } = await judge(em, viewer, input, { ...ports, right }, now);
  if (judged === null) return answer;
  const { plugin: name } = input;
  const { manifest, submitted, claims, replaces, ground, breaking, verdict } = judged;
  const { version } = manifest;
  const { digest } = answer;
  const { composedSdl, findings, egress } = verdict;
  if (!verdict.admitted || composedSdl === null) {
    const rules = [...new Set(findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule))];
    const reason = `refused: ${rules.join(', ')}`.slice(0, 1_000);
    const attempt = {
      act: 'publishRelease',
      target: `${name}@${version}`,
      reason,
      before: null,
      after: { digest, rules },
    };
    // A no is remembered for a while and costs nothing: asked for again and again, it is one attempt, or anybody could fill the audit with it.
    const once = { operation: 'refusedRelease', key: null, viewer, input: { name, digest, rules }, now };
    await idempotent(em, once, async (inner) => {
      await audit(inner, viewer, attempt, now);
      return digest;
    });
    return answer;
  }
  return transact(em, async (inner): Promise<PublishAnswer> => {
    await holdGraphs(inner);
    const held = await right.hold({ em: inner, viewer, name, manifest, now });
    const again = sameRelease(await releasesOf(inner, name), version, digest);
    if (again !== null) return repeatOf(inner, again);
    if ((await claimsOf(inner, held.publisher.id)).join() !== claims.join()) {
      throw wrong(
        'CONFLICT',
        'plugin',
        `the names granted to ${held.publisher.handle} changed meanwhile; publish again.`,
      );
    }
    const release = {
      id: newId('rel_'),
      ...submitted,
      digest,
      composedSdl,
      findings,
      egress,
      stoppedBy: null,
      judgedGround: (await groundOf(inner, held.publisher.id)) === ground ? ground : null,
      state: 'PUBLISHED' as const,
      publishedBy: subjectOf(viewer),
      publishedAt: now,
      changedAt: now,
      revision: 1,
    };
    await inner.insert(PluginRelease, release);
    await wantGraphs(inner, viewer, { act: 'publishRelease', plugin: name, release: digest }, now);
    const taken = brokenBy(findings, composedSdl);
    if (breaking !== null && taken.length > 0) {
      await opened(inner, viewer, { release, kind: 'RELEASE', replaces, taken, reason: breaking }, now);
    }
    await announce(inner, 'release.published', { plugin: name, version, release: digest }, now);
    const after = { digest, version, state: release.state };
    await audit(inner, viewer, { act: 'publishRelease', target: release.id, before: null, after }, now);
    // Gateways know a plugin by the release that serves, or by its latest.
    await touchPolicy(inner, now);
    return { ...answer, releaseId: release.id, makesPlugin: held.isNew };
  });
}

/** What publishing would answer at this moment, by the same checks. Nothing is written, not even in the audit. */
export async function tryRelease(
  em: EntityManager,
  viewer: Viewer,
  input: PublishInput,
  ports: PublishPorts,
  now: Date,
): Promise<PublishAnswer> {
  return (await judge(em, viewer, input, { right: asMember, ...ports }, now)).answer;
}

interface Judged extends Pick<PreparedRequest, 'claims' | 'replaces'> {
  readonly manifest: PluginManifest;
  readonly submitted: Submitted & Runtime;
  /** What it was judged by. */
  readonly ground: string;
  readonly breaking: string | null;
  readonly verdict: AdmissionVerdict;
}

/** `judged` is null where there is nothing to store: this very release is published. */
async function judge(
  em: EntityManager,
  viewer: Viewer,
  { plugin: name, sdl: given, manifest: text, breaking: said }: PublishInput,
  { admission, client, right }: Required<PublishPorts>,
  now: Date,
): Promise<{ readonly judged: Judged | null; readonly answer: PublishAnswer }> {
  subjectOf(viewer);
  if (!given.isWellFormed() || Buffer.byteLength(given) > LARGEST_SDL) {
    throw wrong('BAD_USER_INPUT', 'sdl', `give well-formed text of at most ${LARGEST_SDL / 1024} KiB.`);
  }
  // Who asks without the command may have checked it out on Windows: one document is one release. A manifest's own line ends are lost as its JSON is read.
  const sdl = withLineFeeds(given);
  const breaking = said === null ? null : validate(Breaking, { breaking: said }).breaking;
  const { manifest, written } = readManifest(text);
  const own = await right.find({ em, viewer, name, manifest, now });
  assertOfPlugin(manifest, own);
  assertUrls(manifest, client);
  const { version } = manifest;
  const digest = digestOfPayload({ plugin: name, version, sdl, manifest: written });
  const known = sameRelease(await releasesOf(em, name), version, digest);
  if (known !== null) return { judged: null, answer: await repeatOf(em, known) };
  const submitted = {
    plugin: name,
    version,
    sdl,
    manifest: written,
    stableUrl: manifest.runtime.stable.url,
    sandboxUrl: manifest.runtime.sandbox.url,
    terms: { limits: manifest.limits ?? {}, persons: personsOf(manifest) },
  };
  await assertQuota(em, own.publisher, now);
  const ground = await groundOf(em, own.publisher.id);
  const { request, claims, replaces } = await admissionRequestOf(em, own, submitted, { force: breaking !== null });
  const siblings = await siblingsOf(em, own.publisher, name);
  const verdict = withRuntime(
    await admission.admit({ ...request, siblings, ground }),
    whyOnlySandbox(await withDomains(em, own.publisher), submitted),
  );
  const answer = { releaseId: null, isRepeat: false, digest, makesPlugin: own.isNew, verdict };
  return { judged: { manifest, submitted, claims, replaces, ground, breaking, verdict }, answer };
}

/** What runs on a domain that nobody proved is tried in the sandbox, and nowhere else: better said now than after weeks of review. */
function withRuntime(verdict: AdmissionVerdict, why: string | null): AdmissionVerdict {
  if (why === null || !verdict.admitted) return verdict;
  const place = { coordinate: null, line: null, column: null };
  const fix = 'Do so before you submit it: no rollout begins before.';
  const warning = { rule: 'URL', severity: 'warning' as const, message: why, fix, ...place };
  return { ...verdict, findings: [...verdict.findings, warning] };
}

/** What the manifest says of itself is what the registry knows. */
function assertOfPlugin(
  { id, publisher: handle, namespace, subgraph }: PluginManifest,
  { plugin, publisher }: OwnPlugin,
): void {
  const said = [
    ['id', id, plugin.id],
    ['publisher', handle, publisher.handle],
    ['namespace', namespace, plugin.namespace],
    ['subgraph', subgraph, plugin.name],
  ] as const;
  for (const [key, is, must] of said) {
    if (is !== must) throw wrong('BAD_USER_INPUT', 'manifest', `${key}: it is ${must}, not ${is}.`);
  }
}

function assertUrls({ runtime, support }: PluginManifest, client: GuardedClient): void {
  const urls = [
    ['runtime.stable.url', runtime.stable.url],
    ['runtime.sandbox.url', runtime.sandbox.url],
    ['support.url', support.url],
  ] as const;
  for (const [key, url] of urls) {
    const refusal = url === undefined ? null : client.vet(url);
    if (refusal !== null) throw wrong('BAD_USER_INPUT', 'manifest', `${key}: ${url} ${refusal}.`);
  }
}

const personsOf = ({ permissions: { persons = {} } }: PluginManifest) => persons;

type Known = Pick<PluginRelease, 'id' | 'version' | 'digest'>;

/** Without their documents: a plugin may have hundreds. */
const releasesOf = (em: EntityManager, plugin: string): Promise<Known[]> =>
  findRows(em, PluginRelease, { plugin }, { fields: ['id', 'version', 'digest'] });

async function repeatOf(em: EntityManager, id: string): Promise<PublishAnswer> {
  const { digest, findings, egress } = await em.findOneOrFail(PluginRelease, { id }, { disableIdentityMap: true });
  return { releaseId: id, isRepeat: true, digest, makesPlugin: false, verdict: { admitted: true, findings, egress } };
}

/** The release that this is, published before; null: it is new. @throws CONFLICT when the version is taken by something else, or is not higher than all before */
function sameRelease(published: readonly Known[], version: string, digest: string): string | null {
  const same = published.find((release) => release.version === version);
  if (same?.digest === digest) return same.id;
  if (same) {
    throw wrong(
      'CONFLICT',
      'manifest',
      `version ${version} is published with other content; releases never change, count it up.`,
    );
  }
  assertNewVersion(version, published);
  return null;
}
