import { subjectHash } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Consent } from '../consent/consent.entity.ts';
import { registry } from '../index.ts';
import { keys, now } from '../testing/story.ts';
import { type ConsentShards, createConsentShards } from './consent-shards.ts';

const department = testSubgraph(registry);
const DAY_MS = 86_400_000;
const PEOPLE = Array.from({ length: 40 }, (_, index) => `res_${String(index).padStart(4, '0')}`);

const give = (resident: string, changedIn: number, until = new Date(now.getTime() + 30 * DAY_MS)) =>
  department.em().insert(Consent, {
    id: `cns_${resident}`,
    grantId: 'grant_1',
    subjectType: 'Resident',
    subjectKey: resident,
    openSubject: resident,
    givenBy: 'sub',
    givenAt: now,
    until,
    revokedAt: null,
    artefactJws: '',
    artefactSalt: null,
    guardian: null,
    guardianSeenAt: null,
    changedIn,
  });
const revoke = (resident: string, changedIn: number) =>
  department.em().nativeUpdate(Consent, { id: `cns_${resident}` }, { revokedAt: now, openSubject: null, changedIn });

let shards: ConsentShards;
beforeEach(async () => {
  await department.em().nativeDelete(Consent, {});
  shards = createConsentShards(keys.subjectSecret);
});
const follow = (version: number, at = now, of = shards) => of.follow(department.em(), version, at);
const subjectsIn = (digests: Readonly<Record<string, string>>) =>
  Object.values(digests)
    .flatMap((digest) => shards.find(digest)?.consents ?? [])
    .map(({ subject }) => subject)
    .sort();
const hashes = (people: readonly string[]) =>
  people.map((resident) => subjectHash(keys.subjectSecret, 'Resident', resident)).sort();

describe('consents as gateways get them', () => {
  it('are all there, each in its subject’s shard, and one decision changes one shard', async () => {
    for (const resident of PEOPLE) await give(resident, 0);
    const before = await follow(1);
    expect(subjectsIn(before)).toEqual(hashes(PEOPLE));

    await give('res_new', 2);
    const after = await follow(2);
    expect(Object.keys(after).filter((shard) => after[shard] !== before[shard])).toHaveLength(1);
    expect(subjectsIn(after)).toEqual(hashes([...PEOPLE, 'res_new']));

    await revoke('res_new', 3);
    expect(await follow(3)).toEqual(before);
  });

  it('are the same whoever tells of them, and from whichever version on', async () => {
    for (const resident of PEOPLE) await give(resident, 0);
    await follow(1);
    await revoke('res_0007', 2);
    await give('res_late', 3);
    await follow(2);
    const latest = await follow(3);
    expect(await follow(3, now, createConsentShards(keys.subjectSecret))).toEqual(latest);
    expect(subjectsIn(latest)).toEqual(hashes([...PEOPLE.filter((one) => one !== 'res_0007'), 'res_late']));
  });

  it('of a later version wait for it', async () => {
    await give('res_0001', 1);
    await give('res_0002', 2);
    expect(subjectsIn(await follow(1))).toEqual(hashes(['res_0001']));
    expect(subjectsIn(await follow(2))).toEqual(hashes(['res_0001', 'res_0002']));
  });

  it('end with their day, and change nothing before', async () => {
    await give('res_0001', 1, new Date(now.getTime() + 60_000));
    await give('res_0002', 1);
    const before = await follow(1);
    expect(await follow(1, new Date(now.getTime() + 120_000))).toEqual(before);
    const tomorrow = new Date(now.getTime() + DAY_MS);
    const after = await follow(1, tomorrow);
    expect(subjectsIn(after)).toEqual(hashes(['res_0002']));
    expect(await follow(1, tomorrow, createConsentShards(keys.subjectSecret))).toEqual(after);
  });

  it('of the last versions can still be had, of older ones not', async () => {
    await give('res_0001', 1);
    const [old = ''] = Object.values(await follow(1));
    await revoke('res_0001', 2);
    await follow(2);
    expect(shards.find(old)?.consents).toHaveLength(1);
    for (let version = 3; version < 12; version += 1) await follow(version);
    expect(shards.find(old)).toBeNull();
  });
});
