import { digestOfPayload } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { Plugin } from '../plugin/plugin.entity.ts';
import type { Admission } from '../plugin-release/admission.ts';
import { PluginRelease, type ReleaseState } from '../plugin-release/plugin-release.entity.ts';
import { Publisher, PublisherMember } from '../publisher/publisher.entity.ts';
import { PublisherDomain } from '../publisher/publisher-domain.entity.ts';
import type { Pace } from '../rollout/rollout.rules.ts';

/** When it was published that nobody said a moment for. */
const now = new Date('2026-11-02T09:00:00+08:00');

/** What departments and plugins begin with. */
const HEAD = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@composeDirective"])
  @link(url: "https://citygraph.dev/citygraph/v1.0", import: ["@sensitivity"])
  @composeDirective(name: "@sensitivity")
directive @sensitivity(level: String!, basis: String) on FIELD_DEFINITION | OBJECT
`;

/** Two departments, small enough to compose in a moment. */
export const departmentsOfStory = [
  {
    name: 'energy',
    sdl: `${HEAD}type Query { meters: Int @sensitivity(level: "S1") }
      type LegalEntity @key(fields: "uscc") { uscc: ID!  annualEnergyUse: String @sensitivity(level: "S3") }`,
  },
  {
    name: 'finance',
    sdl: `${HEAD}type Query { legalEntity: LegalEntity @sensitivity(level: "S1") }
      type LegalEntity @key(fields: "uscc") { uscc: ID! @sensitivity(level: "S1")  name: String @sensitivity(level: "S1") }`,
  },
];

/** A plugin of one root field; `type` that is no scalar does not compose. */
export const pluginSdl = (field: string, type = 'Int'): string =>
  `${HEAD}type Query { ${field}: ${type} @sensitivity(level: "S1") }`;

export interface PublisherOfStory {
  readonly id: string;
  readonly handle: string;
  readonly owner: string;
  readonly viewer: string;
}

export const vendor = { id: 'pub_airlab', handle: 'airlab', owner: 'sub-vendor', viewer: 'sub-vendor-viewer' };

/** Another one, by its handle. */
export const vendorNamed = (handle: string): PublisherOfStory => ({
  id: `pub_${handle}`,
  handle,
  owner: `sub-${handle}`,
  viewer: `sub-${handle}-viewer`,
});

/** As a seed, which gets more than it needs. */
export const makePublisher = (em: EntityManager): Promise<void> => makePublisherOf(em, vendor);

/** A publisher with an owner and somebody who may only look. */
export async function makePublisherOf(
  em: EntityManager,
  { id, handle, owner, viewer }: PublisherOfStory,
): Promise<void> {
  const domain = `${handle}.example`;
  await em.insert(Publisher, {
    id,
    handle,
    name: 'Air Lab',
    contact: `ops@${domain}`,
    uscc: null,
    domain,
    verification: 'DOMAIN_PROVED',
    registeredAt: now,
    registeredBy: owner,
    suspended: null,
    version: 1,
  });
  const seen = { token: null, provedAt: now, lookedAt: now, failingSince: null };
  await em.insert(PublisherDomain, { publisherId: id, domain, ...seen });
  for (const [subject, role] of [
    [owner, 'OWNER'],
    [viewer, 'VIEWER'],
  ] as const)
    await em.insert(PublisherMember, { publisherId: id, subject, role, since: now });
}

export async function makePlugin(
  em: EntityManager,
  name: string,
  namespace = name,
  { id, handle }: Pick<PublisherOfStory, 'id' | 'handle'> = vendor,
): Promise<void> {
  await em.insert(Plugin, {
    name,
    id: `city.${handle}.${name}`,
    publisherId: id,
    namespace,
    title: name,
    description: 'Tells of the air.',
    disabled: null,
    disabledBy: null,
    disabledAt: null,
    hopKeyNumber: 1,
    createdAt: now,
    version: 1,
  });
}

export interface ReleaseOfStory {
  readonly plugin: string;
  readonly version: string;
  readonly sdl?: string;
  readonly state?: ReleaseState;
  readonly publishedAt?: Date;
  readonly manifest?: Readonly<Record<string, unknown>>;
}

/** Answers the release's id and digest. */
export async function makeRelease(
  em: EntityManager,
  { plugin, version, sdl = pluginSdl(plugin), state = 'APPROVED', publishedAt = now, manifest = {} }: ReleaseOfStory,
): Promise<{ id: string; digest: string }> {
  const id = `rel_${plugin}_${version}`;
  const digest = digestOfPayload({ plugin, version, sdl, manifest });
  await em.insert(PluginRelease, {
    id,
    plugin,
    version,
    digest,
    sdl,
    composedSdl: sdl,
    manifest,
    stableUrl: `https://${plugin}.airlab.example/graphql`,
    sandboxUrl: `https://${plugin}.airlab.example/sandbox`,
    terms: { limits: {}, persons: {} },
    findings: [],
    egress: [],
    judgedGround: null,
    stoppedBy: null,
    state,
    publishedBy: vendor.owner,
    publishedAt,
    changedAt: publishedAt,
    revision: 1,
  });
  return { id, digest };
}

/** For stories that are about something else than how long steps wait. */
export const NO_WAIT: Pace = { calls: 0, minutes: 0 };

/** Finds nothing, and nothing new that a release is sent. */
export const admitting: Admission = {
  admit: async ({ plugin: { sdl } }) => ({ admitted: true, findings: [], egress: [], composedSdl: sdl }),
};

/** What steps are judged by in such stories. */
export const atOnce = { admission: admitting, pace: NO_WAIT };
