import { entryHash, genesisOf, type LedgerEntry, subjectHash, type Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { registry, withKeys } from '../index.ts';
import { bank, child, city, keys, now, people, shop } from '../testing/story.ts';

const department = testSubgraph(withKeys(keys), { seed: (em) => registry.seed(em, city), now });
const TURNOVER = 'LegalEntity.invoiceTurnover';

describe('evidence', () => {
  const record = (id: string, subjects: readonly string[], actor = 'sub-banker') => ({
    id,
    at: '2026-11-02T00:30:00.000Z',
    app: 'app-lender',
    organisation: bank,
    actor,
    purpose: 'credit-assessment',
    case: 'case-credit-1',
    grants: [],
    operation: 'LenderView',
    coordinates: [TURNOVER],
    receivers: [],
    subjects: [...subjects],
    rows: 1,
    requestHash: 'a',
    responseHash: 'b',
  });
  const chain = (records: readonly ReturnType<typeof record>[]): LedgerEntry[] => {
    let previous = genesisOf('gw');
    return records.map((entry, index) => {
      const link = { sequence: index + 1, previous, record: entry };
      previous = entryHash(link);
      return { ...link, hash: previous };
    });
  };
  const ship = (entries: readonly LedgerEntry[]) =>
    registry.operations.recordExchanges?.(department.context(people.nobody), { ledger: 'gw', entries });
  const hashOf = (type: string, key: string) => subjectHash(keys.subjectSecret, type, key);
  const me = people.parent.principal;
  let entries: LedgerEntry[];

  beforeEach(() => {
    entries = chain([
      record('exr_1', [hashOf('LegalEntity', shop)]),
      record('exr_2', [hashOf('Resident', me.resident ?? ''), hashOf('Resident', child)]),
      record('exr_3', [hashOf('Resident', me.resident ?? '')], me.subject ?? ''),
    ]);
  });

  it('is shown to whom it is about, their own looks when they ask for them, and to nobody else', async () => {
    expect(await ship(entries)).toEqual({ sequence: 3 });
    const seen = async (viewer: Viewer, type: string, key: Record<string, string>, args = '') => {
      const { data } = await department
        .as(viewer)
        .entity(type, key, `dataAccesses${args} { id purpose consumer { uscc } coordinates }`);
      return data.dataAccesses?.map(({ id }: { id: string }) => id) ?? null;
    };
    const mine = { id: me.resident ?? '' };
    expect(await seen(people.parent, 'Resident', mine)).toEqual(['exr_2']);
    expect(await seen(people.parent, 'Resident', mine, '(withOwn: true)')).toEqual(['exr_2', 'exr_3']);
    expect(await seen(people.parent, 'Resident', mine, '(since: "2026-11-02T09:00:00+08:00")')).toEqual([]);
    expect(await seen(people.parent, 'Resident', { id: child })).toEqual(['exr_2']);
    expect(await seen(people.shopOwner, 'LegalEntity', { uscc: shop })).toEqual(['exr_1']);
    expect(await seen(people.neighbour, 'Resident', mine)).toBeNull();
    expect(await seen(people.admin, 'Resident', mine)).toBeNull();
    const byKey = (viewer: Viewer) => department.as(viewer).run('{ exchangeRecord(id: "exr_1") { id operation } }');
    expect((await byKey(people.admin)).data.exchangeRecord).toEqual({ id: 'exr_1', operation: 'LenderView' });
    expect((await byKey(people.shopOwner)).data.exchangeRecord.operation).toBeNull();
  });

  it('arrives however many people an answer showed', async () => {
    const subjects = Array.from({ length: 3_000 }, (_, index) => hashOf('Resident', `res_${index}`));
    expect(await ship(chain([record('exr_list', subjects)]))).toEqual({ sequence: 1 });
  });

  it('arrives once, in order, and never another way', async () => {
    expect(await ship(entries.slice(0, 2))).toEqual({ sequence: 2 });
    expect(await ship(entries)).toEqual({ sequence: 3 });
    expect(await ship(entries)).toEqual({ sequence: 3 });
    const [first, , last] = entries as [LedgerEntry, LedgerEntry, LedgerEntry];
    const gap = chain([...Array.from({ length: 5 }, (_, index) => record(`exr_x${index}`, []))]).slice(4);
    for (const wrong of [gap, [{ ...last, sequence: 4 }], [{ ...first, hash: last.hash }]]) {
      await expect(ship(wrong)).rejects.toMatchObject({ extensions: { code: 'CONFLICT' } });
    }
    await expect(ship([{ ...last, record: {} }])).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });
});
