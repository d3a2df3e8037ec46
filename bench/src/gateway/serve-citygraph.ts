import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type AdmissionRequest, createAdmission } from '@citygraph/admission';
import {
  ANONYMOUS,
  generateHopSecret,
  generateSigningKey,
  POLICY_BUNDLE_TYPE,
  type PolicyBundle,
  type Principal,
  PURPOSES,
  type Standing,
  signDocument,
  subjectHash,
} from '@citygraph/contract';
import {
  createGateway,
  createHealthCounters,
  createUsageCounters,
  type GatewayOptions,
  openLocalLedger,
  type ReportCounters,
  type SupergraphSource,
  standAloneSource,
  startReporter,
} from '@citygraph/gateway';
import { inputOfChild, listening } from '../child.ts';

/** The gateway as the hub runs it: labels, purposes, hop signatures, limits and metrics on. */
const { supergraph, urls, engine, ledger, vendors, ownLimits, policy, graphs, reports, versions } = inputOfChild<{
  supergraph: string;
  urls: Record<string, string>;
  engine: string | null;
  ledger: boolean;
  vendors: readonly string[];
  ownLimits: boolean;
  policy: boolean;
  graphs: number;
  reports: boolean;
  /** Addresses of some subgraphs, by version of the graph: what a reload changes. */
  versions?: readonly Readonly<Record<string, string>>[];
}>();

/** What the parent wants while it runs. */
export type Errand = 'stall' | 'reload' | { readonly judge: AdmissionRequest };

const RESOLUTION_MS = 1;

/** Stands for a verified token; verification itself is the identity package's, which keeps what it verified. */
const principals = new Map<string, Principal>();
async function principal(authorization?: string): Promise<Principal> {
  if (!authorization) return ANONYMOUS;
  const known = principals.get(authorization);
  if (known) return known;
  const subject = authorization.slice('Bearer '.length);
  const made: Principal = {
    ...ANONYMOUS,
    subject,
    resident: subject.replace('resident-', 'res_'),
    roles: ['resident'],
    app: 'bench',
    appPurposes: PURPOSES,
  };
  principals.set(authorization, made);
  return made;
}

const standing = async ({ resident }: Principal): Promise<Standing> => ({
  resident,
  guardianOf: [],
  household: null,
  dwelling: null,
  represents: [],
  case: null,
  version: `of-${resident}`,
});

const known = Object.fromEntries(
  Object.entries(urls).map(([name, url]) => [
    name,
    {
      url,
      tier: vendors.includes(name) ? ('vendor' as const) : ('department' as const),
      hop: { keyId: `${name}-1`, secret: generateHopSecret() },
    },
  ]),
);
/** More than any load here: what is measured is the guards, not their refusals. */
const PLENTY = {
  concurrency: 512,
  queue: 10_000,
  requestsPerSecond: 1e9,
  requestsPerDay: 1e9,
  bytesPerMinute: 1e12,
  costPerMinute: 1e12,
};
const folder = ledger ? await mkdtemp(join(tmpdir(), 'citygraph-bench-ledger-')) : null;
const kept = folder && {
  ledger: await openLocalLedger({ folder, ledger: 'bench', key: await generateSigningKey() }),
  subjectSecret: generateHopSecret(),
};
/** More than ask and are shown. */
const PEOPLE = 1_000;

