import { subjectHash, type Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { registry, withKeys } from '../index.ts';
import { activeGrant } from '../testing/active-grant.ts';
import { city, graph, keys, now, people, shop } from '../testing/story.ts';
import { Consent } from './consent.entity.ts';

const department = testSubgraph(withKeys(keys), {
  seed: async (em) => {
    await registry.seed(em, city);
    await refreshCatalog(em, graph, now);
  },
  now,
});
const through = (viewer: Viewer, app: string): Viewer => ({ ...viewer, principal: { ...viewer.principal, app } });
const give = async (viewer: Viewer = people.shopOwner, grant?: string) =>
  department.as(viewer).run('mutation G($g: ID!, $s: ID) { giveConsent(grantId: $g, subject: $s) { id } }', {
    g: grant ?? (await activeGrant(department)),
    s: shop,
  });
const look = (viewer: Viewer) =>
  department.as(viewer).entity('LegalEntity', { uscc: shop }, 'consents { id artefactJws artefactOpening }');

it('names whose data it is by a hash of its own, which who gave it can open', async () => {
  await give();
  await give();
  const { data } = await look(people.shopOwner);
  const [one, other] = data.consents.map(({ artefactJws }: { artefactJws: string }) => decodeJwt(artefactJws).sub);
  expect(one).not.toBe(other);
  expect(
    JSON.stringify(data.consents.map((consent: { artefactJws: string }) => decodeJwt(consent.artefactJws))),
  ).not.toContain(shop);
  const { salt, type, key } = JSON.parse(data.consents[0].artefactOpening);
  expect([type, key]).toEqual(['LegalEntity', shop]);
  expect(subjectHash(Buffer.from(salt, 'base64url'), type, key)).toBe(one);
});

it('is opened for no third party, neither its app nor a plugin', async () => {
  await give();
  const asked = [
    through(people.shopOwner, 'app-lender'),
    { ...people.shopOwner, receivers: ['air@1.0.0:Consent.artefactOpening'] },
  ];
  for (const viewer of asked) {
    const { data, errors } = await look(viewer);
    expect(data.consents).toMatchObject([{ artefactJws: expect.any(String), artefactOpening: null }]);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  }
});

it('from before, which names its subject by the key, is told no third party', async () => {
  await give();
  await department.em().nativeUpdate(Consent, {}, { artefactSalt: null });
  expect((await look(people.shopOwner)).data.consents).toMatchObject([
    { artefactJws: expect.any(String), artefactOpening: null },
  ]);
  const asked = [
    through(people.shopOwner, 'app-lender'),
    { ...people.shopOwner, receivers: ['air@1.0.0:Consent.artefactJws'] },
  ];
  for (const viewer of asked) {
    const { data, errors } = await look(viewer);
    expect(data.consents).toMatchObject([{ artefactJws: null }]);
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  }
});

it('is given by no third party’s app for its user, and taken back by whichever', async () => {
  const grant = await activeGrant(department);
  const refused = await give(through(people.shopOwner, 'app-lender'), grant);
  expect(refused.errors).toMatchObject([
    {
      message:
        'app: app-lender is a third party’s, and consent is given by the city’s own apps alone: open the consent there.',
      extensions: { code: 'FORBIDDEN', argument: 'app' },
    },
  ]);
  expect(await department.em().count(Consent)).toBe(0);
  const { id } = (await give(people.shopOwner, grant)).data.giveConsent;
  const taken = await department
    .as(through(people.shopOwner, 'app-lender'))
    .run('mutation V($id: ID!) { revokeConsent(id: $id) { status } }', { id });
  expect(taken.data.revokeConsent.status).toBe('REVOKED');
});

it.each(['Consent.artefactJws', 'Consent.artefactOpening', 'Mutation.giveConsent', 'Mutation.decideDataGrant'])(
  '%s is granted to nobody, and the catalogue says so',
  async (coordinate) => {
    const [type = '', field = ''] = coordinate.split('.');
    const sdl = `${graph}\ntype ${type} @join__type(graph: FINANCE) { ${field}: String @sensitivity(level: "S3") other: String @sensitivity(level: "S3") }`;
    await refreshCatalog(department.em(), sdl, now);
    const { errors } = await department
      .as(people.banker)
      .run(
        `mutation { requestDataGrant(app: "app-lender", coordinates: ["${coordinate}"], purpose: "credit-assessment", retentionDays: 30, until: "2027-11-01T00:00:00+08:00", reason: "Loans to small firms.") { id } }`,
      );
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'coordinates' } }]);
    expect(errors?.[0]?.message).toContain(`${coordinate} is granted to nobody`);
    const { data } = await department
      .as(people.nobody)
      .run(`{ catalogEntry(id: "cat_finance_${type}") { items { coordinate notGranted } } }`);
    expect(data.catalogEntry.items).toEqual([
      { coordinate, notGranted: expect.any(String) },
      { coordinate: `${type}.other`, notGranted: null },
    ]);
  },
);
