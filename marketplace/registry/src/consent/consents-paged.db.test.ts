import { testSubgraph } from '@citygraph/kit/testing';
import { expect, it } from '@jest/globals';
import { registry } from '../index.ts';
import { city, now, people, shop } from '../testing/story.ts';
import { Consent } from './consent.entity.ts';

const department = testSubgraph(registry, { seed: (em) => registry.seed(em, city), now });
const me = people.parent.principal.resident ?? '';
const given = (n: number, subjectKey: string, revoked: boolean) => ({
  id: `cns_${subjectKey.slice(0, 20)}_${n}`,
  grantId: `grt_${n}`,
  subjectType: subjectKey === me ? ('Resident' as const) : ('LegalEntity' as const),
  subjectKey,
  openSubject: revoked ? null : subjectKey,
  givenBy: 'sub',
  givenAt: new Date(now.getTime() - 10_000_000 + n * 1000),
  until: new Date(now.getTime() + 1_000_000),
  revokedAt: revoked ? now : null,
  artefactJws: 'e.y.J',
  artefactSalt: null,
  guardian: null,
  guardianSeenAt: null,
  changedIn: 1,
});

it.each([
  ['a person', 'Resident', { id: me }, me, people.parent],
  ['a firm', 'LegalEntity', { uscc: shop }, shop, people.shopOwner],
] as const)(
  'lets %s find the one consent in force behind a hundred that are not',
  async (_, type, key, subject, viewer) => {
    const ended = Array.from({ length: 101 }, (__, n) => given(n + 1, subject, true));
    await department.em().insertMany(Consent, [given(0, subject, false), ...ended]);
    const ask = async (selection: string) => (await department.as(viewer).entity(type, key, selection)).data;
    const { consents } = await ask('consents { status }');
    expect(consents.some(({ status }: { status: string }) => status === 'ACTIVE')).toBe(false);
    const { consentsConnection } = await ask(
      'consentsConnection(first: 10, active: true) { nodes { id status } pageInfo { hasNextPage } }',
    );
    expect(consentsConnection).toEqual({
      nodes: [{ id: given(0, subject, false).id, status: 'ACTIVE' }],
      pageInfo: { hasNextPage: false },
    });
    const all = await ask('consentsConnection(first: 100) { nodes { id } pageInfo { hasNextPage endCursor } }');
    const { hasNextPage, endCursor } = all.consentsConnection.pageInfo;
    expect(hasNextPage).toBe(true);
    const rest = await ask(`consentsConnection(first: 100, after: "${endCursor}") { nodes { id } }`);
    expect(rest.consentsConnection.nodes).toHaveLength(2);
  },
);
