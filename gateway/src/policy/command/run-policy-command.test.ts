import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSigningKey, subjectHash, writeSigningKey } from '@citygraph/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runPolicyCommand } from './run-policy-command.ts';

const key = await generateSigningKey();
const POLICY = `
apps:
  app-lender: { organisation: "912200001234567890", thirdParty: true }
plugins:
  air: { release: 1.2.0 }
grants:
  - id: grant_1
    to: app app-lender
    coordinates: [LegalEntity.invoiceTurnover, LegalEntity.annualEnergyUse]
    purpose: credit-assessment
    until: 2099-12-31
    retentionDays: 30
    needsConsent: true
consents:
  - { id: consent_1, grant: grant_1, of: { type: LegalEntity, key: "912201MA0000000001" }, until: 2099-12-31 }
`;

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-policy-'));
  await writeFile(at('key.pem'), writeSigningKey(key));
  await writeFile(at('secret'), Buffer.alloc(32, 5).toString('base64url'));
  await writeFile(at('policy.yaml'), POLICY);
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runPolicyCommand(
    argv,
    (line) => out.push(line),
    (line) => err.push(line),
  );
  return { code, out, err };
}
const sign = (file: string, out: string, ...more: string[]) =>
  run('sign', at(file), '--key', at('key.pem'), '--out', at(out), '--subject-secret', at('secret'), ...more);

