import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DEMO_ENTITIES } from '@citygraph/city';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { GraphQLAnswer } from './hub-client.ts';
import { type RunningHub, startHub } from './start-hub.ts';

const GATEWAY = fileURLToPath(new URL('../../gateway/bin/citygraph-gateway.js', import.meta.url));
const VIEW = `query LenderView($u: USCC!) { legalEntity(uscc: $u) { name invoiceTurnover(year: 2025) { band } annualEnergyUse(year: 2025) { kwhBand } } }`;
const TURNOVER = 'LegalEntity.invoiceTurnover';
const ENERGY = 'LegalEntity.annualEnergyUse';
/** Takes effect within. */
const SECONDS = 5;
const { shop } = DEMO_ENTITIES;

let hub: RunningHub;
beforeAll(async () => {
  hub = await startHub();
}, 130_000);
afterAll(() => hub?.close());

const view = (): Promise<GraphQLAnswer> =>
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
async function inForce(holds: (answer: GraphQLAnswer) => boolean): Promise<GraphQLAnswer> {
  for (const until = Date.now() + SECONDS * 1000; ; await sleep(100)) {
    const answer = await view();
    if (holds(answer) || Date.now() > until) return answer;
  }
}

/** What the catalogue says must be granted for a field and what it shows. */
async function needed(field: string, shown: string): Promise<string[]> {
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

it('lends only what was granted and consented to, tells whose data it is who saw it, and stops when they say so', async () => {
  // Nobody granted anything.
  const before = await view();
  expect(before.data).toMatchObject({ legalEntity: { invoiceTurnover: null, annualEnergyUse: null } });
  expect(codes(before)).toEqual({ [TURNOVER]: 'GRANT_REQUIRED', [ENERGY]: 'GRANT_REQUIRED' });

  // The bank asks two owners; one says yes, the other no.
  const coordinates = [...(await needed(TURNOVER, 'band')), ...(await needed(ENERGY, 'kwhBand'))];
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
  const decide = (id: string | undefined, said: string) =>
    hub.ask(`mutation D($id: ID!) { decideDataGrant(id: $id, ${said}) { status } }`, { id }, { as: 'admin' });
  did(await decide(grant, 'decision: APPROVE'));
  did(await decide(grantOf(ENERGY)?.id, 'decision: REFUSE, reason: "Bands of turnover are enough."'));
  const asked = await inForce((answer) => codes(answer)[TURNOVER] === 'CONSENT_REQUIRED');
  expect(codes(asked)).toEqual({ [TURNOVER]: 'CONSENT_REQUIRED', [ENERGY]: 'GRANT_REQUIRED' });

  // The shop's representative consents: the rest is served.
  const { giveConsent } = did(
    await hub.ask(
      'mutation G($g: ID!, $s: ID!) { giveConsent(grantId: $g, subject: $s) { id } }',
      { g: grant, s: shop },
      { as: 'shop-owner' },
    ),
  ) as unknown as { giveConsent: { id: string } };
  const served = await inForce((answer) => codes(answer)[TURNOVER] === undefined);
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
    ) as unknown as { legalEntity: { dataAccesses: { operation: string }[]; consents: object[] } };
  let mine = await seen();
  for (
    const until = Date.now() + 5_000;
    mine.legalEntity.dataAccesses.length === 0 && Date.now() < until;
    await sleep(100)
  ) {
    mine = await seen();
  }
  expect(mine.legalEntity).toMatchObject({
    consents: [{ id: giveConsent.id, status: 'ACTIVE' }],
    dataAccesses: [
      { app: 'app-lender', purpose: 'credit-assessment', operation: 'LenderView', grants: [{ id: grant }] },
    ],
  });
  expect((mine.legalEntity.dataAccesses[0] as unknown as { coordinates: string[] }).coordinates).toContain(TURNOVER);
  expect((mine.legalEntity.dataAccesses[0] as unknown as { coordinates: string[] }).coordinates).not.toContain(ENERGY);
  did(
    await hub.ask(
      'mutation V($id: ID!) { revokeConsent(id: $id) { status } }',
      { id: giveConsent.id },
      { as: 'shop-owner' },
    ),
  );
  const after = await inForce((answer) => codes(answer)[TURNOVER] === 'CONSENT_REQUIRED');
  expect(codes(after)[TURNOVER]).toBe('CONSENT_REQUIRED');
  expect(after.data).toMatchObject({ legalEntity: { invoiceTurnover: null } });

  // The chain of acts is whole, and the ledger of the gateway as well, until a byte is edited.
  const audit = did(await hub.ask('{ verifyAudit { intact entries } }', {}, { as: 'admin' })) as unknown as {
    verifyAudit: object;
  };
  expect(audit.verifyAudit).toEqual({ intact: true, entries: 6 });
  await hub.stop();
  const folder = join(hub.dataDir, 'ledger');
  const verify = () =>
    spawnSync(
      process.execPath,
      [GATEWAY, 'ledger', 'verify', join(folder, 'archive'), '--keys', join(folder, 'public-keys.json')],
      { encoding: 'utf8' },
    );
  expect(verify().status).toBe(0);
  const [name = ''] = await readdir(join(folder, 'archive'));
  const file = join(folder, 'archive', name);
  const text = await readFile(file, 'utf8');
  const row = text.split('\n').findIndex((line) => line.includes('"LenderView"')) + 1;
  await writeFile(file, text.replace('"LenderView"', '"LenderVieW"'));
  const edited = verify();
  expect(edited.status).toBe(1);
  expect(`${edited.stdout}${edited.stderr}`).toContain(`row ${row},`);
}, 180_000);
