import type { Viewer } from '@citygraph/contract';
import { anonymous, resident, testSubgraph } from '@citygraph/kit/testing';
import { expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { registry, withKeys } from '../index.ts';
import { activeGrant } from '../testing/active-grant.ts';
import { policyOf } from '../testing/policy-of.ts';
import { child, city, graph, keys, now, people } from '../testing/story.ts';
import { Consent } from './consent.entity.ts';
import { guardiansToSee, MOST_SEEN, seeGuardian } from './guardians.ts';

const department = testSubgraph(withKeys(keys), {
  seed: async (em) => {
    await registry.seed(em, city);
    await refreshCatalog(em, graph, now);
  },
  now,
});
const PARENT = city.demo.parent.resident;
const SISTER = 'res_sister';
const give = async (viewer: Viewer, subject: string, grant: string): Promise<string> => {
  const document = 'mutation G($g: ID!, $s: ID) { giveConsent(grantId: $g, subject: $s) { id } }';
  return (await department.as(viewer).run(document, { g: grant, s: subject })).data.giveConsent.id;
};
const toSee = () => guardiansToSee(department.context(anonymous()));
const see = (guardianOf: readonly string[]) =>
  seeGuardian(department.context(anonymous()), { guardian: PARENT, guardianOf });
const inForce = async () =>
  (await policyOf(department.em(), keys.subjectSecret, department.clock.now())).consents.map(({ id }) => id).sort();

it('ends with guardianship or minority, and leaves what is given for others', async () => {
  const grant = await activeGrant(department);
  const parent = resident(PARENT, { guardianOf: [child, SISTER] });
  await give(parent, child, grant);
  const kept = [await give(parent, SISTER, grant), await give(people.parent, PARENT, grant)].sort();
  expect(await toSee()).toEqual({ guardians: [PARENT], isMore: false });
  expect(await see([SISTER])).toEqual({ ended: 1 });
  expect(await inForce()).toEqual(kept);
  const [last] = await department.em().find(AuditEntry, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
  expect(JSON.parse(last?.record ?? '')).toMatchObject({
    act: 'endConsent',
    actor: 'citygraph:registry',
    reason: 'Who gave it is no guardian of the person any more, or the person is of age.',
  });
});

it('is replaced by the person’s own word, which ends with no guardianship', async () => {
  const grant = await activeGrant(department);
  const guardians = await give(people.parent, child, grant);
  const own = await give(resident(child), child, grant);
  expect(own).not.toBe(guardians);
  expect(await see([])).toEqual({ ended: 0 });
  expect(await inForce()).toEqual([own]);
});

it('is asked about once in ten minutes while it lasts', async () => {
  const id = await give(people.parent, child, await activeGrant(department));
  expect(await see([child])).toEqual({ ended: 0 });
  expect(await toSee()).toEqual({ guardians: [], isMore: false });
  department.clock.set(new Date(now.getTime() + 10 * 60_000));
  expect(await toSee()).toEqual({ guardians: [PARENT], isMore: false });
  expect(await inForce()).toEqual([id]);
});

it('comes to everybody’s turn: who was not asked about for longest is first', async () => {
  const id = await give(people.parent, child, await activeGrant(department));
  const em = department.em();
  const one = await em.findOneOrFail(Consent, { id }, { disableIdentityMap: true });
  // Many gave theirs before, and were asked about just now but for ten minutes.
  const earlier = new Date(now.getTime() - 11 * 60_000);
  await em.insertMany(
    Consent,
    Array.from({ length: MOST_SEEN }, (_, index) => ({
      ...(one as Required<Consent>),
      id: `con_${index}`,
      openSubject: `open-${index}`,
      guardian: `res_a${index}`,
      guardianSeenAt: earlier,
    })),
  );
  const { guardians, isMore } = await toSee();
  expect([guardians[0], guardians.length, isMore]).toEqual([PARENT, MOST_SEEN, true]);
});