describe('citygraph-gateway policy', () => {
  it('counts on from no bundle that somebody else signed or edited', async () => {
    await sign('policy.yaml', 'signed.json');
    const document = JSON.parse(await readFile(at('signed.json'), 'utf8')) as { payload: { version: number } };
    document.payload.version = 9_000_000;
    await writeFile(at('edited.json'), JSON.stringify(document));
    const refused = await sign('policy.yaml', 'next.json', '--previous', at('edited.json'));
    expect(refused).toMatchObject({ code: 1, err: [expect.stringMatching(/edited\.json cannot be used/)] });
    const { out } = await sign('policy.yaml', 'next.json', '--previous', at('signed.json'));
    expect(out).toEqual([expect.stringMatching(/^Version 2,/)]);
  });

  it('signs what people wrote, shows it and says what the next one changes', async () => {
    expect(await sign('policy.yaml', 'one.json')).toMatchObject({
      code: 0,
      out: [expect.stringMatching(/^Version 1,/)],
    });
    const { out } = await run('keys', '--key', at('key.pem'));
    await writeFile(at('keys.json'), out.join(''));

    const shown = await run('show', at('one.json'), '--keys', at('keys.json'));
    expect(shown.code).toBe(0);
    expect(shown.out).toEqual([
      expect.stringMatching(/^Version 1, issued /),
      'App app-lender: a third party of 912200001234567890, 0 documents',
      'Plugin air 1.2.0: on',
      'Grant grant_1: the app app-lender gets LegalEntity.invoiceTurnover, LegalEntity.annualEnergyUse for credit-assessment until 2099-12-31T23:59:59.999Z, kept 30 days, with consent',
      'Consents to grant_1: 1',
      expect.stringMatching(/^Digest [0-9a-f]{64}$/),
      'Its signature is good.',
    ]);
    const { payload } = JSON.parse(await readFile(at('one.json'), 'utf8')) as { payload: { consents: object[] } };
    expect(payload.consents).toMatchObject([
      { subject: subjectHash(new Uint8Array(32).fill(5), 'LegalEntity', '912201MA0000000001') },
    ]);

    await writeFile(
      at('next.yaml'),
      POLICY.replace('LegalEntity.annualEnergyUse', 'LegalEntity.name')
        .replace('release: 1.2.0', 'release: 1.2.0, disabled: It lies.')
        .replace(/consents:[\s\S]*$/, ''),
    );
    await sign('next.yaml', 'two.json', '--previous', at('one.json'));
    const { out: changes } = await run('diff', at('one.json'), at('two.json'), '--keys', at('keys.json'));
    expect(changes).toEqual([
      'Version 1 → 2',
      '~ Plugin air: disabled null → "It lies."',
      '+ Grant grant_1: LegalEntity.name',
      '- Grant grant_1: LegalEntity.annualEnergyUse',
      '- Consent consent_1',
    ]);
  });

  it('shows and compares what an app may take, its subscriptions and its keys', async () => {
    const app = (rights: string) => `apps:\n  app-lender: { thirdParty: true${rights} }\n`;
    const digest = 'a'.repeat(64);
    await writeFile(
      at('rights.yaml'),
      app(
        `, subscriptions: [air], limits: { requestsPerMinute: 5, costPerMinute: 6, requestsPerDay: 7, maxDepth: 8, maxCost: 9 }, keys: [{ id: key_1, digest: ${digest}, until: 2099-12-31 }, { id: key_2, digest: ${digest} }]`,
      ),
    );
    await sign('rights.yaml', 'rights.json');
    expect((await run('show', at('rights.json'))).out.slice(1, 4)).toEqual([
      'App app-lender: a third party, 0 documents, 5 requests and 6 of cost a minute, 7 requests a day, 8 levels, 9 of cost at once, plugins: air',
      'Key key_1 of app-lender: until 2099-12-31T23:59:59.999Z',
      'Key key_2 of app-lender: until it is taken back',
    ]);
    await writeFile(at('none.yaml'), app(', subscriptions: []'));
    await writeFile(at('all.yaml'), app(''));
    await sign('none.yaml', 'none.json');
    await sign('all.yaml', 'all.json', '--previous', at('none.json'));
    expect((await run('diff', at('none.json'), at('all.json'))).out).toEqual([
      'Version 1 → 2',
      '~ App app-lender: subscriptions [] → not said',
    ]);
  });

  it('shows nothing that somebody else signed, or changed', async () => {
    await sign('policy.yaml', 'mine.json');
    await writeFile(at('stranger.json'), JSON.stringify((await generateSigningKey()).publicJwk));
    expect(await run('show', at('mine.json'), '--keys', at('stranger.json'))).toMatchObject({
      code: 1,
      err: [expect.stringContaining('key is not known')],
    });
    const text = await readFile(at('mine.json'), 'utf8');
    await writeFile(at('changed.json'), text.replace('"retentionDays":30', '"retentionDays":3000'));
    await writeFile(at('own.json'), JSON.stringify(key.publicJwk));
    expect(await run('show', at('changed.json'), '--keys', at('own.json'))).toMatchObject({
      code: 1,
      err: [expect.stringContaining('does not fit its content')],
    });
  });

  it.each([
    [
      'a coordinate that is none',
      POLICY.replace('LegalEntity.invoiceTurnover', 'turnover'),
      /grants\.0\.coordinates\.0: must be Type\.field/,
    ],
    ['a grantee of no kind', POLICY.replace('app app-lender', 'app-lender'), /grants\.0\.to: must be "app/],
    ['an unknown purpose', POLICY.replace('credit-assessment', 'curiosity'), /grants\.0\.purpose/],
    ['a word that is not known', POLICY.replace('needsConsent', 'needConsent'), /grants\.0: .*needConsent/],
    ['a consent to nothing', POLICY.replace('grant: grant_1', 'grant: grant_9'), /consent_1 names the grant grant_9/],
    [
      'an id twice',
      `${POLICY}  - { id: consent_1, grant: grant_1, of: { type: R, key: k }, until: 2099-12-31 }`,
      /consent_1 is there twice/,
    ],
    [
      'a key that is no digest',
      'apps:\n  x: { thirdParty: true, keys: [{ id: k, digest: secret }] }',
      /apps\.x\.keys\.0\.digest: must be SHA-256 in hex/,
    ],
    ['a text that is no YAML', 'apps: [', /no YAML/],
    ['nothing', '', /The policy: /],
  ])('refuses a policy with %s', async (_, text, message) => {
    await writeFile(at('wrong.yaml'), text);
    expect(await sign('wrong.yaml', 'wrong.json')).toMatchObject({ code: 1, err: [expect.stringMatching(message)] });
    await expect(readFile(at('wrong.json'))).rejects.toThrow('ENOENT');
  });

  it.each([
    ['no verb', [], /Say sign, show, diff or keys/],
    ['an unknown flag', ['show', 'x', '--kees', 'y'], /--kees/],
    ['no file', ['show'], /Name one file/],
    ['one file to compare', ['diff', 'x'], /Name two files/],
    ['no key', ['sign', 'x', '--out', 'y'], /--key is missing/],
    ['a file that is not there', ['show', '/nowhere/x.json'], /cannot be read/],
  ])('says what is wrong with %s', async (_, argv, message) => {
    expect(await run(...argv)).toMatchObject({ code: 3, err: [expect.stringMatching(message)] });
  });
});