/** A city of a hundred apps with a thousand grants; the bench's is one of a third party's, with one grant for what it asks, and the consent of everybody. */
async function bundled(): Promise<Pick<GatewayOptions, 'policy' | 'sealing'>> {
  const key = await generateSigningKey();
  const subjectSecret = generateHopSecret();
  const at = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
  const app = (thirdParty: boolean) => ({
    organisation: null,
    thirdParty,
    documents: [],
    documentsOnly: false,
    limits: null,
  });
  const grants: PolicyBundle['grants'] = [
    ...Array.from({ length: 999 }, (_, n) => ({
      id: `grant_${n}`,
      grantee: { app: `app-${n % 100}` },
      coordinates: ['Resident.name', 'Resident.born'],
      purpose: 'credit-assessment' as const,
      until: at(3_600_000),
      retentionDays: 30,
      needsConsent: true,
    })),
    {
      id: 'grant_bench',
      grantee: { app: 'bench' },
      coordinates: ['Division.residents', 'Resident.name', 'Resident.born'],
      purpose: 'self-service' as const,
      until: at(3_600_000),
      retentionDays: 30,
      needsConsent: true,
    },
  ];
  const bundle: PolicyBundle = {
    version: 1,
    issuedAt: at(0),
    freshUntil: at(3_600_000),
    apps: { bench: app(true), ...Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`app-${n}`, app(true)])) },
    plugins: {},
    grants,
    consents: Array.from({ length: PEOPLE }, (_, n) => ({
      id: `consent_${n}`,
      grant: 'grant_bench',
      subject: subjectHash(subjectSecret, 'Resident', `res_${n}`),
      until: at(3_600_000),
    })),
  };
  return {
    sealing: [{ id: 'a', secret: generateHopSecret() }],
    policy: { keys: [key.publicJwk], subjectSecret, bundle: signDocument(POLICY_BUNDLE_TYPE, bundle, [key]) },
  };
}

const counters: ReportCounters | null = reports
  ? { health: createHealthCounters(), usage: createUsageCounters() }
  : null;
const graphOf = (number: number): SupergraphSource => ({
  ...standAloneSource(supergraph, known),
  artefact: `graph-${number}`,
});
const gateway = await createGateway({
  supergraph: graphOf(0),
  ...(counters && { reports: counters }),
  hopKey: await generateSigningKey(),
  principal,
  standing,
  ...(kept && { ledger: kept }),
  ...(policy && (await bundled())),
  ...(vendors.length > 0 && {
    vendors: {
      loopback: Object.values(urls).map((url) => new URL(url).host),
      ...(!ownLimits && { limits: () => PLENTY }),
    },
  }),
  ...(engine !== null && { engine: engine as NonNullable<GatewayOptions['engine']> }),
});
if (graphs > 1) {
  const share = Math.floor(100 / graphs);
  const rollouts = Array.from({ length: graphs - 1 }, (_, at) => ({
    id: `rollout-${at}`,
    buckets: Array.from({ length: share }, (_, bucket) => at * share + bucket),
    supergraph: graphOf(at + 1),
  }));
  await gateway.serve({ stable: graphOf(0), rollouts });
}
if (counters) {
  startReporter({
    counters,
    serving: () => ({ keyset: 1, graphs: 1, ...gateway.serving() }),
    // As a registry that takes everything: encoded, and gone.
    send: async (report) => ({ taken: JSON.stringify(report).length > 0 }) as { taken: true },
  });
}
const server = createServer((req, res) => void gateway.handle(req, res));
const origin = await listening(server);
process.send?.({ url: `${origin}/graphql` });
const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
loop.enable();
let version = 0;
const admission = createAdmission();
async function run(errand: Errand): Promise<object> {
  const began = performance.now();
  if (errand === 'stall') {
    const stallMs = Math.max(0, loop.max / 1e6 - RESOLUTION_MS);
    loop.reset();
    return { stallMs };
  }
  if (errand === 'reload') {
    version += 1;
    const addresses = versions?.[version % versions.length] ?? {};
    const moved = Object.entries(addresses).map(([name, url]) => [name, { ...known[name], url }]);
    const next = standAloneSource(supergraph, { ...known, ...Object.fromEntries(moved) });
    await gateway.replace({ ...next, artefact: `graph-${version}` });
    return { ms: performance.now() - began };
  }
  // As in the embedded hub: registry and gateway are one process.
  const { findings } = await admission.judge(errand.judge);
  const errors = findings.filter(({ severity }) => severity === 'error');
  return { ms: performance.now() - began, refusedFor: errors.map(({ rule }) => rule) };
}
process.on('message', async (errand: Errand) => {
  process.send?.(await run(errand));
});
process.on('SIGTERM', () => {
  if (folder) rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
