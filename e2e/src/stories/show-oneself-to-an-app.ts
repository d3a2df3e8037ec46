import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { GraphQLAnswer, HubClient } from '../hub-client.ts';

/** Takes effect within. */
const SECONDS = 5;
const PURPOSE = 'credit-assessment';

const did = (answer: GraphQLAnswer): Record<string, never> => {
  expect(answer.errors).toEqual([]);
  return answer.data as never;
};
const me = (hub: HubClient): Promise<GraphQLAnswer> =>
  hub.ask('query WhoAmI { me { name birthDate } }', {}, { as: 'shop-owner', through: 'app-lender', purpose: PURPOSE });
const codes = ({ errors }: GraphQLAnswer) =>
  Object.fromEntries(errors.map(({ extensions }) => [extensions.coordinate, extensions.code]));

async function inForce(hub: HubClient, holds: (answer: GraphQLAnswer) => boolean): Promise<GraphQLAnswer> {
  for (const until = Date.now() + SECONDS * 1000; ; await sleep(100)) {
    const answer = await me(hub);
    if (holds(answer) || Date.now() > until) return answer;
  }
}

/** An app of a bank asks for the door as for what is behind it; who signs in by it is shown to it when the city and they themselves say so. */
export async function showOneselfToAnApp(hub: HubClient): Promise<void> {
  // What the app is given at sign-in tells it nothing: it has to ask.
  const held = Buffer.from((await hub.token('shop-owner', 'app-lender')).split('.')[1] ?? '', 'base64url').toString();
  expect(JSON.parse(held)).toMatchObject({ azp: 'app-lender', citygraph_introspect: true });
  expect(held).not.toMatch(/res_|c1770000|shop-owner|周|启明|resident/);
  expect(codes(await me(hub))).toEqual({ 'Query.me': 'GRANT_REQUIRED' });
  const { requestDataGrant } = did(
    await hub.ask(
      `mutation R { requestDataGrant(app: "app-lender", coordinates: ["Query.me", "Resident.name"], purpose: "${PURPOSE}", retentionDays: 30,
        until: "${new Date(Date.now() + 300 * 86_400_000).toISOString()}", reason: "Who signs contracts.") { id coordinates } }`,
      {},
      { as: 'lender' },
    ),
  ) as unknown as { requestDataGrant: { id: string; coordinates: string[] }[] };
  expect(requestDataGrant).toMatchObject([{ coordinates: ['Query.me', 'Resident.name'] }]);
  const [{ id: grant } = { id: '' }] = requestDataGrant;
  did(
    await hub.ask(
      'mutation D($id: ID!) { decideDataGrant(id: $id, decision: APPROVE) { status } }',
      { id: grant },
      { as: 'admin' },
    ),
  );
  const asked = await inForce(hub, (answer) => codes(answer)['Query.me'] === 'CONSENT_REQUIRED');
  expect(codes(asked)).toEqual({ 'Query.me': 'CONSENT_REQUIRED' });
  did(await hub.ask('mutation G($g: ID!) { giveConsent(grantId: $g) { id } }', { g: grant }, { as: 'shop-owner' }));
  const served = await inForce(hub, (answer) => codes(answer)['Query.me'] === undefined);
  expect(served.data).toEqual({ me: { name: expect.any(String), birthDate: null } });
  expect(codes(served)).toEqual({ 'Resident.birthDate': 'GRANT_REQUIRED' });
}
