import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_ENTITIES } from '@citygraph/city';
import { expect } from '@jest/globals';
import type { GraphQLAnswer, HubClient } from '../hub-client.ts';

const VIEW = `query LenderView($u: USCC!) { legalEntity(uscc: $u) { name invoiceTurnover(year: 2025) { band } annualEnergyUse(year: 2025) { kwhBand } } }`;
const TURNOVER = 'LegalEntity.invoiceTurnover';
const ENERGY = 'LegalEntity.annualEnergyUse';
interface Access {
  readonly app: string;
  readonly coordinates: readonly string[];
}

/** Takes effect within. */
const SECONDS = 5;
const { shop, bank } = DEMO_ENTITIES;
const OFFER = `mutation O($b: USCC!) { offerLoanProduct(lender: $b, name: "小微快贷", purpose: "working-capital", annualRateBp: 420,
  minAmountCents: 100000, maxAmountCents: 50000000, maxTermMonths: 24) { id open } }`;

const view = (hub: HubClient): Promise<GraphQLAnswer> =>
  hub.ask(
    VIEW,
    { u: shop },
    { as: 'lender', through: 'app-lender', purpose: 'credit-assessment', onCase: 'case-credit-1' },
  );
const codes = ({ errors }: GraphQLAnswer) =>
  Object.fromEntries(errors.map(({ extensions }) => [extensions.coordinate, extensions.code]));
const did = (answer: GraphQLAnswer): Record<string, never> => {
  expect(answer.errors).toEqual([]);
  return answer.data as never;
};

/** Asks again until it is so, for as long as a decision may take to be in force. */
async function inForce(hub: HubClient, holds: (answer: GraphQLAnswer) => boolean): Promise<GraphQLAnswer> {
  for (const until = Date.now() + SECONDS * 1000; ; await sleep(100)) {
    const answer = await view(hub);
    if (holds(answer) || Date.now() > until) return answer;
  }
}

/** What the catalogue says must be granted for a field and what it shows. */
async function needed(hub: HubClient, field: string, shown: string): Promise<string[]> {
  const { data } = await hub.ask(
    '{ catalog(text: "LegalEntity", first: 100) { nodes { items { coordinate dataType } } } }',
  );
  const items = (
    data as { catalog: { nodes: { items: { coordinate: string; dataType: string }[] }[] } }
  ).catalog.nodes.flatMap((entry) => entry.items);
  const type = items.find(({ coordinate }) => coordinate === field)?.dataType.replaceAll(/\W/g, '') ?? '';
  const entry = await hub.ask(
    'query E($t: String) { catalog(text: $t, first: 100) { nodes { items { coordinate sensitivity } } } }',
    {
      t: type,
    },
  );
  const labels = (
    entry.data as { catalog: { nodes: { items: { coordinate: string; sensitivity: string }[] }[] } }
  ).catalog.nodes
    .flatMap((node) => node.items)
    .filter(({ coordinate, sensitivity }) => coordinate === `${type}.${shown}` && sensitivity !== 'S1')
    .map(({ coordinate }) => coordinate);
  return [field, ...labels];
}

/** What a bank offers is for everybody to read, and its representative's alone to change: by an app of the city, and not by one that nobody granted that. */
export async function offerLoans(hub: HubClient): Promise<void> {
  const { errors } = await hub.ask(OFFER, { b: bank }, { as: 'lender', through: 'app-lender' });
  expect(errors).toMatchObject([{ extensions: { code: 'GRANT_REQUIRED', coordinate: 'Mutation.offerLoanProduct' } }]);
  const { offerLoanProduct } = did(await hub.ask(OFFER, { b: bank }, { as: 'lender' })) as unknown as {
    offerLoanProduct: { id: string; open: boolean };
  };
  expect(offerLoanProduct.open).toBe(true);
  const close = 'mutation C($id: ID!) { closeLoanProduct(id: $id) { id open } }';
  const { id } = offerLoanProduct;
  expect((await hub.ask(close, { id }, { as: 'shop-owner' })).errors).toMatchObject([
    { extensions: { code: 'FORBIDDEN' } },
  ]);
  expect(did(await hub.ask(close, { id }, { as: 'lender' }))).toEqual({ closeLoanProduct: { id, open: false } });
}

