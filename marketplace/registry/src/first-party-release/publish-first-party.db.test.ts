import { compose } from '@citygraph/composition';
import type { Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { operator } from '../hub-viewer.ts';
import { Incident } from '../incident/incident.entity.ts';
import { registry, withKeys } from '../index.ts';
import { addUsage } from '../operation-usage/add-usage.ts';
import { codeOf } from '../testing/publishing-story.ts';
import { departmentsOfStory } from '../testing/release-story.ts';
import { city, keys, now, people } from '../testing/story.ts';
import { askToBreakFirstParty } from './ask-to-break-first-party.ts';
import { FirstPartyRelease } from './first-party-release.entity.ts';
import { importFirstParty } from './import-first-party.ts';
import { lostByFirstParty } from './lost-by-first-party.ts';
import { publishFirstParty } from './publish-first-party.ts';

const department = testSubgraph(withKeys(keys), { seed: (em) => registry.seed(em, city), now });
const em = () => department.em();
/** The deployment's schemas with one sentence of one department changed. */
const changed = (from: string, to: string) =>
  departmentsOfStory.map(({ name, sdl }) => ({ name, sdl: sdl.replace(from, to) }));
const NAME = 'name: String @sensitivity(level: "S1")';
const without = changed(NAME, '');
const publish = (schemas: typeof departmentsOfStory) => publishFirstParty(em(), schemas, compose, now);
const asked = (...coordinates: string[]) => {
  const use = { digest: 'd'.repeat(64), operationName: 'Firms', app: 'app-lender', count: 7, errors: 0, cost: 1 };
  return addUsage(em(), [{ ...use, coordinates }], now);
};
const inForce = async () => {
  const rows = await em().find(FirstPartyRelease, { current: true }, { disableIdentityMap: true });
  return rows.map(({ sdl }) => sdl).join('\n');
};
const force = async () => {
  const loss = await lostByFirstParty(em(), without, compose, now);
  if (loss === null) throw new Error('Nothing would be lost.');
  const id = await askToBreakFirstParty(em(), operator('ops'), { loss, reason: 'The register has it no more.' }, now);
  const { data } = await department
    .as(people.admin)
    .run('query Q($id: ID!) { breakingChange(id: $id) { digest plugin kind impact { coordinate requests } } }', { id });
  return { id, ...data.breakingChange };
};
const decide = (id: string, digest: string, viewer: Viewer, confirm = true) =>
  department
    .as(viewer)
    .run(
      'mutation D($id: ID!, $d: String!, $c: Boolean!) { decideBreakingChange(id: $id, digest: $d, confirm: $c, reason: "We told them.") { state } }',
      { id, d: digest, c: confirm },
    );

beforeEach(async () => {
  await importFirstParty(em(), departmentsOfStory, now);
});

describe('what a department publishes', () => {
  it('is refused where clients asked for what it takes, with what that is, and what was in force stays', async () => {
    await asked('LegalEntity.name', 'Query.legalEntity');
    const why = await publish(without);
    expect(why).toContain('The schemas of finance are not published: clients asked in 30 days for LegalEntity.name.');
    expect(why).toContain('asked for 7 times');
    expect(await inForce()).toContain(NAME);
    await publish(without);
    expect(await em().find(Incident, {}, { disableIdentityMap: true })).toMatchObject([
      { kind: 'FIRST_PARTY_REFUSED', subject: 'departments', detail: expect.stringContaining('LegalEntity.name') },
    ]);
  }, 60_000);

  it('is published while nobody asks for what it takes, and where it only adds', async () => {
    await asked('Query.meters');
    expect(await publish(without)).toBeNull();
    expect(await inForce()).not.toContain(NAME);
    expect(await publish(changed(NAME, `${NAME} size: Int @sensitivity(level: "S1")`))).toBeNull();
    expect(await em().count(Incident)).toBe(0);
  }, 60_000);

  it('is published once an administrator confirmed exactly that, whom nobody else is', async () => {
    await asked('LegalEntity.name');
    const { id, digest, kind, plugin, impact } = await force();
    expect({ kind, plugin, impact }).toEqual({
      kind: 'DEPARTMENT',
      plugin: 'finance',
      impact: [{ coordinate: 'LegalEntity.name', requests: 7 }],
    });
    expect((await force()).id).toBe(id);
    expect(await publish(without)).not.toBeNull();
    expect(codeOf(await decide(id, digest, people.finance))).toBe('FORBIDDEN');
    expect(codeOf(await decide(id, digest, people.nobody))).toBe('UNAUTHENTICATED');
    expect(codeOf(await decide(id, digest.replace(/^./, 'x'), people.admin))).toBe('CONFLICT');
    for (let again = 0; again < 2; again++)
      expect((await decide(id, digest, people.admin)).data.decideBreakingChange).toEqual({ state: 'CONFIRMED' });
    // Another change is another question.
    expect(await publish(changed(NAME, 'title: String @sensitivity(level: "S1")'))).not.toBeNull();
    expect(await publish(without)).toBeNull();
    expect(await inForce()).not.toContain(NAME);
    expect(await verifyAudit(em())).toMatchObject({ intact: true });
  }, 60_000);

  it('stays refused where the administrator said no', async () => {
    await asked('LegalEntity.name');
    const { id, digest } = await force();
    expect((await decide(id, digest, people.admin, false)).data.decideBreakingChange).toEqual({ state: 'REFUSED' });
    expect(await publish(without)).not.toBeNull();
  }, 60_000);
});
