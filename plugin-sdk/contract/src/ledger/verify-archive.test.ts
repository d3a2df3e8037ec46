import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generateSigningKey, type SigningKey } from '../keys.ts';
import { digestOfPayload, signDocument } from '../signed/signed-document.ts';
import { chained, entryHash, genesisOf, LEDGER_SEAL_ENTRIES, LEDGER_SEAL_TYPE, type LedgerEntry } from './chain.ts';
import { inclusionProof, isIncluded, leafHash, MerkleRoot } from './merkle.ts';
import { verifyArchive } from './verify-archive.ts';

let key: SigningKey;
let lines: readonly string[];
beforeAll(async () => {
  key = await generateSigningKey();
  lines = archive(key, [4, 3], 2);
});

/** An archive with seals after so many entries each, and some entries behind the last seal. */
function archive(signer: SigningKey, sealed: readonly number[], unsealed: number, ledger = 'city'): string[] {
  const written = [JSON.stringify({ header: { ledger, format: 1, continues: null } })];
  let last: Pick<LedgerEntry, 'sequence' | 'hash'> = { sequence: 0, hash: genesisOf(ledger) };
  let previousSeal: string | null = null;
  const add = (tree: MerkleRoot) => {
    const entry = chained({ id: `exr_${last.sequence + 1}`, rows: 1, 名: '李静' }, last);
    tree.add(leafHash(Buffer.from(entry.hash, 'hex')));
    written.push(JSON.stringify({ entry }));
    last = entry;
  };
  for (const count of sealed) {
    const tree = new MerkleRoot();
    const from = last.sequence + 1;
    for (let index = 0; index < count; index += 1) add(tree);
    const seal = {
      ledger,
      from,
      to: last.sequence,
      head: last.hash,
      root: tree.root().toString('hex'),
      previousSeal,
      sealedAt: '2026-11-23T00:00:00.000Z',
      timestampToken: null,
    };
    previousSeal = digestOfPayload(seal);
    written.push(JSON.stringify({ seal: signDocument(LEDGER_SEAL_TYPE, seal, [signer]) }));
  }
  for (let index = 0; index < unsealed; index += 1) add(new MerkleRoot());
  return written;
}

const verify = (changed: readonly string[], keys = [key.publicJwk]) => verifyArchive(changed, keys);
const without = (index: number) => lines.toSpliced(index, 1);
/** Row 3 with another record, hashed anew as a forger would. */
const forged = () => {
  const { entry } = JSON.parse(lines[2] ?? '') as { entry: LedgerEntry };
  const changed = { ...entry, record: { id: 'exr_forged' } };
  return lines.with(2, JSON.stringify({ entry: { ...changed, hash: entryHash(changed) } }));
};

