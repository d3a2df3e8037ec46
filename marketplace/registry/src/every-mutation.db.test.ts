import { fuzzMutations, testSubgraph } from '@citygraph/kit/testing';
import { it } from '@jest/globals';
import { refreshCatalog } from './catalog-entry/refresh-catalog.ts';
import { registry, withKeys } from './index.ts';
import {
  CREATE,
  fakeAdmission,
  fakeClient,
  licensed,
  manifestOf,
  published,
  registered,
  SDL,
  sent,
  subjects,
  submit,
  vendors,
} from './testing/publishing-story.ts';
import { city, graph, keys, now, people, shop } from './testing/story.ts';

const TURNOVER = 'LegalEntity.invoiceTurnover';
const ENERGY = 'LegalEntity.annualEnergyUse';
const UNTIL = '2027-11-01T00:00:00+08:00';
const client = fakeClient();
const admission = fakeAdmission();
const department = testSubgraph(
  withKeys(keys, { client, admission, hopMaster: new Uint8Array(32), webhookSecret: new Uint8Array(32) }),
  {
    seed: async (em) => {
      await registry.seed(em, city);
      await refreshCatalog(em, graph, now);
    },
    now,
  },
);

const REQUEST = `mutation R($a: String, $p: ID, $c: [String!]!) { requestDataGrant(app: $a, plugin: $p, coordinates: $c,
  purpose: "credit-assessment", retentionDays: 30, until: "${UNTIL}", reason: "Loans to small firms.") { id } }`;

it('is done wholly, or refused with a code', async () => {
  const as = department.as.bind(department);
  const granted = async (coordinate: string) =>
    (await as(people.banker).run(REQUEST, { a: 'app-lender', c: [coordinate] })).data.requestDataGrant[0].id;
  const active = await granted(TURNOVER);
  await as(people.finance).run('mutation D($id: ID!) { decideDataGrant(id: $id, decision: APPROVE) { id } }', {
    id: active,
  });
  const asked = await granted(ENERGY);
  await registered(department);
  await as(vendors.ada).run(CREATE);
  await licensed(department, client, { uscc: shop, admin: people.admin });
  admission.egress.set('aqi_index', [sent(TURNOVER, 'S3')]);
  const first = await published(department);
  const review = (await submit(department, first.id)).data.submitRelease.id;
  const second = await published(department, { manifest: { version: '1.0.1' } });
  const CLAIM = 'mutation { claimName(publisher: "air-lab", name: "Query.air", reason: "Known under it.") { id } }';
  const claim = (await as(vendors.ada).run(CLAIM)).data.claimName.id;
  await fuzzMutations(department, {
    viewers: [people.banker, people.finance, people.admin, people.shopOwner, people.nobody, vendors.ada, vendors.eve],
    runs: 40,
    known: {
      app: ['app-lender', 'app-none', null],
      coordinates: [[TURNOVER], [ENERGY, TURNOVER]],
      purpose: ['credit-assessment', 'none'],
      retentionDays: [30, -1],
      until: [UNTIL],
      reason: ['Needed for small loans.', 'no'],
      id: [active, asked, claim, 'grt_none'],
      grantId: [active, 'grt_none'],
      subject: [shop, subjects.ben, subjects.ada, null],
      decision: ['APPROVE', 'NARROW', 'REFUSE'],
      idempotencyKey: ['a', null],
      handle: ['dust-lab', 'air-lab'],
      publisher: ['air-lab', 'none'],
      namespace: ['dust', 'aqi'],
      name: ['Query.dust', 'LegalEntity.dust', 'dust-quality'],
      to: ['air-lab'],
      domain: ['airlab.example', '10.0.0.1'],
      uscc: [shop],
      plugin: ['air-quality', 'none', null],
      sdl: [SDL, 'type Query { aqi_index: Float! }'],
      manifest: [JSON.stringify(manifestOf({ version: '2.0.0' })), '{}'],
      release: [first.id, second.id, 'rel_none'],
      review: [review, 'rev_none'],
      digest: [first.digest, second.digest],
      sunsetAt: [UNTIL],
      replacement: [null],
      url: ['https://airlab.example/hook', 'http://10.0.0.1/'],
      topics: [['release'], []],
      plugins: [['air-quality'], []],
      ids: [[]],
      number: [2, 3],
      publicKey: ['A'.repeat(43)],
      request: ['{}', '{"payload":{"workload":"wkl_none"}}'],
      digests: [['0'.repeat(64)], []],
      breaking: ['It is sold no more.', null],
      confirm: [true, false],
      egressDigest: [null, first.digest],
    },
  });
}, 240_000);
