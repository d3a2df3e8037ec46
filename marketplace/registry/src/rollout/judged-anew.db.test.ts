import type { Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { PROVIDERS } from '../catalog-entry/providers.ts';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import { registry, withKeys } from '../index.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { groundOf } from '../plugin-release/judge-anew.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { Publisher } from '../publisher/publisher.entity.ts';
import { PublisherDomain } from '../publisher/publisher-domain.entity.ts';
import { digestOfEgress } from '../review/review.rules.ts';
import {
  approve,
  CREATE,
  codeOf,
  fakeAdmission,
  fakeClient,
  licensed,
  publish,
  published,
  registered,
  sent,
  submit,
  vendors,
} from '../testing/publishing-story.ts';
import { departmentsOfStory, NO_WAIT } from '../testing/release-story.ts';
import { settleGraphs } from '../testing/settle-graphs.ts';
import { city, graph, keys, now, people, shop } from '../testing/story.ts';
import { Rollout } from './rollout.entity.ts';

const TURNOVER = 'LegalEntity.invoiceTurnover';
const ENERGY = 'LegalEntity.annualEnergyUse';
const client = fakeClient();
const admission = fakeAdmission();
const department = testSubgraph(withKeys(keys, { client, admission, pace: NO_WAIT }), {
  seed: async (em) => {
    await registry.seed(em, city);
    await refreshCatalog(em, graph, now);
    await importFirstParty(em, departmentsOfStory, now);
  },
  now,
});
const run = (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) =>
  department.as(viewer).run(document, variables);
const messageOf = ({ errors }: { errors?: readonly { message: string }[] | undefined }) => errors?.[0]?.message;
const start = (viewer: Viewer = vendors.ada) =>
  run(viewer, 'mutation S { startRollout(plugin: "air-quality", version: "1.0.0") { id state } }');
const on = (act: string, id: string, more = '') =>
  run(vendors.ada, `mutation A($id: ID!) { ${act}(id: $id${more}) { state percent } }`, { id });
const settle = () =>
  settleGraphs(
    () => department.em(),
    () => now,
  );
const release = () =>
  department.em().findOneOrFail(PluginRelease, { plugin: 'air-quality' }, { disableIdentityMap: true });
/** A release that people said yes to, as they looked at it. */
const approved = async () => {
  admission.egress.set('aqi_index', [sent(TURNOVER, 'S3')]);
  const { id, digest } = await published(department);
  const review = (await submit(department, id)).data.submitRelease.id as string;
  await approve(department, review, digest, people.finance);
  return { id, digest, review };
};
/** A department's publish. */
const departmentChanges = (comment: string) =>
  importFirstParty(
    department.em(),
    departmentsOfStory.map(({ name, sdl }) => ({ name, sdl: `${sdl}\n# ${comment}` })),
    now,
  );

/** The graph has changed, and the release does not go with it. */
const turnsAgainstIt = async () => {
  await departmentChanges('other');
  admission.refuses = true;
};

beforeEach(async () => {
  admission.egress.clear();
  admission.breaks = [];
  admission.refuses = false;
  admission.meanwhile = async () => {};
  await registered(department);
  await run(vendors.ada, CREATE);
  await licensed(department, client, { uscc: shop, admin: people.admin });
});

describe('a release that was approved', () => {
  it('is tried on nobody where admission finds something in it by now', async () => {
    await approved();
    await turnsAgainstIt();
    const refused = await start();
    expect(codeOf(refused)).toBe('CONFLICT');
    expect(messageOf(refused)).toContain('does not go with the graph as it is now: NONNULL');
    expect((await release()).state).toBe('APPROVED');
    expect(await department.em().count(Rollout)).toBe(0);
    expect(await department.em().count(GraphChange, { act: 'startRollout' })).toBe(0);
    admission.refuses = false;
    expect((await start()).data.startRollout.state).toBe('RUNNING');
  });

  it.each([
    ['stepRollout', ', percent: 100'],
    ['promoteRollout', ''],
  ])('is given to nobody more by %s where admission finds something in it by now', async (act, more) => {
    await approved();
    const { id } = (await start()).data.startRollout;
    for (const percent of [25, 50]) await on('stepRollout', id, `, percent: ${percent}`);
    await turnsAgainstIt();
    await settle();
    const { errors } = await on(act, id, more);
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('does not go with the graph') });
    expect((await release()).state).toBe('CANARY');
    expect(await department.em().findOneOrFail(Rollout, { id })).toMatchObject({ state: 'RUNNING', percent: 50 });
    // Taking back stays free.
    expect((await on('rollBackRollout', id, ', reason: "Given up."')).errors).toBeUndefined();
  });

  it('is not resumed where admission finds something in it by now', async () => {
    await approved();
    const { id } = (await start()).data.startRollout;
    await on('pauseRollout', id, ', reason: "Looking at the numbers."');
    await turnsAgainstIt();
    expect(codeOf(await on('resumeRollout', id))).toBe('CONFLICT');
    expect((await department.em().findOneOrFail(Rollout, { id })).state).toBe('PAUSED');
  });

  it('is judged once more, and not twice, where an upgrade of the hub brought other rules', async () => {
    const { id } = await approved();
    const { publisherId } = await department.em().findOneOrFail(Plugin, { name: 'air-quality' });
    const older = await groundOf(department.em(), publisherId, 'the rules of before');
    await department.em().nativeUpdate(PluginRelease, { id }, { judgedGround: older });
    admission.refuses = true;
    expect(messageOf(await start())).toContain('does not go with the graph as it is now: NONNULL');
    expect((await release()).state).toBe('APPROVED');
    const ground = await groundOf(department.em(), publisherId);
    await department.em().nativeUpdate(PluginRelease, { id }, { judgedGround: ground });
    expect((await start()).data.startRollout.state).toBe('RUNNING');
  });

  it('is judged once more where a department changes the graph meanwhile', async () => {
    await approved();
    await departmentChanges('other');
    admission.requests.length = 0;
    let changes = 1;
    admission.meanwhile = async () => {
      if (changes-- > 0) await departmentChanges('one');
    };
    expect((await start()).data.startRollout.state).toBe('RUNNING');
    expect(admission.requests).toHaveLength(2);
  });

  it('is left alone where the graph changes faster than anybody can judge', async () => {
    await approved();
    await departmentChanges('other');
    let changes = 0;
    admission.meanwhile = async () => void (await departmentChanges(`${++changes}`));
    expect(messageOf(await start())).toContain('The graph changed while air-quality 1.0.0 was judged against it');
    expect(changes).toBe(3);
    expect((await release()).state).toBe('APPROVED');
  });

  it('is not judged by the same again, and once by what is new', async () => {
    await approved();
    admission.requests.length = 0;
    const { id } = (await start()).data.startRollout;
    await on('stepRollout', id, ', percent: 25');
    expect(admission.requests).toHaveLength(0);
    await departmentChanges('one');
    await on('stepRollout', id, ', percent: 50');
    await settle();
    expect((await on('promoteRollout', id)).data.promoteRollout.state).toBe('PROMOTED');
    expect(admission.requests).toHaveLength(1);
  });

  it('costs nobody a look of admission who may not start it', async () => {
    await approved();
    admission.requests.length = 0;
    expect(codeOf(await start(vendors.eve))).toBe('FORBIDDEN');
    expect(codeOf(await start(people.nobody))).toBe('UNAUTHENTICATED');
    expect(admission.requests).toEqual([]);
  });

  it('and would be sent more by now, waits for those whose data that is', async () => {
    const { id, digest, review } = await approved();
    await departmentChanges('other');
    admission.egress.set('aqi_index', [sent(TURNOVER, 'S3'), sent(ENERGY, 'S3')]);
    const refused = await start();
    expect(codeOf(refused)).toBe('CONFLICT');
    expect(messageOf(refused)).toContain(`would be sent ${ENERGY} by the graph as it is now, which nobody approved`);
    const again = await submit(department, id);
    expect(again.data.submitRelease).toMatchObject({ id: review, state: 'OPEN', turn: 'REVIEWER' });
    const VIEW = `query V($id: ID!) { review(id: $id) {
      egressDigest agencies { uscc } waitsFor { uscc } approvals { agency } egressDiff { coordinate } } }`;
    const both = [{ uscc: PROVIDERS.finance }, { uscc: PROVIDERS.energy }];
    const { data } = await run(people.finance, VIEW, { id: review });
    // An earlier yes was to less.
    expect(data.review).toMatchObject({
      approvals: [],
      egressDiff: [{ coordinate: ENERGY }, { coordinate: TURNOVER }],
    });
    expect(data.review.waitsFor).toEqual(expect.arrayContaining(both));
    expect(codeOf(await start())).toBe('CONFLICT');
    const yes = (viewer: Viewer, egressDigest: string = data.review.egressDigest) =>
      run(
        viewer,
        'mutation A($r: ID!, $d: String!, $e: String) { approveRelease(review: $r, digest: $d, egressDigest: $e) { state } }',
        { r: review, d: digest, e: egressDigest },
      );
    // Who approves what it was sent has not looked.
    expect(codeOf(await yes(people.finance, digestOfEgress([sent(TURNOVER, 'S3')])))).toBe('CONFLICT');
    expect((await yes(people.finance)).data.approveRelease.state).toBe('OPEN');
    expect((await yes(people.energy)).data.approveRelease.state).toBe('APPROVED');
    expect((await start()).data.startRollout.state).toBe('RUNNING');
    expect(await verifyAudit(department.em())).toMatchObject({ intact: true });
  });

  it('and would be sent no more than that is not handed in again', async () => {
    const { id } = await approved();
    expect(messageOf(await submit(department, id))).toContain('is APPROVED, and holds: try it with startRollout');
    await turnsAgainstIt();
    expect(messageOf(await submit(department, id))).toContain('NONNULL');
    expect((await release()).state).toBe('APPROVED');
  });
});

