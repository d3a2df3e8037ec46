import type { Viewer } from '@citygraph/contract';
import type { Answer, TestedSubgraph } from '@citygraph/kit/testing';
import { resident } from '@citygraph/kit/testing';
import type { GuardedClient, GuardedRequest } from '../guarded-client.ts';
import type { Admission, AdmissionRequest } from '../plugin-release/admission.ts';
import type { ReleaseEgress, ReleaseFinding } from '../plugin-release/plugin-release.entity.ts';

/** Two vendors' people. */
export const vendors = {
  ada: resident('res_ada'),
  ben: resident('res_ben'),
  eve: resident('res_eve'),
} as const;

export const subjects = { ada: 'sub-res_ada', ben: 'sub-res_ben', eve: 'sub-res_eve' } as const;

/** A client that knows what the world serves, as a test says it: text by URL, or a status. Everything else is not there. */
export interface FakeClient extends GuardedClient {
  readonly served: Map<string, string | number>;
  readonly asked: GuardedRequest[];
}

export function fakeClient(): FakeClient {
  const served = new Map<string, string | number>();
  const asked: GuardedRequest[] = [];
  return {
    served,
    asked,
    vet(url) {
      if (url.startsWith('http://127.0.0.1:4100/')) return null;
      if (!url.startsWith('https://')) return 'is not https';
      return /\/\/(?:127\.|10\.|localhost|\[)/.test(url) ? 'names an address that is not public' : null;
    },
    async ask(request) {
      asked.push(request);
      const answer = served.get(request.url);
      if (answer === undefined) return { failure: 'nobody answered within its time' };
      return typeof answer === 'number' ? { status: answer, body: '' } : { status: 200, body: answer };
    },
  };
}

export const codeOf = ({ errors }: Answer): unknown => errors?.[0]?.extensions.code;

export const REGISTER = `mutation R($h: ID!, $ns: String!, $n: String! = "Air Lab", $u: USCC, $k: ID) {
  registerPublisher(handle: $h, name: $n, contact: "help@airlab.example", namespace: $ns, uscc: $u, idempotencyKey: $k) {
    handle name verification isSuspended namespaces organisation { uscc } members { subject memberRole } } }`;

/** A publisher with its owner, by the registry's own way. */
export async function registered(
  department: TestedSubgraph,
  { handle = 'air-lab', namespace = 'aqi', viewer = vendors.ada, uscc = null as string | null } = {},
): Promise<void> {
  const { errors } = await department.as(viewer).run(REGISTER, { h: handle, ns: namespace, u: uscc });
  if (errors) throw errors[0];
}

/** Finds what a test says by a word in the document, and lets pass everything else. */
export interface FakeAdmission extends Admission {
  readonly requests: AdmissionRequest[];
  readonly egress: Map<string, readonly ReleaseEgress[]>;
  /** Happens while a document is judged. */
  meanwhile: () => Promise<void>;
  /** What clients would lose. */
  breaks: readonly string[];
  /** It finds an error in whatever comes. */
  refuses: boolean;
}

export function fakeAdmission(): FakeAdmission {
  const requests: AdmissionRequest[] = [];
  const egress = new Map<string, readonly ReleaseEgress[]>();
  return {
    requests,
    egress,
    meanwhile: async () => {},
    breaks: [],
    refuses: false,
    async admit(request) {
      requests.push(request);
      await this.meanwhile();
      const { sdl } = request.plugin;
      const breaks = this.breaks.map((coordinate) => breaking(coordinate, request.force));
      const findings: ReleaseFinding[] = [...(this.refuses || sdl.includes('Float!') ? [NONNULL] : []), ...breaks];
      const found = [...egress].flatMap(([word, items]) => (sdl.includes(word) ? items : []));
      const admitted = findings.every(({ severity }) => severity !== 'error');
      return { admitted, findings, egress: found, composedSdl: `${sdl}\n# labels` };
    },
  };
}

const NONNULL: ReleaseFinding = {
  rule: 'NONNULL',
  severity: 'error',
  coordinate: 'LegalEntity.aqi_index',
  message: 'LegalEntity.aqi_index is Float!: its outage would void the answer.',
  fix: 'Make it Float.',
  line: 3,
  column: 5,
};

const breaking = (coordinate: string, isForced: boolean): ReleaseFinding => ({
  rule: 'BREAKING',
  severity: isForced ? 'warning' : 'error',
  coordinate,
  message: `${coordinate} was removed; it was asked for 7 times in 30 days.`,
  fix: 'Keep it.',
  line: null,
  column: null,
});

/** What a plugin is sent, as admission computes it. */
export const sent = (
  coordinate: string,
  level: ReleaseEgress['level'],
  needsGrant = level !== 'S1',
): ReleaseEgress => ({
  coordinate,
  route: 'requires',
  via: 'LegalEntity.aqi_index',
  level,
  needsGrant,
});

export const SDL = 'type Query { aqi_index: Float }';

/** A manifest as a vendor writes it. */
export const manifestOf = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  apiVersion: 'citygraph.dev/v1',
  id: 'city.air-lab.air-quality',
  version: '1.0.0',
  publisher: 'air-lab',
  subgraph: 'air-quality',
  namespace: 'aqi',
  title: { zh: '空气质量', en: 'Air quality' },
  description: { zh: '各区空气质量', en: 'Air quality of each district' },
  extends: [],
  runtime: {
    stable: { url: 'https://airlab.example/graphql' },
    sandbox: { url: 'https://sandbox.airlab.example/graphql' },
  },
  dataRegions: ['CN-JL'],
  permissions: { data: [], egressHosts: [] },
  slo: { availabilityPct: 99, p95Ms: 500 },
  support: { email: 'help@airlab.example' },
  licence: 'Apache-2.0',
  ...over,
});

