import type { Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { Incident } from '../incident/incident.entity.ts';
import { withKeys } from '../index.ts';
import { addUsage } from '../operation-usage/add-usage.ts';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { type CountAdmission, countAdmission } from '../plugin-release/count-admission.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { Publisher } from '../publisher/publisher.entity.ts';
import { PublisherDomain } from '../publisher/publisher-domain.entity.ts';
import { ReleaseHealth } from '../service-level/release-health.entity.ts';
import { watchStable } from '../service-level/watch-releases.ts';
import { slotOf } from '../service-level/windows.ts';
import { codeOf, fakeAdmission, sent } from '../testing/publishing-story.ts';
import {
  departmentsOfStory,
  makePlugin,
  makePublisher,
  makeRelease,
  pluginSdl,
  vendor,
} from '../testing/release-story.ts';
import { keys, now, people, person } from '../testing/story.ts';

const admission = fakeAdmission();
const MOST = 2;
const countAsHere: CountAdmission = (publisher) =>
  countAdmission(() => em(), { most: MOST, now: () => department.clock.now() })(publisher);
const department = testSubgraph(withKeys(keys, { admission, countAdmission: countAsHere }), {
  now,
  async seed(em) {
    await makePublisher(em);
    await makePlugin(em, 'air');
    await importFirstParty(em, departmentsOfStory, now);
    const sdl = pluginSdl('aqi_index');
    await makeRelease(em, { plugin: 'air', version: '1.0.0', state: 'SUPERSEDED', sdl });
    await makeRelease(em, { plugin: 'air', version: '2.0.0', state: 'STABLE', sdl: `${sdl} extend ${TWO}` });
  },
});
const TWO = 'type Query { aqi_two: Int @sensitivity(level: "S1") }';
const owner = person(vendor.owner);
const em = () => department.em();
const BACK = `mutation B($r: String! = "It shows yesterday.", $e: Boolean) {
  rollBackRelease(plugin: "air", version: "2.0.0", reason: $r, emergency: $e) }`;
const back = (viewer: Viewer = owner, e: boolean | null = false) => department.as(viewer).run(BACK, { e });
const messageOf = ({ errors }: { errors?: readonly { message: string }[] | undefined }) => errors?.[0]?.message;
const states = async () => {
  const rows = await em().find(PluginRelease, {}, { orderBy: { version: 'asc' }, disableIdentityMap: true });
  return rows.map(({ state }) => state);
};
const STAYS = ['SUPERSEDED', 'STABLE'];
const BACK_AGAIN = ['STABLE', 'ROLLED_BACK'];

beforeEach(() => {
  admission.egress.clear();
  admission.breaks = [];
  admission.refuses = false;
  admission.meanwhile = async () => {};
});

describe('the release before it', () => {
  it('is everybody’s again where admission finds nothing in it against the graph of this moment', async () => {
    admission.requests.length = 0;
    expect((await back()).data).toEqual({ rollBackRelease: 'rel_air_2.0.0' });
    expect(admission.requests).toMatchObject([{ plugin: { version: '1.0.0' }, previous: { version: '2.0.0' } }]);
    expect(await states()).toEqual(BACK_AGAIN);
  });

  it('comes back before what its publisher has judged at that moment', async () => {
    await makeRelease(em(), { plugin: 'air', version: '3.0.0' });
    let let3Go = (): void => {};
    let begun = (): void => {};
    const isJudged = new Promise<void>((resolve) => {
      begun = resolve;
    });
    admission.meanwhile = () => {
      begun();
      admission.meanwhile = async () => {};
      return new Promise((resolve) => {
        let3Go = resolve;
      });
    };
    const started = department.as(owner).run('mutation { startRollout(plugin: "air", version: "3.0.0") { id } }');
    await isJudged;
    expect((await back()).data).toEqual({ rollBackRelease: 'rel_air_2.0.0' });
    let3Go();
    await started;
  });

  it('stays where it is when it does not go with today’s departments, and who asks hears why', async () => {
    admission.refuses = true;
    const refused = await back();
    expect(codeOf(refused)).toBe('CONFLICT');
    expect(messageOf(refused)).toContain('air 1.0.0 does not go with the graph as it is now: NONNULL');
    expect(await states()).toEqual(STAYS);
    expect(codeOf(await back(people.admin))).toBe('CONFLICT');
  });

  it('stays where it is when it would be sent by today’s graph what nobody approved', async () => {
    admission.egress.set('aqi_index', [sent('LegalEntity.annualEnergyUse', 'S3')]);
    expect(messageOf(await back())).toContain(
      'would be sent LegalEntity.annualEnergyUse by the graph as it is now, which nobody approved: publish it as a new version',
    );
    expect(await states()).toEqual(STAYS);
  });

  it.each([
    ['domain: another', {}, 'which is not under elsewhere.example'],
    ['domain: none', { domain: null, verification: 'UNVERIFIED' as const }, 'has proved no domain'],
    ['suspended', { suspended: 'It is under investigation.' }, 'is suspended'],
  ])('stays where it is when its publisher may not have it run there (%s)', async (_, change, says) => {
    await em().nativeUpdate(PublisherDomain, {}, { domain: 'elsewhere.example' });
    if (Object.keys(change).length > 0) await em().nativeUpdate(Publisher, {}, change);
    admission.requests.length = 0;
    expect(messageOf(await back())).toContain(says);
    expect(admission.requests).toEqual([]);
    expect(await states()).toEqual(STAYS);
  });

  it('is judged once more when the graph changes while it is judged', async () => {
    let changes = 0;
    admission.meanwhile = async () => {
      changes += 1;
      if (changes > 1) return;
      admission.refuses = true;
      await importFirstParty(
        em(),
        departmentsOfStory.map(({ name, sdl }) => ({ name, sdl: `${sdl}\n# other` })),
        now,
      );
    };
    expect(codeOf(await back())).toBe('CONFLICT');
    expect(await states()).toEqual(STAYS);
  });
});

describe('what clients lose by it', () => {
  it('keeps nobody from taking it back, and is said to who asks for it and in the audit', async () => {
    admission.breaks = ['Query.aqi_two'];
    const use = { digest: 'd'.repeat(64), operationName: 'Two', app: 'app-lender', count: 7, errors: 0, cost: 1 };
    await addUsage(em(), [{ ...use, coordinates: ['Query.aqi_two', 'Query.aqi_index'] }], now);
    expect((await back()).errors).toBeUndefined();
    const [event] = await em().find(OutboxEvent, { topic: 'release.rolled-back' });
    expect(event?.payload).toMatchObject({ fields: 'Query.aqi_two', reason: 'It shows yesterday.' });
    const acts = (await em().find(AuditEntry, {})).map(({ record }) => JSON.parse(record));
    expect(acts.find(({ act }) => act === 'rollBackRelease').reason).toBe(
      'It shows yesterday. Clients lose by it: Query.aqi_two.',
    );
  });
});

describe('in an emergency', () => {
  it('an administrator takes it back whatever the one before it is, and the audit says so', async () => {
    admission.refuses = true;
    admission.requests.length = 0;
    expect((await back(people.admin, true)).errors).toBeUndefined();
    expect(admission.requests).toEqual([]);
    expect(await states()).toEqual(BACK_AGAIN);
    const acts = (await em().find(AuditEntry, {})).map(({ record }) => JSON.parse(record));
    expect(acts.map(({ act }) => act)).toContain('rollBackReleaseInEmergency');
    expect(await verifyAudit(em())).toMatchObject({ intact: true });
    expect((await back(people.admin, true)).errors).toBeUndefined();
  });

  it('its publisher does not, an administrator of its own neither', async () => {
    const { principal } = people.admin;
    const ownAdmin: Viewer = { ...people.admin, principal: { ...principal, subject: vendor.owner } };
    for (const viewer of [owner, ownAdmin]) expect(codeOf(await back(viewer, true))).toBe('FORBIDDEN');
    expect(await states()).toEqual(STAYS);
  });
});

describe('a stable release that burns', () => {
  const burns = async () => {
    const { digest } = await em().findOneOrFail(PluginRelease, { version: '2.0.0' }, { disableIdentityMap: true });
    const answered = { calls: 100, failed: 50, invalid: 0, l0: 0, l1: 100, l2: 0, l3: 0, l4: 0, l5: 0 };
    const slow = { l6: 0, l7: 0, l8: 0, l9: 0, l10: 0 };
    for (const minutes of [0, 1, 2, 3, 4]) {
      const slot = slotOf(new Date(now.getTime() - minutes * 60_000));
      await em().insert(ReleaseHealth, { plugin: 'air', release: digest, slot, ...answered, ...slow });
    }
  };

  it('that the hub took back is not tried again by its publisher as it is, but by an administrator', async () => {
    await burns();
    await watchStable(em(), department.clock, admission);
    expect(await states()).toEqual(BACK_AGAIN);
    const start = (viewer: Viewer) =>
      department.as(viewer).run('mutation { startRollout(plugin: "air", version: "2.0.0") { state } }');
    const refused = await start(owner);
    expect(codeOf(refused)).toBe('FORBIDDEN');
    expect(messageOf(refused)).toContain('was stopped by the hub');
    expect((await start(people.admin)).data.startRollout.state).toBe('RUNNING');
  });

  it('is not taken back for one that holds no more: people are told why, and nobody composes it again', async () => {
    await burns();
    admission.refuses = true;
    admission.requests.length = 0;
    await watchStable(em(), department.clock, admission);
    await watchStable(em(), department.clock, admission);
    expect(await states()).toEqual(STAYS);
    expect(admission.requests).toHaveLength(1);
    expect(await em().find(Incident, {}, { disableIdentityMap: true })).toMatchObject([
      {
        kind: 'RELEASE_BURNED',
        action: null,
        detail: expect.stringMatching(/50 %.* not taken back for 1\.0\.0: .*NONNULL/),
      },
    ]);
  });
});

it('a release comes back though its publisher has used up what it may have judged in an hour', async () => {
  await makeRelease(em(), { plugin: 'air', version: '3.0.0' });
  const start = () => department.as(owner).run('mutation { startRollout(plugin: "air", version: "3.0.0") { id } }');
  admission.refuses = true;
  for (let tries = 0; tries < MOST; tries += 1) await start();
  expect(codeOf(await start())).toBe('RATE_LIMITED');
  admission.refuses = false;
  expect((await back()).data).toEqual({ rollBackRelease: 'rel_air_2.0.0' });
});
