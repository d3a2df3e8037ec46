import { citySchemaAnswer } from './a-plugin.ts';
import type { FakeHub } from './fake-hub.ts';

const at = '2026-11-29T08:00:00+08:00';
const page = (...nodes: readonly object[]) => ({
  edges: nodes.map((node) => ({ node, cursor: 'c' })),
  pageInfo: { hasNextPage: false, hasPreviousPage: false },
});
const plugin = {
  name: 'aqi',
  id: 'city.airlab.aqi',
  namespace: 'aqi',
  title: 'Air quality',
  titleZh: '空气质量',
  descriptionZh: '各区空气质量',
  description: 'Air',
  createdAt: at,
};
const release = (version: string, state: string) => ({
  id: `rel_${version}`,
  version,
  digest: version.repeat(8),
  state,
  publishedAt: at,
  changedAt: at,
  sdl: `type Query { aqi_version: String } # ${version}`,
  manifest: '{}',
  findings: [
    {
      rule: 'DESCRIPTION',
      severity: 'warning',
      coordinate: 'Query.aqi_version',
      message: 'No text.',
      fix: 'Say it.',
      line: 1,
      column: 1,
    },
  ],
  review: { id: 'rev_1', state: 'OPEN', turn: 'REVIEWER', dueAt: at },
  plugin,
});
const RELEASES = [release('1.1.0', 'CANARY'), release('1.0.0', 'STABLE'), release('0.9.0', 'SUPERSEDED')];
const publisher = {
  handle: 'airlab',
  name: 'Air Lab',
  contact: 'a@b.example',
  verification: 'DOMAIN_PROVED',
  domain: 'airlab.example',
  registeredAt: at,
  organisation: { uscc: '91220100MA1C30014B' },
  isSuspended: false,
  namespaces: ['aqi'],
  domains: [{ domain: 'airlab.example', provedAt: at, lostAt: null }],
  members: [{ subject: 'sub-1', memberRole: 'OWNER', since: at }],
  invitations: [{ subject: 'sub-2', memberRole: 'VIEWER', since: at }],
};
const rollout = { id: 'rol_1', plugin: 'aqi', state: 'RUNNING', percent: 5, version: '1.1.0', decision: 3 };
const claim = { id: 'clm_1', name: 'AdminDivision.airQuality', state: 'REQUESTED', requestedAt: at, publisher };
const app = {
  clientId: 'app-air',
  name: 'Air',
  thirdParty: true,
  documentsOnly: true,
  documents: [{ digest: 'e'.repeat(64), document: 'query Old { me { id } }' }],
};
const grant = {
  id: 'grt_1',
  coordinates: ['Resident.name'],
  level: 'S3',
  purpose: 'public-health',
  retentionDays: 30,
  until: at,
  needsConsent: true,
  requestedAt: at,
  dueAt: at,
  status: 'REQUESTED',
  approvals: 0,
  approvalsNeeded: 1,
  alerts: [],
  plugin,
  owner: { uscc: '11220100MB1C10017F' },
};
const review = {
  id: 'rev_1',
  state: 'OPEN',
  digest: 'd1',
  egressDigest: 'e1',
  level: 'S1',
  eyesNeeded: 1,
  release: { ...release('1.1.0', 'IN_REVIEW'), plugin: { ...plugin, publisher } },
  usageImpact: [
    {
      coordinate: 'Query.aqi_old',
      kind: 'REMOVED',
      requests: 40,
      errors: 2,
      apps: 1,
      uses: [{ app: 'app-air', operationName: 'Air', count: 40 }],
    },
  ],
  approvals: [],
  comments: [{ id: 'c', side: 'PUBLISHER', text: 'Please', at }],
  schemaDiff: [{ kind: 'ADDED', coordinate: 'Query.aqi_version', after: 'String' }],
  egressDiff: [
    { coordinate: 'Resident.id', level: 'S3', needsGrant: true, granted: false, ways: ['key'], change: 'ADDED' },
  ],
  limitsAsked: [{ limit: 'concurrency', value: 64, usual: 16, before: null }],
};
const subscription = { id: 'sub_1', app: 'app-air', plugin: 'aqi', plan: 'basic', wantedPlan: null, state: 'ACTIVE' };
const breaking = {
  id: 'brk_1',
  plugin: 'aqi',
  kind: 'WITHDRAWAL',
  state: 'ASKED',
  digest: 'b1',
  replaces: 'd1',
  reason: 'Its sensor is gone',
  askedAt: at,
  dueAt: '2026-12-11T08:00:00+08:00',
  release: { ...release('1.0.0', 'STABLE'), plugin: { ...plugin, publisher } },
  impact: review.usageImpact,
};
const wish = { ...subscription, state: 'REQUESTED', requestedAt: at };

