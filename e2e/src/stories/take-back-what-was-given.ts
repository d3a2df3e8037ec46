import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_ENTITIES } from '@citygraph/city';
import { expect } from '@jest/globals';
import type { GraphQLAnswer, HubClient } from '../hub-client.ts';

/** Takes effect within. */
const SECONDS = 5;
const { bank, hospital } = DEMO_ENTITIES;
const ALL = `query AllIConsentedTo { me {
  consents { id status takenBackBy }
  usageSharesConnection(running: true) { nodes { id takenBackBy grantee { uscc } } }
  consentDirectivesConnection(running: true) { nodes { id takenBackBy grantee { uscc } } } } }`;

interface Given {
  readonly id: string;
  readonly takenBackBy: string;
}
interface All {
  readonly consents: readonly (Given & { readonly status: string })[];
  readonly usageSharesConnection: { readonly nodes: readonly Given[] };
  readonly consentDirectivesConnection: { readonly nodes: readonly Given[] };
}
const did = (answer: GraphQLAnswer): Record<string, never> => {
  expect(answer.errors).toEqual([]);
  return answer.data as never;
};

/** A resident says yes three times, to three departments, finds all of it in one place, and takes each back in the way that it names. Needs a grant of `Query.me` to the bank's app. */
export async function takeBackWhatWasGiven(hub: HubClient): Promise<void> {
  const asParent = async <T>(document: string, variables: Record<string, unknown> = {}): Promise<T> =>
    did(await hub.ask(document, variables, { as: 'parent' })) as T;
  const inForce = async (): Promise<All> => {
    const { me } = await asParent<{ me: All }>(ALL);
    return {
      consents: me.consents.filter(({ status }) => status === 'ACTIVE'),
      usageSharesConnection: me.usageSharesConnection,
      consentDirectivesConnection: me.consentDirectivesConnection,
    };
  };
  const nothing: All = {
    consents: [],
    usageSharesConnection: { nodes: [] },
    consentDirectivesConnection: { nodes: [] },
  };
  expect(await inForce()).toEqual(nothing);

  const { me } = await asParent<{ me: { id: string; household: { dwelling: { usagePoints: { mrid: string }[] } } } }>(
    '{ me { id household { dwelling { usagePoints { mrid } } } } }',
  );
  const mrid = me.household.dwelling.usagePoints[0]?.mrid;
  const { dataGrants } = await asParent<{ dataGrants: { nodes: { id: string; coordinates: string[] }[] } }>(
    '{ dataGrants(app: "app-lender") { nodes { id coordinates } } }',
  );
  const grant = dataGrants.nodes.find(({ coordinates }) => coordinates.includes('Query.me'))?.id;
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString();
  await asParent('mutation C($g: ID!) { giveConsent(grantId: $g) { id } }', { g: grant });
  await asParent('mutation S($m: ID!, $g: USCC!, $u: DateTime!) { shareUsage(mrid: $m, granteeUscc: $g, until: $u) }', {
    m: mrid,
    g: bank,
    u: until,
  });
  await asParent(
    'mutation D($r: ID!, $g: USCC!) { recordConsentDirective(residentId: $r, scope: "HIDE_ENCOUNTERS", granteeUscc: $g) }',
    { r: me.id, g: hospital },
  );

  /** What the bank sees of them: who they are by its app, and what their meter shows. */
  const bankSees = async () => {
    const who = await hub.ask(
      '{ me { name } }',
      {},
      { as: 'parent', through: 'app-lender', purpose: 'credit-assessment' },
    );
    const meter = did(
      await hub.ask(
        `query R($u: USCC!) { legalEntity(uscc: $u) { receivedSharesConnection(running: true) { nodes { usagePoint { mrid } } } } }`,
        { u: bank },
        { as: 'lender' },
      ),
    ) as unknown as { legalEntity: { receivedSharesConnection: { nodes: { usagePoint: { mrid: string } }[] } } };
    const shared = meter.legalEntity.receivedSharesConnection.nodes.map(({ usagePoint }) => usagePoint.mrid);
    return { who: who.errors.length === 0, meter: shared.includes(mrid ?? '') };
  };
  const seen = async (expected: object) => {
    let found = await bankSees();
    for (const end = Date.now() + SECONDS * 1000; Date.now() < end; await sleep(100)) {
      if (JSON.stringify(found) === JSON.stringify(expected)) break;
      found = await bankSees();
    }
    expect(found).toEqual(expected);
  };
  await seen({ who: true, meter: true });

  const all = await inForce();
  expect(all).toMatchObject({
    consents: [{ takenBackBy: 'revokeConsent' }],
    usageSharesConnection: { nodes: [{ takenBackBy: 'endShare', grantee: { uscc: bank } }] },
    consentDirectivesConnection: { nodes: [{ takenBackBy: 'revokeConsentDirective', grantee: { uscc: hospital } }] },
  });
  const { consents, usageSharesConnection, consentDirectivesConnection } = all;
  for (const { id, takenBackBy } of [
    ...consents,
    ...usageSharesConnection.nodes,
    ...consentDirectivesConnection.nodes,
  ]) {
    // Two answer the id, one the consent.
    const selection = takenBackBy === 'revokeConsent' ? ' { id }' : '';
    await asParent(`mutation B($id: ID!) { ${takenBackBy}(id: $id)${selection} }`, { id });
  }
  expect(await inForce()).toEqual(nothing);
  await seen({ who: false, meter: false });
}
