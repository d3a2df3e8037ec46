import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSigningKey } from '@citygraph/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listen } from '../testing/listen.ts';
import { madeUpRecord } from '../testing/made-up-record.ts';
import { openArchive } from './archive.ts';
import { linesOf } from './archive-files.ts';
import { timestampAuthority } from './timestamp-authority.ts';

/** A real authority: OpenSSL's, behind HTTP. */
let folder: string;
let server: Awaited<ReturnType<typeof listen>>;
let spoil: (reply: Buffer) => { status?: number; body: Buffer } = (body) => ({ body });

const CONFIG = `[tsa]
default_tsa = t
[t]
serial = DIR/serial
signer_cert = DIR/tsa.pem
certs = DIR/tsa.pem
signer_key = DIR/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
[req]
distinguished_name = dn
x509_extensions = v3
prompt = no
[dn]
CN = Test authority
[v3]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
`;

const openssl = (...argv: string[]) => execFileSync('openssl', argv, { stdio: ['ignore', 'pipe', 'pipe'] });
const at = (name: string) => join(folder, name);

async function bodyOf(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-tsa-'));
  await writeFile(at('tsa.cnf'), CONFIG.replaceAll('DIR', folder));
  await writeFile(at('serial'), '01\n');
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-config',
    at('tsa.cnf'),
    '-keyout',
    at('tsa.key'),
    '-out',
    at('tsa.pem'),
  );
  server = await listen(async (req, res) => {
    await writeFile(at('query'), await bodyOf(req));
    openssl('ts', '-reply', '-config', at('tsa.cnf'), '-queryfile', at('query'), '-out', at('reply'));
    const { status = 200, body } = spoil(await readFile(at('reply')));
    res.writeHead(status, { 'content-type': 'application/timestamp-reply' }).end(body);
  });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** As an auditor does, with OpenSSL and the authority's certificate. */
async function verified(token: string, digest: Uint8Array): Promise<string> {
  await writeFile(at('token'), Buffer.from(token, 'base64'));
  const hex = Buffer.from(digest).toString('hex');
  return openssl('ts', '-verify', '-digest', hex, '-in', at('token'), '-token_in', '-CAfile', at('tsa.pem')).toString();
}

describe('a time-stamp authority', () => {
  it('says when a digest was there, and whoever trusts it can check that offline', async () => {
    const digest = createHash('sha256').update('seal').digest();
    const token = await timestampAuthority(server.origin)(digest);
    expect(await verified(token, digest)).toMatch(/Verification: OK/i);
    await expect(verified(token, randomBytes(32))).rejects.toThrow();
  });

  it('is believed neither an old answer nor another one’s, nor one that is none', async () => {
    const digest = randomBytes(32);
    const ask = timestampAuthority(server.origin);
    let kept: Buffer | null = null;
    spoil = (body) => {
      kept = body;
      return { body };
    };
    await ask(digest);
    spoil = () => ({ body: kept ?? Buffer.alloc(0) });
    await expect(ask(digest)).rejects.toThrow('repeats an old answer');
    await expect(ask(randomBytes(32))).rejects.toThrow('about something else');
    spoil = (body) => ({ status: 500, body });
    await expect(ask(digest)).rejects.toThrow('HTTP 500');
    for (const body of [Buffer.alloc(0), Buffer.from('<html>'), randomBytes(70_000)]) {
      spoil = () => ({ body });
      await expect(ask(digest)).rejects.toThrow(Error);
    }
    spoil = (body) => ({ body });
  });

  it('dates the seals of a ledger; without it they are set all the same', async () => {
    const key = await generateSigningKey();
    const archiveFolder = at('archive');
    const lines: object[] = [];
    const options = { folder: archiveFolder, ledger: 'gw', key, log: (line: object) => lines.push(line) };
    const archive = await openArchive({ ...options, timestamp: timestampAuthority(server.origin) });
    const record = madeUpRecord('exr_1');
    await archive.append([record]);
    await archive.seal();
    spoil = () => ({ status: 503, body: Buffer.alloc(0) });
    await archive.append([{ ...record, id: 'exr_2' }]);
    await archive.close();
    spoil = (body) => ({ body });
    const seals: { root: string; timestampToken: string | null }[] = [];
    for await (const line of linesOf(join(archiveFolder, 'ledger-00000001.jsonl'))) {
      const { seal } = JSON.parse(line);
      if (seal) seals.push(seal.payload);
    }
    const [dated, plain] = seals;
    expect(await verified(dated?.timestampToken ?? '', Buffer.from(dated?.root ?? '', 'hex'))).toMatch(/OK/);
    expect(plain?.timestampToken).toBeNull();
    expect(lines).toMatchObject([{ event: 'seal-undated', reason: expect.stringContaining('HTTP 503') }]);
  });
});
