import { digestOfPayload, type PluginManifest, type Viewer } from '@citygraph/contract';
import { findRows, newId, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { opened } from '../breaking-change/ask-to-break.ts';
import { brokenBy } from '../breaking-change/broken-by.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import type { GuardedClient } from '../guarded-client.ts';
import { announce } from '../outbox/announce.ts';
import { reasonText } from '../plain-text.ts';
import { holdOwnPlugin, loadOwnPlugin, type OwnPlugin } from '../plugin/load-plugin.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { assertNotSuspended, subjectOf } from '../publisher/load-publisher.ts';
import { PUBLISHING } from '../publisher/publisher.rules.ts';
import { whyOnlySandbox } from '../publisher/runs-there.ts';
import { wrong } from '../wrong.ts';
import type { Admission, AdmissionVerdict } from './admission.ts';
import { admissionRequestOf, claimsOf } from './admission-request.ts';
import { assertQuota } from './assert-quota.ts';
import { groundOf } from './judge-anew.ts';
import { PluginRelease } from './plugin-release.entity.ts';
import { assertNewVersion } from './plugin-release.rules.ts';
import { readManifest } from './read-manifest.ts';

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
}

export interface PublishAnswer {
  /** What became of it; null: admission refused it. */
  readonly releaseId: string | null;
  /** This very release was published before. */
  readonly isRepeat: boolean;
  readonly verdict: Pick<AdmissionVerdict, 'findings' | 'egress'>;
}

/**
 * Publishes an immutable release. Admission judges it while nothing is held; then one transaction stores it whole, if all that was judged by still holds. What
 * admission refuses leaves its digest and the names of the rules in the audit, and nothing else. The same release again answers as the first time.
 */
export async function publishRelease(
  em: EntityManager,
  viewer: Viewer,
  { plugin: name, sdl, manifest: text, breaking: said }: PublishInput,
  { admission, client }: PublishPorts,
  now: Date,
): Promise<PublishAnswer> {
  subjectOf(viewer);
  if (!sdl.isWellFormed() || Buffer.byteLength(sdl) > LARGEST_SDL) {
    throw wrong('BAD_USER_INPUT', 'sdl', `give well-formed text of at most ${LARGEST_SDL / 1024} KiB.`);
  }
  const breaking = said === null ? null : validate(Breaking, { breaking: said }).breaking;
  const own = await loadOwnPlugin(em, viewer, name, PUBLISHING);
  assertNotSuspended(own.publisher);
  const { manifest, written } = readManifest(text);
  assertOfPlugin(manifest, own);
  assertUrls(manifest, client);
  const { version } = manifest;
  const digest = digestOfPayload({ plugin: name, version, sdl, manifest: written });
  const known = sameRelease(await releasesOf(em, name), version, digest);
  if (known !== null) return repeatOf(em, known);
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
  const ground = await groundOf(em, name);
  const prepared = await admissionRequestOf(em, own, submitted, { force: breaking !== null });
  const { claims, replaces } = prepared;
  const verdict = withRuntime(await admission.admit(prepared.request), own, submitted);
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
    await transact(em, (inner) => audit(inner, viewer, attempt, now));
    return { releaseId: null, isRepeat: false, verdict };
  }
  return transact(em, async (inner): Promise<PublishAnswer> => {
    await holdGraphs(inner);
    const held = await holdOwnPlugin(inner, viewer, name, PUBLISHING);
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
      judgedGround: (await groundOf(inner, name)) === ground ? ground : null,
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
    return { releaseId: release.id, isRepeat: false, verdict };
  });
}

/** What runs on a domain that nobody proved is tried in the sandbox, and nowhere else: better said now than after weeks of review. */
function withRuntime(verdict: AdmissionVerdict, { publisher }: OwnPlugin, runtime: Runtime): AdmissionVerdict {
  const why = whyOnlySandbox(publisher, runtime);
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
  const { findings, egress } = await em.findOneOrFail(PluginRelease, { id }, { disableIdentityMap: true });
  return { releaseId: id, isRepeat: true, verdict: { findings, egress } };
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