describe('a release that is handed in for the first time', () => {
  const VIEW = 'query V($id: ID!) { review(id: $id) { level eyesNeeded waitsFor { uscc } egressDiff { coordinate } } }';

  it('is asked about with what the graph of that day would send it, not that of the day it was published', async () => {
    admission.egress.set('aqi_index', [sent(TURNOVER, 'S3')]);
    const { id, digest } = await published(department);
    const before = (await release()).egress;
    await departmentChanges('other');
    admission.egress.set('aqi_index', [sent(TURNOVER, 'S3'), sent(ENERGY, 'S4')]);
    const review = (await submit(department, id)).data.submitRelease;
    const seen = (await run(people.energy, VIEW, { id: review.id })).data.review;
    expect(seen).toMatchObject({ level: 'S4', eyesNeeded: 2 });
    expect(seen.waitsFor).toEqual(expect.arrayContaining([{ uscc: PROVIDERS.finance }, { uscc: PROVIDERS.energy }]));
    expect(seen.egressDiff).toMatchObject([{ coordinate: ENERGY }, { coordinate: TURNOVER }]);
    expect((await release()).egress).not.toEqual(before);
    await approve(department, review.id, digest, people.finance);
    await approve(department, review.id, digest, people.energy);
    expect((await release()).state).toBe('APPROVED');
    // What people said yes to is what the graph sends: nothing is left to ask.
    expect((await start()).data.startRollout.state).toBe('RUNNING');
  });

  it('is nobody’s to look at when it does not go with the graph any more', async () => {
    const { id } = await published(department);
    await turnsAgainstIt();
    expect(messageOf(await submit(department, id))).toContain('does not go with the graph as it is now: NONNULL');
    expect((await release()).state).toBe('PUBLISHED');
    admission.refuses = false;
    const first = (await submit(department, id)).data.submitRelease.id;
    admission.requests.length = 0;
    expect((await submit(department, id)).data.submitRelease.id).toBe(first);
    expect(admission.requests).toEqual([]);
  });
});