/** A bank without a grant, with half of what it asked for, with the shop's consent, and without it again. */
export async function lendWhatWasGranted(hub: HubClient): Promise<void> {
  // Nobody granted anything.
  const before = await view(hub);
  expect(before.data).toMatchObject({ legalEntity: { invoiceTurnover: null, annualEnergyUse: null } });
  expect(codes(before)).toEqual({ [TURNOVER]: 'GRANT_REQUIRED', [ENERGY]: 'GRANT_REQUIRED' });

  // The bank asks two owners; one says yes, the other no.
  const coordinates = [...(await needed(hub, TURNOVER, 'band')), ...(await needed(hub, ENERGY, 'kwhBand'))];
  const { requestDataGrant } = did(
    await hub.ask(
      `mutation R($c: [String!]!) { requestDataGrant(app: "app-lender", coordinates: $c, purpose: "credit-assessment", retentionDays: 30,
        until: "${new Date(Date.now() + 300 * 86_400_000).toISOString()}", reason: "Loans to small firms.") { id coordinates owner { name } } }`,
      { c: coordinates },
      { as: 'lender' },
    ),
  ) as unknown as { requestDataGrant: { id: string; coordinates: string[]; owner: { name: string } }[] };
  expect(requestDataGrant).toHaveLength(2);
  const grantOf = (coordinate: string) => requestDataGrant.find((grant) => grant.coordinates.includes(coordinate));
  const grant = grantOf(TURNOVER)?.id ?? '';
  // Both sides see what is only asked for, whatever of it they select.
  const waiting = '{ myDataGrants { nodes { id } } }';
  const seenBy = async (handle: string) =>
    (did(await hub.ask(waiting, {}, { as: handle })) as unknown as { myDataGrants: { nodes: { id: string }[] } })
      .myDataGrants.nodes;
  expect(await seenBy('lender')).toEqual(expect.arrayContaining(requestDataGrant.map(({ id }) => ({ id }))));
  expect(await seenBy('shop-owner')).toEqual([]);
  const decide = (id: string | undefined, said: string) =>
    hub.ask(`mutation D($id: ID!) { decideDataGrant(id: $id, ${said}) { status } }`, { id }, { as: 'admin' });
  did(await decide(grant, 'decision: APPROVE'));
  did(await decide(grantOf(ENERGY)?.id, 'decision: REFUSE, reason: "Bands of turnover are enough."'));
  const asked = await inForce(hub, (answer) => codes(answer)[TURNOVER] === 'CONSENT_REQUIRED');
  expect(codes(asked)).toEqual({ [TURNOVER]: 'CONSENT_REQUIRED', [ENERGY]: 'GRANT_REQUIRED' });

  // The shop's representative consents: the rest is served.
  const { giveConsent } = did(
    await hub.ask(
      'mutation G($g: ID!, $s: ID!) { giveConsent(grantId: $g, subject: $s) { id } }',
      { g: grant, s: shop },
      { as: 'shop-owner' },
    ),
  ) as unknown as { giveConsent: { id: string } };
  const served = await inForce(hub, (answer) => codes(answer)[TURNOVER] === undefined);
  expect(codes(served)).toEqual({ [ENERGY]: 'GRANT_REQUIRED' });
  expect(served.data).toMatchObject({
    legalEntity: { invoiceTurnover: { band: expect.any(String) }, annualEnergyUse: null },
  });

  // They see who saw what, under which decision, and take it back.
  const seen = async () =>
    did(
      await hub.ask(
        `query S($u: USCC!) { legalEntity(uscc: $u) { dataAccesses { app purpose operation coordinates grants { id } } consents { id status } } }`,
        { u: shop },
        { as: 'shop-owner' },
      ),
    ) as unknown as { legalEntity: { dataAccesses: Access[]; consents: object[] } };
  let mine = await seen();
  const lenders = () => mine.legalEntity.dataAccesses.filter(({ app }) => app === 'app-lender');
  for (const until = Date.now() + SECONDS * 1000; lenders().length === 0 && Date.now() < until; await sleep(100)) {
    mine = await seen();
  }
  expect(mine.legalEntity.consents).toMatchObject([{ id: giveConsent.id, status: 'ACTIVE' }]);
  expect(lenders()).toMatchObject([{ purpose: 'credit-assessment', operation: 'LenderView', grants: [{ id: grant }] }]);
  expect(lenders().map((access) => access.coordinates)).toEqual([grantOf(TURNOVER)?.coordinates]);
  did(
    await hub.ask(
      'mutation V($id: ID!) { revokeConsent(id: $id) { status } }',
      { id: giveConsent.id },
      { as: 'shop-owner' },
    ),
  );
  const after = await inForce(hub, (answer) => codes(answer)[TURNOVER] === 'CONSENT_REQUIRED');
  expect(codes(after)[TURNOVER]).toBe('CONSENT_REQUIRED');
  expect(after.data).toMatchObject({ legalEntity: { invoiceTurnover: null } });

  const { verifyAudit } = did(await hub.ask('{ verifyAudit { intact entries } }', {}, { as: 'admin' })) as unknown as {
    verifyAudit: { intact: boolean; entries: number };
  };
  expect(verifyAudit.intact).toBe(true);
  expect(verifyAudit.entries).toBeGreaterThanOrEqual(6);
}
