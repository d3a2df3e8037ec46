import { mutation, query } from '../hub/operation.ts';
import { FINDING, type Finding } from './plugin.ts';

export interface Workload {
  readonly id: string;
  readonly plugin: string | null;
  readonly name: string | null;
  readonly madeBy: string | null;
  readonly madeAt: string | null;
  readonly until: string | null;
  readonly usedAt: string | null;
  readonly revokedAt: string | null;
}

export const WORKLOADS = query<{ workloads: readonly Workload[] | null }, { plugin: string }>(
  `query Workloads($plugin: ID!) {
    workloads(plugin: $plugin) { id plugin name madeBy madeAt until usedAt revokedAt } }`,
);

export const CREATE_WORKLOAD = mutation<
  { createWorkload: string | null },
  { plugin: string; name: string; publicKey: string; until: string }
>(
  `mutation CreateWorkload($plugin: ID!, $name: String!, $publicKey: String!, $until: DateTime!) {
    createWorkload(plugin: $plugin, name: $name, publicKey: $publicKey, until: $until) }`,
);

/** Revoked again, it stays so. */
export const REVOKE_WORKLOAD = mutation<{ revokeWorkload: string | null }, { id: string }>(
  'mutation RevokeWorkload($id: ID!) { revokeWorkload(id: $id) }',
  true,
);

export const PUBLISH_AS_WORKLOAD = mutation<
  {
    publishAsWorkload: {
      readonly isRepeat: boolean;
      readonly accepted: boolean;
      readonly digest: string;
      readonly findings: readonly Finding[];
    } | null;
  },
  { request: string; sdl: string; manifest: string }
>(
  `mutation PublishAsWorkload($request: String!, $sdl: String!, $manifest: String!) {
    publishAsWorkload(request: $request, sdl: $sdl, manifest: $manifest) {
      isRepeat accepted digest findings { ${FINDING} } } }`,
  true,
);

export interface WorkloadRelease {
  readonly version: string;
  readonly digest: string;
  readonly state: string;
  readonly publishedAt: string;
  /** ACCEPTED, COMPOSED, REFUSED by a gateway, or SERVING. */
  readonly published: string;
}

export const RELEASES_FOR_WORKLOAD = query<
  { releasesForWorkload: readonly WorkloadRelease[] | null },
  { request: string; digest: string | null }
>(
  `query ReleasesForWorkload($request: String!, $digest: ID) {
    releasesForWorkload(request: $request, digest: $digest) { version digest state publishedAt published } }`,
);