describe('who goes beyond the sandbox', () => {
  const becomes = (change: Partial<Publisher>) =>
    department.em().nativeUpdate(Publisher, { handle: 'air-lab' }, change);
  const moves = (domain: string) => department.em().nativeUpdate(PublisherDomain, {}, { domain });

  it('has proved a domain', async () => {
    await approved();
    await becomes({ verification: 'UNVERIFIED', domain: null });
    for (const viewer of [vendors.ada, people.admin]) {
      const refused = await start(viewer);
      expect(codeOf(refused)).toBe('FORBIDDEN');
      expect(messageOf(refused)).toContain('has proved no domain');
    }
    expect((await release()).state).toBe('APPROVED');
  });

  it('runs there, at the last step as well as at the first', async () => {
    await approved();
    await moves('elsewhere.example');
    expect(messageOf(await start())).toContain(
      'runtime.stable.url is at airlab.example, which is not under elsewhere.example',
    );
    await moves('airlab.example');
    const { id } = (await start()).data.startRollout;
    await moves('elsewhere.example');
    const refused = await on('promoteRollout', id);
    expect([codeOf(refused), messageOf(refused)]).toEqual([
      'FORBIDDEN',
      expect.stringContaining('not under elsewhere'),
    ]);
    expect((await release()).state).toBe('CANARY');
  });

  it('is told when it publishes', async () => {
    await becomes({ verification: 'UNVERIFIED', domain: null });
    const { data } = await publish(department);
    expect(data.publishRelease).toMatchObject({ accepted: true, findings: [{ rule: 'URL', severity: 'warning' }] });
  });
});
