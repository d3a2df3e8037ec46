import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { registry, withKeys } from '../index.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import {
  CREATE,
  codeOf,
  fakeAdmission,
  fakeClient,
  publish,
  published,
  registered,
  submit,
  vendors,
} from '../testing/publishing-story.ts';
import { city, keys, now } from '../testing/story.ts';
import { assertQuota } from './assert-quota.ts';
import { forgetReleases } from './forget-releases.ts';
import { PluginRelease } from './plugin-release.entity.ts';

const department = testSubgraph(withKeys(keys, { client: fakeClient(), admission: fakeAdmission() }), {
  seed: (em) => registry.seed(em, city),
  now,
});
const em = () => department.em();
const later = (days: number) => department.clock.set(new Date(now.getTime() + days * 86_400_000));
const forget = (over: { last?: number; most?: number } = {}) =>
  forgetReleases(em(), department.clock.now(), { last: 2, most: 100, ...over });
const versions = async () =>
  (await em().find(PluginRelease, {}, { fields: ['version'], orderBy: { publishedAt: 'asc', id: 'asc' } }))
    .map(({ version }) => version)
    .sort();
/** One a minute. */
const publishMany = async (count: number) => {
  const ids: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    department.clock.set(new Date(now.getTime() + number * 60_000));
    ids.push((await published(department, { manifest: { version: `1.0.${number}` } })).id);
  }
  return ids;
};

beforeEach(async () => {
  await registered(department);
  await department.as(vendors.ada).run(CREATE);
});

describe('releases that nobody was asked about', () => {
  it('are kept for a day, and then the last few of each plugin', async () => {
    await publishMany(5);
    expect(await forget()).toBe(0);
    later(2);
    expect(await forget()).toBe(3);
    expect(await versions()).toEqual(['1.0.4', '1.0.5']);
    expect(await forget()).toBe(0);
    const acts = (await em().find(AuditEntry, {})).map(({ record }) => JSON.parse(record).act);
    expect(acts.filter((act) => act === 'forgetReleases')).toHaveLength(1);
    expect(await verifyAudit(em())).toMatchObject({ intact: true });
  });

  it('go a few at a time', async () => {
    await publishMany(5);
    later(2);
    expect([await forget({ most: 2 }), await forget({ most: 2 })]).toEqual([2, 1]);
  });

  it('give no version away', async () => {
    await publishMany(4);
    later(2);
    await forget();
    expect(codeOf(await publish(department, { manifest: { version: '1.0.1' } }))).toBe('CONFLICT');
    expect((await publish(department, { manifest: { version: '1.0.5' } })).data.publishRelease.accepted).toBe(true);
  });

  it('leave what somebody was asked about where it is', async () => {
    const [first = ''] = await publishMany(4);
    expect((await submit(department, first)).errors).toBeUndefined();
    await department
      .as(vendors.ada)
      .run('mutation W($r: ID!) { withdrawRelease(release: $r, reason: "It is wrong.") { state } }', { r: first });
    later(2);
    expect(await forget()).toBe(1);
    expect(await versions()).toEqual(['1.0.1', '1.0.3', '1.0.4']);
  });
});

it('a publisher publishes so many a day, of all its plugins, and goes on tomorrow', async () => {
  await publishMany(2);
  const { publisherId: id } = await em().findOneOrFail(Plugin, { name: 'air-quality' });
  const ask = (most: number) => assertQuota(em(), { id, handle: 'air-lab' }, department.clock.now(), most);
  await expect(ask(2)).rejects.toMatchObject({ code: 'RATE_LIMITED', message: expect.stringContaining('2 releases') });
  await expect(ask(3)).resolves.toBeUndefined();
  later(2);
  await expect(ask(2)).resolves.toBeUndefined();
});
