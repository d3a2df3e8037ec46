import { createHash } from 'node:crypto';
import {
  type ArchiveEnd,
  chained,
  digestOfPayload,
  generateSigningKey,
  genesisOf,
  LEDGER_SEAL_TYPE,
  leafHash,
  MerkleRoot,
  type SigningKey,
  signDocument,
} from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Desk, openDesk } from '../testing/desk.ts';

let desk: Desk;
let key: SigningKey;
beforeAll(async () => {
  desk = await openDesk();
  key = await generateSigningKey();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.tidy();
  await desk.write('keys.json', JSON.stringify({ keys: [key.publicJwk] }));
});

/** A sealed file of so many entries that goes on where another ended, and where it ends itself. */
function sealedFile(entries: number, continues: ArchiveEnd | null): { text: string; end: ArchiveEnd; head: string } {
  const lines = [JSON.stringify({ header: { ledger: 'city', format: 1, continues } })];
  const tree = new MerkleRoot();
  let last = { sequence: continues?.sequence ?? 0, hash: continues?.head ?? genesisOf('city') };
  const from = last.sequence + 1;
  for (let index = 0; index < entries; index++) {
    const entry = chained({ id: `exr_${last.sequence + 1}` }, last);
    tree.add(leafHash(Buffer.from(entry.hash, 'hex')));
    lines.push(JSON.stringify({ entry }));
    last = entry;
  }
  const seal = {
    ledger: 'city',
    from,
    to: last.sequence,
    head: last.hash,
    root: tree.root().toString('hex'),
    previousSeal: continues?.seal ?? null,
    sealedAt: '2026-11-29T00:00:00.000Z',
    timestampToken: null,
  };
  lines.push(JSON.stringify({ seal: signDocument(LEDGER_SEAL_TYPE, seal, [key]) }));
  const text = `${lines.join('\n')}\n`;
  const file = createHash('sha256').update(text).digest('hex');
  const end = { sequence: last.sequence, head: last.hash, seal: digestOfPayload(seal), file };
  return { text, end, head: last.hash };
}

const verify = (...more: string[]) => desk.ask(['ledger', 'verify', 'ledger', '--keys', 'keys.json', ...more]);
const NAMES = ['ledger/ledger-00000001.jsonl', 'ledger/ledger-00000002.jsonl', 'ledger/ledger-00000003.jsonl'] as const;

describe('a ledger’s folder', () => {
  it('that nobody touched is intact as a whole', async () => {
    const one = sealedFile(3, null);
    const two = sealedFile(4, one.end);
    await desk.write(NAMES[0], one.text);
    await desk.write(NAMES[1], two.text);
    const { exit, envelope } = await verify('--head', two.head);
    expect([exit, envelope]).toMatchObject([
      0,
      { data: { intact: true, ledger: 'city', entries: 7, seals: 2, unsealed: 0, head: two.head } },
    ]);
  });

  it('that lacks a file in between, or the first, is not', async () => {
    const one = sealedFile(3, null);
    const two = sealedFile(4, one.end);
    const three = sealedFile(2, two.end);
    await desk.write(NAMES[0], one.text);
    await desk.write(NAMES[2], three.text);
    expect(await verify()).toMatchObject({
      exit: 1,
      envelope: { error: { location: { file: 'ledger-00000003.jsonl' } }, data: { kind: 'removed' } },
    });
    await desk.tidy();
    await desk.write('keys.json', JSON.stringify(key.publicJwk));
    await desk.write(NAMES[1], two.text);
    expect(await verify()).toMatchObject({
      exit: 1,
      envelope: { data: { message: 'The files before it are missing.' } },
    });
  });

  it('that ends before the head that was noted is not', async () => {
    await desk.write(NAMES[0], sealedFile(3, null).text);
    expect(await verify('--head', 'f'.repeat(64))).toMatchObject({
      exit: 1,
      envelope: { data: { intact: false, kind: 'removed' } },
    });
  });

  it('whose end has no seal is nobody’s word there, and says so unless that is allowed', async () => {
    const { text, head } = sealedFile(3, null);
    const entry = chained({ id: 'exr_4' }, { sequence: 3, hash: head });
    await desk.write(NAMES[0], `${text}${JSON.stringify({ entry })}\n`);
    const data = { intact: true, entries: 4, seals: 1, unsealed: 1, head: entry.hash };
    expect(await verify()).toMatchObject({ exit: 2, envelope: { ok: false, error: { code: 'UNSEALED' }, data } });
    expect(await verify('--allow-unsealed')).toMatchObject({ exit: 0, envelope: { ok: true, data } });
  });

  it('in which an entry was edited names its file and row', async () => {
    await desk.write(NAMES[0], sealedFile(3, null).text.replace('exr_2', 'exr_9'));
    expect(await verify()).toMatchObject({
      exit: 1,
      envelope: {
        error: { code: 'REFUSED', location: { file: 'ledger-00000001.jsonl', line: 3 } },
        data: { kind: 'edited' },
      },
    });
  });

  it('sealed by another key is not', async () => {
    await desk.write(NAMES[0], sealedFile(3, null).text);
    await desk.write('keys.json', JSON.stringify((await generateSigningKey()).publicJwk));
    expect(await verify()).toMatchObject({ exit: 1, envelope: { data: { kind: 'seal' } } });
  });
});