describe('an archive', () => {
  it('that nobody touched is good, and says how far it is sealed', async () => {
    const last = JSON.parse(lines.at(-1) ?? '') as { entry: LedgerEntry };
    expect(await verify(lines)).toEqual({
      ok: true,
      ledger: 'city',
      entries: 9,
      seals: 2,
      head: last.entry.hash,
      unsealed: 2,
      sealedTo: 7,
      end: null,
      continues: null,
    });
    expect(await verify(lines.slice(0, 1))).toMatchObject({ ok: true, entries: 0 });
  });

  it.each<[string, () => readonly string[], object]>([
    [
      'an edited entry',
      () => lines.with(2, (lines[2] ?? '').replace('"rows":1', '"rows":2')),
      { row: 3, kind: 'edited', sequence: 2 },
    ],
    ['an entry that is missing', () => without(2), { row: 3, kind: 'removed', sequence: 3 }],
    [
      'several that are missing',
      () => lines.toSpliced(2, 2),
      { row: 3, kind: 'removed', message: 'Entries 2 to 3 are missing before it.' },
    ],
    [
      'two that changed places',
      () => lines.with(2, lines[3] ?? '').with(3, lines[2] ?? ''),
      { row: 3, kind: 'removed' },
    ],
    ['one that is there twice', () => lines.toSpliced(3, 0, lines[2] ?? ''), { row: 4, kind: 'moved', sequence: 2 }],
    ['one hashed anew', forged, { row: 4, kind: 'forked', sequence: 3 }],
    ['a seal that is missing', () => without(5), { kind: 'seal', row: 9 }],
    ['the first seal in the second’s place', () => lines.with(9, lines[5] ?? ''), { kind: 'seal', row: 10 }],
    ['the last entry under a seal cut out', () => without(4), { kind: 'seal', row: 5 }],
    ['no header', () => without(0), { kind: 'unreadable', row: 1 }],
    [
      'another ledger’s header',
      () => lines.with(0, '{"header":{"ledger":"town","format":1,"continues":null}}'),
      { kind: 'forked', row: 2 },
    ],
    ['half a line', () => lines.with(9, (lines[9] ?? '').slice(0, 40)), { kind: 'unreadable', row: 10 }],
    [
      'something beside an entry',
      () => lines.with(2, `${(lines[2] ?? '').slice(0, -1)},"note":1}`),
      { kind: 'unreadable', row: 3 },
    ],
    ['nothing', () => [], { kind: 'empty', row: 1 }],
  ])('with %s is found out, and where', async (_, changed, found) => {
    expect(await verify(changed())).toMatchObject({ ok: false, ...found });
  });

  it('without seals is nobody’s word: no more may wait for one than a seal answers for', async () => {
    expect(await verify(archive(key, [], LEDGER_SEAL_ENTRIES))).toMatchObject({
      ok: true,
      seals: 0,
      unsealed: 1_000,
      sealedTo: 0,
    });
    const stripped = { ok: false, kind: 'seal', row: 1_002, sequence: 1_001 };
    expect(await verify(archive(key, [], LEDGER_SEAL_ENTRIES + 1))).toMatchObject(stripped);
    const rewritten = { ok: false, kind: 'seal', row: 1_007, sequence: 1_005 };
    expect(await verify(archive(key, [4], LEDGER_SEAL_ENTRIES + 1))).toMatchObject(rewritten);
    expect(await verify(archive(key, [LEDGER_SEAL_ENTRIES + 1], 0))).toMatchObject(stripped);
  });

  it('sealed by a stranger is not believed, however well it is made', async () => {
    const stranger = await generateSigningKey();
    expect(await verify(archive(stranger, [4], 0))).toMatchObject({ ok: false, row: 6, kind: 'seal' });
    expect(await verify(archive(stranger, [4], 0), [stranger.publicJwk])).toMatchObject({ ok: true });
  });

  it('shows every change of one character, in the row where it is or at the seal behind it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        async (row, column, character) => {
          const sealed = lines.length - 2;
          const at = row % sealed;
          const line = lines[at] ?? '';
          const place = column % line.length;
          const changed = `${line.slice(0, place)}${character}${line.slice(place + 1)}`;
          fc.pre(changed !== line);
          const verdict = await verify(lines.with(at, changed));
          expect(verdict.ok).toBe(false);
          if (!verdict.ok) expect([at + 1, at + 2]).toContain(verdict.row);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('a Merkle tree', () => {
  const leaves = (size: number) => Array.from({ length: size }, (_, index) => leafHash(Buffer.from([index])));

  it('has the roots of RFC 6962', () => {
    expect(new MerkleRoot().root().toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    const empty = new MerkleRoot();
    empty.add(leafHash(Buffer.alloc(0)));
    expect(empty.root().toString('hex')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  });

  it('proves each of its leaves, at its place, and no other', () => {
    for (let size = 1; size <= 20; size += 1) {
      const all = leaves(size);
      const tree = new MerkleRoot();
      for (const leaf of all) tree.add(leaf);
      const root = tree.root();
      for (const [index, leaf] of all.entries()) {
        const proof = inclusionProof(all, index);
        expect(isIncluded(leaf, { index, size, proof, root })).toBe(true);
        expect(isIncluded(leafHash(Buffer.from('x')), { index, size, proof, root })).toBe(false);
        expect(isIncluded(leaf, { index, size, proof: [...proof, leaf], root })).toBe(false);
        if (size > 1) expect(isIncluded(leaf, { index: (index + 1) % size, size, proof, root })).toBe(false);
      }
    }
  });
});