const verdict = {
  isRepeat: false,
  accepted: true,
  admitted: true,
  makesPlugin: false,
  decision: 3,
  digest: release('1.1.0', 'PUBLISHED').digest,
  release: release('1.1.0', 'PUBLISHED'),
  findings: [],
  egress: [],
};

const decision = {
  number: 3,
  act: 'publishRelease',
  plugin: 'aqi',
  releaseDigest: '1.1.01.1.01.1.01.1.01.1.01.1.01.1.01.1.0',
  at,
  state: 'SERVING',
  heldBy: null,
};

const DECIDED: Readonly<Record<string, string>> = { APPROVE: 'ACTIVE', NARROW: 'OFFERED', REFUSE: 'REFUSED' };

/** A hub on a good day: every question has an answer, every act is done. */
export const GOOD_ANSWERS: Readonly<Record<string, unknown>> = {
  myPublishers: [publisher],
  publisher,
  plugin: { ...plugin, releaseBefore: RELEASES[2] },
  plugins: page({ ...plugin, publisher }),
  pluginReleases: page(...RELEASES),
  pluginRelease: ({ id }: { readonly id: string }) => RELEASES.find((one) => one.id === id) ?? null,
  graphDecisions: page(decision),
  graphDecision: decision,
  rollouts: page(rollout),
  notifications: page({ id: 'n', topic: 'release.published', at, reason: 'So', plugin }),
  incidents: page({
    id: 'i',
    kind: 'ROLLOUT_BURNED',
    subject: 'aqi',
    version: '1.1.0',
    detail: 'Errors',
    openedAt: at,
  }),
  serviceLevels: [
    {
      plugin: 'aqi',
      release: 'r'.repeat(64),
      calls: 10,
      availabilityPercent: 99.5,
      errorPercent: 0.5,
      invalidPercent: 0,
      p95Ms: 20,
    },
  ],
  apps: page(app),
  app,
  appKeys: [{ id: 'key_1', name: 'one', madeAt: at }],
  makePlan: { name: 'basic', title: 'Basic', requestsPerMinute: 60, costPerMinute: 600, approval: 'AUTO' },
  plans: [{ name: 'basic', title: 'Basic', requestsPerMinute: 1, costPerMinute: 1, approval: 'AUTO' }],
  pluginSubscriptions: page(subscription),
  dataGrants: page(grant),
  dataGrant: grant,
  dataGrantsToDecide: page(grant),
  nameClaimsToDecide: page(claim),
  nameClaim: claim,
  licencesToCheck: page(publisher),
  subscriptionsToDecide: page(wish),
  pluginSubscription: wish,
  breakingChangesToDecide: page(breaking),
  breakingChange: breaking,
  forceBreakingChange: breaking,
  withdrawBreakingChange: { ...breaking, state: 'LAPSED', dueAt: null },
  decideBreakingChange: ({ confirm }: { readonly confirm: boolean }) => ({
    ...breaking,
    state: confirm ? 'CONFIRMED' : 'REFUSED',
    dueAt: null,
  }),
  reviewQueue: page(review),
  review,
  auditEntries: page({ sequence: 1, at, actor: 'sub-1', act: 'publishRelease', target: 'rel_1' }),
  verifyAudit: { intact: true, entries: 1 },
  me: {
    id: 'res_1',
    dataAccessesConnection: {
      nodes: [
        { id: 'e', at, app: 'app-lender', purpose: 'credit-assessment', coordinates: ['Resident.name'], receivers: [] },
      ],
      pageInfo: { hasNextPage: false, endCursor: 'c' },
    },
  },
  citySchema: citySchemaAnswer({ health: 'type Query { a: Int }' }),
  nameClaims: page(claim),
  claimName: claim,
  registerPublisher: publisher,
  startDomainProof: {
    domain: 'airlab.example',
    url: 'https://airlab.example/.well-known/x',
    content: 'text',
    until: at,
  },
  proveDomain: publisher,
  dropDomain: { ...publisher, domains: [] },
  rollBackRelease: 'rel_1.0.0',
  inviteMember: publisher,
  changeMemberRole: publisher,
  removeMember: publisher,
  answerInvitation: publisher,
  publishRelease: verdict,
  publishVerdict: { ...verdict, accepted: false, release: null },
  workloads: [{ id: 'wkl_1', plugin: 'aqi', name: 'github', madeBy: 'sub-1', madeAt: at, until: at, usedAt: at }],
  createWorkload: 'wkl_2',
  revokeWorkload: 'wkl_1',
  publishAsWorkload: verdict,
  releasesForWorkload: [{ ...release('1.1.0', 'SANDBOX'), published: 'SERVING' }],
  showHopKey: { keyId: 'aqi.stable.1', secret: 'c2VjcmV0' },
  submitRelease: review,
  deprecatePlugin: plugin,
  keepPlugin: plugin,
  withdrawRelease: release('1.0.0', 'WITHDRAWN'),
  startRollout: rollout,
  stepRollout: { ...rollout, percent: 25 },
  pauseRollout: { ...rollout, state: 'PAUSED' },
  promoteRollout: { ...rollout, state: 'PROMOTED' },
  rollBackRollout: { ...rollout, state: 'ROLLED_BACK' },
  checkDocuments: { sequence: 7, next: 1, findings: [] },
  registerApp: app,
  registerDocuments: ['x'],
  withdrawDocuments: ['e'.repeat(64)],
  createAppKey: { id: 'key_2', key: 'cgk_secret' },
  revokeAppKey: 'key_1',
  subscribeToPlugin: subscription,
  unsubscribeFromPlugin: { ...subscription, state: 'ENDED' },
  requestDataGrant: [grant],
  decideDataGrant: ({ decision }: { readonly decision: string }) => ({ ...grant, status: DECIDED[decision] }),
  acceptDataGrant: { ...grant, status: 'ACTIVE' },
  decideNameClaim: ({ grant: isGranted }: { readonly grant: boolean }) => ({
    ...claim,
    state: isGranted ? 'GRANTED' : 'REFUSED',
  }),
  checkLicence: { ...publisher, verification: 'LICENCE_CHECKED' },
  decideSubscription: ({ approve }: { readonly approve: boolean }) => ({
    ...wish,
    state: approve ? 'ACTIVE' : 'REFUSED',
  }),
  rotateHopKey: { ...plugin, hopKeyDecision: 3 },
  replaceHopKey: { ...plugin, hopKeyDecision: 3 },
  approveRelease: { ...review, state: 'APPROVED', approvals: [{}] },
  rejectRelease: { ...review, state: 'REJECTED' },
  requestChanges: { ...review, state: 'CHANGES_REQUESTED' },
  killPlugin: 'aqi',
  takeOutRelease: release('1.0.0', 'WITHDRAWN'),
  freeNames: ['aqi'],
  restorePlugin: 'aqi',
};

export function onAGoodDay(hub: FakeHub): void {
  for (const [field, answer] of Object.entries(GOOD_ANSWERS)) hub.on(field, answer);
}