export const CREATE = `mutation C($p: ID! = "air-lab", $n: String! = "air-quality", $ns: String! = "aqi") {
  createPlugin(publisher: $p, name: $n, namespace: $ns, title: "Air quality", description: "Measured every ten minutes.") {
    name id namespace publisher { handle } } }`;

const PUBLISH = `mutation P($p: ID!, $s: String!, $m: String!) { publishRelease(plugin: $p, sdl: $s, manifest: $m) {
  accepted isRepeat decision release { id version state digest egress { coordinate } } findings { rule severity line fix } egress { coordinate } } }`;

export interface Published {
  readonly viewer?: Viewer;
  readonly plugin?: string;
  readonly sdl?: string;
  readonly manifest?: Record<string, unknown> | string;
}

export function publish(
  department: TestedSubgraph,
  { viewer = vendors.ada, plugin = 'air-quality', sdl = SDL, manifest = {} }: Published = {},
): Promise<Answer> {
  const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifestOf({ subgraph: plugin, ...manifest }));
  return department.as(viewer).run(PUBLISH, { p: plugin, s: sdl, m: text });
}

/** A publisher with a plugin and one release of it; answers the release's key and digest. */
export async function published(
  department: TestedSubgraph,
  release: Published = {},
): Promise<{ id: string; digest: string }> {
  const { data, errors } = await publish(department, release);
  if (errors) throw errors[0];
  return data.publishRelease.release;
}

const SUBMIT =
  'mutation S($r: ID!, $n: String! = "") { submitRelease(release: $r, note: $n) { id state turn dueAt digest } }';

export const submit = (department: TestedSubgraph, release: string, viewer: Viewer = vendors.ada): Promise<Answer> =>
  department.as(viewer).run(SUBMIT, { r: release });

/** A yes of somebody who has looked at the review, as they see it. */
export async function approve(
  department: TestedSubgraph,
  review: string,
  digest: string,
  viewer: Viewer,
): Promise<Answer> {
  const seen = await department.as(viewer).run('query E($r: ID!) { review(id: $r) { egressDigest } }', { r: review });
  return department
    .as(viewer)
    .run(
      'mutation A($r: ID!, $d: String!, $e: String) { approveRelease(review: $r, digest: $d, egressDigest: $e) { state waitsFor { uscc } release { state } } }',
      { r: review, d: digest, e: seen.data?.review?.egressDigest ?? null },
    );
}

/** Proves a domain of the publisher and has its licence checked: what data is granted to. */
export async function licensed(
  department: TestedSubgraph,
  client: FakeClient,
  {
    uscc,
    admin,
    handle = 'air-lab',
    viewer = vendors.ada,
  }: { uscc: string; admin: Viewer; handle?: string; viewer?: Viewer },
): Promise<void> {
  const START = 'mutation S($p: ID!) { startDomainProof(publisher: $p, domain: "airlab.example") { url content } }';
  const { url, content } = (await department.as(viewer).run(START, { p: handle })).data.startDomainProof;
  client.served.set(url, content);
  await department.as(viewer).run('mutation P($p: ID!) { proveDomain(publisher: $p) { handle } }', { p: handle });
  const CHECK = 'mutation L($p: ID!, $u: USCC!) { checkLicence(publisher: $p, uscc: $u) { handle } }';
  const { errors } = await department.as(admin).run(CHECK, { p: handle, u: uscc });
  if (errors) throw errors[0];
}
