import { entryHash, fitted, genesisOf, type LedgerEntry, subjectHash, type Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { PROVIDERS } from '../catalog-entry/providers.ts';
import { registry, withKeys } from '../index.ts';
import { FORGET_OTHERS_LOOKS } from '../migrations/0028-own-looks.ts';
import { bank, child, city, keys, now, people, shop } from '../testing/story.ts';
import { ExchangeRecordRow, ExchangeSubject } from './exchange-record.entity.ts';
import { ExchangeRemark } from './exchange-remark.ts';
import { takeExchanges } from './record-exchanges.ts';

const department = testSubgraph(withKeys(keys), { seed: (em) => registry.seed(em, city), now });
const CONSOLE = 'citygraph-console';
const TURNOVER = 'LegalEntity.invoiceTurnover';

describe('evidence', () => {
  const record = (
    id: string,
    subjects: readonly string[],
    actor = 'sub-banker',
    app: string | null = 'app-lender',
  ) => ({
    id,
    at: '2026-11-02T00:30:00.000Z',
    app,
    organisation: app === 'app-lender' ? bank : null,
    actor,
    purpose: 'credit-assessment',
    case: 'case-credit-1',
    grants: [],
    operation: 'LenderView',
    coordinates: [TURNOVER],
    receivers: [] as readonly string[],
    subjects: [...subjects],
    rows: 1,
    requestHash: 'a',
    responseHash: 'b',
  });
  const chained = (records: readonly unknown[], ledger = 'gw'): LedgerEntry[] => {
    let previous = genesisOf(ledger);
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
    entries = chained([
      record('exr_1', [hashOf('LegalEntity', shop)]),
      record('exr_2', [hashOf('Resident', me.resident ?? ''), hashOf('Resident', child)]),
      record('exr_3', [hashOf('Resident', me.resident ?? '')], me.subject ?? '', CONSOLE),
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

  it('of a project is shown to who applied and to officers who work on it, and to nobody else', async () => {
    const project = '2609-220102-04-01-123456';
    await ship(
      chained([
        record('exr_1', [hashOf('ParallelApprovalCase', project)], 'sub-finance', CONSOLE),
        record('exr_2', [hashOf('ParallelApprovalCase', '2609-220102-04-01-999999')]),
      ]),
    );
    const agency = PROVIDERS.finance ?? '';
    const exp = Math.floor(now.getTime() / 1_000) + 3_600;
    const onCase = (subjects: string[], purpose: 'project-approval' | 'energy-audit' = 'project-approval') =>
      officer({ agency, purpose, case: { id: 'case-1', agency, purposes: [purpose], subjects, exp } });
    const ask = (viewer: Viewer, applicant: string | null = shop) =>
      department
        .as(viewer)
        .entity(
          'ParallelApprovalCase',
          { projectCode: project, applicant: applicant && { uscc: applicant } },
          'dataExchanges { id coordinates case } dataExchangesConnection(first: 1) { nodes { id } pageInfo { endCursor } }',
        );
    const { data, errors } = await ask(people.shopOwner);
    expect({ data, errors }).toMatchObject({
      data: {
        dataExchanges: [{ id: 'exr_1', coordinates: [TURNOVER], case: 'case-credit-1' }],
        dataExchangesConnection: { nodes: [{ id: 'exr_1' }] },
      },
    });
    const cursor = Buffer.from(data.dataExchangesConnection.pageInfo.endCursor, 'base64url').toString();
    expect(cursor).not.toContain(hashOf('ParallelApprovalCase', project));
    expect((await ask(onCase([project]))).data.dataExchanges).toMatchObject([{ id: 'exr_1', case: 'case-credit-1' }]);
    for (const [viewer, applicant] of [
      [people.shopOwner, bank],
      [people.shopOwner, null],
      [people.neighbour, shop],
      [onCase(['2609-220102-04-01-999999']), shop],
      [onCase([project], 'energy-audit'), shop],
    ] as const) {
      expect((await ask(viewer, applicant)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });

  it('of a firm is found page by page, however much came after it', async () => {
    await ship(
      chained(Array.from({ length: 120 }, (_, index) => record(`exr_${index}`, [hashOf('LegalEntity', shop)]))),
    );
    const found = new Set<string>();
    for (let after: string | null = null, more = true; more; ) {
      const { data } = await department
        .as(people.shopOwner)
        .entity(
          'LegalEntity',
          { uscc: shop },
          `dataAccessesConnection(first: 50${after === null ? '' : `, after: "${after}"`}) { nodes { id } pageInfo { hasNextPage endCursor } }`,
        );
      const { nodes, pageInfo } = data.dataAccessesConnection;
      for (const { id } of nodes) found.add(id);
      // Equal for every app, it would tell two of them that they speak of the same.
      expect(Buffer.from(pageInfo.endCursor, 'base64url').toString()).not.toContain(hashOf('LegalEntity', shop));
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(found.size).toBe(120);
    const stranger = await department
      .as(people.neighbour)
      .entity('LegalEntity', { uscc: shop }, 'dataAccessesConnection(first: 1) { nodes { id } }');
    expect(stranger.data.dataAccessesConnection).toBeNull();
  });

  it('of one’s own token is one’s own only where the city’s app asked and no plugin was sent any', async () => {
    const mine = [hashOf('Resident', me.resident ?? '')];
    const by = (id: string, app: string | null) => record(id, mine, me.subject ?? '', app);
    const looks = chained([
      by('exr_bank', 'app-lender'),
      by('exr_stranger', 'app-of-nobody'),
      by('exr_console', CONSOLE),
      by('exr_no_app', null),
      { ...by('exr_plugin', CONSOLE), receivers: ['air:Resident.name'] },
      { ...by('exr_torn', CONSOLE), receivers: null },
    ]);
    await ship(looks);
    const seen = async (args = '') => {
      const asked = department
        .as(people.parent)
        .entity('Resident', { id: me.resident ?? '' }, `dataAccesses${args} { id }`);
      return (await asked).data.dataAccesses.map(({ id }: { id: string }) => id);
    };
    const others = ['exr_bank', 'exr_plugin', 'exr_stranger', 'exr_torn'];
    expect(await seen()).toEqual(others);
    expect(await seen('(withOwn: true)')).toEqual([...others, 'exr_console', 'exr_no_app'].sort());
    // As registries kept them before.
    const em = department.em();
    await em.nativeUpdate(ExchangeSubject, {}, { actor: me.subject });
    expect(await seen()).toEqual([]);
    await em.execute(FORGET_OTHERS_LOOKS);
    expect(await seen()).toEqual(['exr_bank', 'exr_plugin', 'exr_stranger']);
  });

  it('arrives however many people an answer showed', async () => {
    const subjects = Array.from({ length: 3_000 }, (_, index) => hashOf('Resident', `res_${index}`));
    expect(await ship(chained([record('exr_list', subjects)]))).toEqual({ sequence: 1 });
  });

  it('arrives once, in order, and never another way', async () => {
    expect(await ship(entries.slice(0, 2))).toEqual({ sequence: 2 });
    expect(await ship(entries)).toEqual({ sequence: 3 });
    expect(await ship(entries)).toEqual({ sequence: 3 });
    const [first, , last] = entries as [LedgerEntry, LedgerEntry, LedgerEntry];
    const gap = chained([...Array.from({ length: 5 }, (_, index) => record(`exr_x${index}`, []))]).slice(4);
    for (const wrong of [gap, [{ ...last, sequence: 4 }], [{ ...first, hash: last.hash }]]) {
      await expect(ship(wrong)).rejects.toMatchObject({ extensions: { code: 'CONFLICT' } });
    }
    await expect(ship([{ ...last, record: {} }])).rejects.toMatchObject({ extensions: { code: 'CONFLICT' } });
    await expect(ship([{ ...last, sequence: 0 }])).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });

  it('arrives whatever its records say, marked, and so does what comes behind it', async () => {
    const mine = hashOf('Resident', me.resident ?? '');
    const long = 'A'.repeat(500);
    const names = { id: long, app: long, organisation: long, actor: long, operation: long, case: long };
    const odd = chained([
      record('exr_1', [mine]),
      { ...record('', [mine, long]), ...names, coordinates: [long] },
      record('exr_1', [mine]),
      record('EXR_1', [mine]),
      {},
      { ...record('exr_6', [mine]), at: 'yesterday', rows: -1, receivers: 'air' },
      { ...record('exr_7', [mine]), at: '0001-01-01T00:00:00Z', addedLater: true },
      null,
      record('exr_9', [mine]),
    ]);
    for (const sent of [2, 9, 9]) expect(await ship(odd.slice(0, sent))).toEqual({ sequence: sent });
    const rows = await department.em().find(ExchangeRecordRow, {}, { orderBy: { sequence: 'asc' } });
    const { SHORTENED, REPEATED, UNREADABLE } = ExchangeRemark;
    expect(rows.map(({ remark }) => remark)).toEqual([
      null,
      SHORTENED,
      REPEATED,
      REPEATED,
      UNREADABLE,
      UNREADABLE,
      null,
      UNREADABLE,
      null,
    ]);
    // Kept whole, so that it can be held against the gateway's archive, and found by what fits.
    expect(JSON.parse(rows[1]?.record ?? '')).toMatchObject(names);
    expect(rows[1]?.organisation).toMatch(/^~[\w-]{17}$/);
    const { data, errors } = await department
      .as(people.parent)
      .entity('Resident', { id: me.resident ?? '' }, 'dataAccesses { app operation rows receivers remark }');
    expect(errors).toBeUndefined();
    expect(data.dataAccesses).toHaveLength(7);
    expect(data.dataAccesses).toContainEqual(
      expect.objectContaining({ operation: long, app: fitted(long, 80), remark: SHORTENED }),
    );
    expect(data.dataAccesses).toContainEqual(expect.objectContaining({ rows: 0, receivers: [], remark: UNREADABLE }));
  });

  it('of a ledger with a long name arrives, and stays apart from those that begin alike', async () => {
    const names = ['a', 'b'].map((end) => `${'gw'.repeat(40)}${end}`);
    for (const [index, ledger] of names.entries()) {
      const entries = chained([record(`exr_${index}`, [])], ledger);
      expect(await takeExchanges(department.em(), { ledger, entries })).toEqual({ sequence: 1 });
      expect(await takeExchanges(department.em(), { ledger, entries: [] })).toEqual({ sequence: 1 });
    }
  });
});
