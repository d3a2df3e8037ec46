import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { agriculture } from '../index.ts';
import {
  type Asker,
  asks,
  city,
  INSURER,
  MAIZE_PLOT,
  NOW,
  OTHER_PLOT,
  POLICY,
  RICE_PLOT,
  SUM_INSURED,
} from '../testing/countryside.ts';
import { ClaimEvidence } from './claim-evidence.entity.ts';
import { CropLossClaim } from './crop-loss-claim.entity.ts';
import { InsuredPolicy } from './insured-policy.entity.ts';

const FILE =
  'mutation F($plot: ID!, $policy: ID!, $peril: String!, $on: Date!, $evidence: [EvidenceInput!], $key: ID) { fileCropLossClaim(plotId: $plot, policyId: $policy, peril: $peril, observedAt: $on, evidence: $evidence, idempotencyKey: $key) { id status peril observedAt filedAt plot { id } policy { id } insurer { uscc } evidence { kind uri sha256 takenAt } } }';
const SHOW =
  'mutation S($id: ID!, $evidence: [EvidenceInput!]!) { submitClaimEvidence(id: $id, evidence: $evidence) { status evidence { sha256 } } }';
const REVIEW = 'mutation R($id: ID!) { reviewCropLossClaim(id: $id) { status } }';
const WITHDRAW = 'mutation W($id: ID!) { withdrawCropLossClaim(id: $id) { status } }';
const DECIDE =
  'mutation D($id: ID!, $decision: String!, $reason: String!, $cents: Cents, $key: ID) { decideCropLossClaim(id: $id, decision: $decision, reason: $reason, amountCents: $cents, idempotencyKey: $key) { status reason amountCents decidedAt } }';

const digest = (n: number): string => n.toString(16).padStart(64, '0');
const photo = (n: number, over = {}) => ({
  kind: 'PHOTO',
  uri: `https://evidence.example/${n}.jpg`,
  sha256: digest(n),
  takenAt: '2026-11-01T15:00:00+08:00',
  ...over,
});
const photos = (n: number, from = 0) => Array.from({ length: n }, (_, i) => photo(from + i));

describe('a crop-loss claim', () => {
  const department = testSubgraph(agriculture, { seed: (em) => agriculture.seed(em, city), now: NOW });
  const ask = (document: string, variables: Record<string, unknown>, who: Asker) =>
    department.as(asks[who]).run(document, variables);
  const file = (over: Record<string, unknown> = {}, who: Asker = 'farmer') =>
    ask(
      FILE,
      { plot: MAIZE_PLOT, policy: POLICY, peril: 'WINDSTORM', on: '2026-11-01', evidence: [photo(1)], ...over },
      who,
    );
  const filed = async (over: Record<string, unknown> = {}): Promise<string> => {
    const { data, errors } = await file(over);
    expect(errors).toBeUndefined();
    return data.fileCropLossClaim.id;
  };
  const decide = (id: string, over: Record<string, unknown> = {}, who: Asker = 'insurer') =>
    ask(DECIDE, { id, decision: 'APPROVED', reason: '查勘属实', cents: 50_000, ...over }, who);
  const codeOf = async (answer: ReturnType<typeof ask>) => (await answer).errors?.[0]?.extensions.code ?? 'ok';

  it('is filed with evidence, taken up, shown more, and approved', async () => {
    const { data, errors } = await file();
    expect(errors).toBeUndefined();
    const { id, ...claim } = data.fileCropLossClaim;
    expect(claim).toEqual({
      status: 'FILED',
      peril: 'WINDSTORM',
      observedAt: '2026-11-01',
      filedAt: '2026-11-02T09:00:00+08:00',
      plot: { id: MAIZE_PLOT },
      policy: { id: POLICY },
      insurer: { uscc: INSURER },
      evidence: [
        {
          kind: 'PHOTO',
          uri: 'https://evidence.example/1.jpg',
          sha256: digest(1),
          takenAt: '2026-11-01T15:00:00+08:00',
        },
      ],
    });
    expect((await ask(REVIEW, { id }, 'adjuster')).data.reviewCropLossClaim.status).toBe('UNDER_REVIEW');
    const shown = await ask(SHOW, { id, evidence: [photo(2)] }, 'cooperative');
    expect(shown.data.submitClaimEvidence).toEqual({
      status: 'UNDER_REVIEW',
      evidence: expect.arrayContaining([{ sha256: digest(1) }, { sha256: digest(2) }]),
    });
    expect((await decide(id)).data.decideCropLossClaim).toEqual({
      status: 'APPROVED',
      reason: '查勘属实',
      amountCents: 50_000,
      decidedAt: '2026-11-02T09:00:00+08:00',
    });
    expect(
      (await department.as(asks.farmer).entity('CropLossClaim', { id }, 'status amountCents reason')).data,
    ).toEqual({
      status: 'APPROVED',
      amountCents: 50_000,
      reason: '查勘属实',
    });
  });

  it('is filed once however often it is sent, and the same loss never twice', async () => {
    const first = await file({ key: 'k' });
    expect(await file({ key: 'k' })).toEqual(first);
    expect((await file({ key: 'other' })).errors?.[0]).toMatchObject({
      message: expect.stringContaining('is claimed already'),
      extensions: { code: 'CONFLICT' },
    });
    expect((await file({ key: 'k', peril: 'HAIL' })).errors?.[0]?.message).toContain('was used for another');
    expect(await codeOf(file({ key: 'third', peril: 'HAIL' }))).toBe('ok');
    expect(await codeOf(file({ key: 'fourth' }, 'cooperative'))).toBe('CONFLICT');
  });

  it('that was rejected or withdrawn may be made again; one that was approved not', async () => {
    const rejected = await filed({ key: '1' });
    expect((await decide(rejected, { decision: 'REJECTED', cents: null })).data.decideCropLossClaim).toMatchObject({
      status: 'REJECTED',
      amountCents: null,
    });
    const withdrawn = await filed({ key: '2' });
    expect((await ask(WITHDRAW, { id: withdrawn }, 'farmer')).data.withdrawCropLossClaim.status).toBe('WITHDRAWN');
    const approved = await filed({ key: '3' });
    expect(await codeOf(decide(approved))).toBe('ok');
    expect(await codeOf(file({ key: '4' }))).toBe('CONFLICT');
  });

  it('is sent again without a key after it was withdrawn: that is a new claim, and a repeat of it none', async () => {
    const first = await filed();
    expect(await filed()).toBe(first);
    await ask(WITHDRAW, { id: first }, 'farmer');
    const second = await filed();
    expect(second).not.toBe(first);
    expect(await filed()).toBe(second);
  });

  it.each<[string, Record<string, unknown>, string, string, string]>([
    ['a peril that is none', { peril: 'LOCUSTS' }, 'BAD_USER_INPUT', 'give one of HAIL, RAINSTORM', 'peril'],
    ['a loss to come', { on: '2026-11-03' }, 'BAD_USER_INPUT', 'has not come yet', 'observedAt'],
    ['a loss of long ago', { on: '2026-09-30' }, 'BAD_USER_INPUT', 'within 30 days', 'observedAt'],
    ['a policy that is none', { policy: 'pol_none' }, 'BAD_USER_INPUT', 'no such policy of the farm', 'policyId'],
    [
      'a policy of another farm',
      { policy: city.cropPolicies.find(({ id }) => id !== POLICY)?.id },
      'BAD_USER_INPUT',
      'no such policy of the farm',
      'policyId',
    ],
    ["somebody else's plot", { plot: OTHER_PLOT }, 'FORBIDDEN', 'no such plot', 'plotId'],
    ['a plot that is none', { plot: 'plot_none' }, 'FORBIDDEN', 'no such plot', 'plotId'],
    [
      'evidence of a kind that is none',
      { evidence: [photo(1, { kind: 'DREAM' })] },
      'BAD_USER_INPUT',
      'give one of PHOTO',
      'evidence.0.kind',
    ],
    [
      'evidence behind a password',
      { evidence: [photo(1, { uri: 'https://me:secret@e.example/1' })] },
      'BAD_USER_INPUT',
      'without user and password',
      'evidence.0.uri',
    ],
    [
      'evidence without a digest',
      { evidence: [photo(1, { sha256: 'none' })] },
      'BAD_USER_INPUT',
      'SHA-256',
      'evidence.0.sha256',
    ],
    [
      'evidence taken tomorrow',
      { evidence: [photo(1), photo(2, { takenAt: '2026-11-03T00:00:00+08:00' })] },
      'BAD_USER_INPUT',
      'has not come yet',
      'evidence.1.takenAt',
    ],
    ['the same picture twice', { evidence: [photo(1), photo(1)] }, 'BAD_USER_INPUT', 'there twice', 'evidence'],
    ['eleven pictures', { evidence: photos(11) }, 'BAD_USER_INPUT', 'at most 10', 'evidence'],
  ])('is not filed with %s', async (_, over, code, message, argument) => {
    const before = [await department.em().count(CropLossClaim), await department.em().count(ClaimEvidence)];
    const { data, errors } = await file(over);
    expect(data).toEqual({ fileCropLossClaim: null });
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining(message), extensions: { code, argument } });
    expect([await department.em().count(CropLossClaim), await department.em().count(ClaimEvidence)]).toEqual(before);
  });

  it('is not filed outside the days that the policy insures', async () => {
    department.clock.set(new Date('2027-01-05T09:00:00+08:00'));
    expect(await codeOf(file({ on: '2026-12-31' }))).toBe('ok');
    expect((await file({ on: '2027-01-01' })).errors?.[0]).toMatchObject({
      message: expect.stringContaining('the policy insures from 2026-04-01 to 2026-12-31'),
      extensions: { code: 'BAD_USER_INPUT', argument: 'observedAt' },
    });
  });

  it('carries ten pieces of evidence and no more, each file once, until it is decided', async () => {
    const id = await filed({ evidence: photos(8) });
    expect((await ask(SHOW, { id, evidence: photos(3, 8) }, 'farmer')).errors?.[0]).toMatchObject({
      message: 'The claim has 8 pieces of evidence, and carries at most 10.',
      extensions: { code: 'CONFLICT' },
    });
    expect(await codeOf(ask(SHOW, { id, evidence: [photo(3)] }, 'farmer'))).toBe('CONFLICT');
    expect(await codeOf(ask(SHOW, { id, evidence: [] }, 'farmer'))).toBe('BAD_USER_INPUT');
    expect((await ask(SHOW, { id, evidence: photos(2, 8) }, 'farmer')).data.submitClaimEvidence.evidence).toHaveLength(
      10,
    );
    await decide(id);
    expect((await ask(SHOW, { id, evidence: [photo(99)] }, 'farmer')).errors?.[0]).toMatchObject({
      message: 'The claim is APPROVED; nothing more is added to it.',
    });
  });

  it.each<[string, Record<string, unknown>, string, string?]>([
    ['nothing', { cents: 0 }, 'BAD_USER_INPUT', 'amountCents'],
    ['less than nothing', { cents: -1 }, 'BAD_USER_INPUT', 'amountCents'],
    ['no amount', { cents: null }, 'BAD_USER_INPUT', 'amountCents'],
    ['more than is insured', { cents: SUM_INSURED + 1 }, 'CONFLICT', 'amountCents'],
    ['a fortune', { cents: Number.MAX_SAFE_INTEGER }, 'CONFLICT', 'amountCents'],
    ['neither yes nor no', { decision: 'MAYBE' }, 'BAD_USER_INPUT', 'decision'],
    ['a rejection that pays', { decision: 'REJECTED' }, 'BAD_USER_INPUT', 'amountCents'],
    ['no reason', { reason: '  ' }, 'BAD_USER_INPUT', 'reason'],
  ])('is not decided with %s', async (...[, over, code, argument]) => {
    const id = await filed();
    const { errors } = await decide(id, over);
    expect(errors?.[0]?.extensions).toMatchObject({ code, argument });
    expect(await department.em().count(CropLossClaim, { id, status: 'FILED', amountCents: null })).toBe(1);
  });

  it('is approved on evidence alone, and never past what is left of the sum insured', async () => {
    const bare = await filed({ evidence: null });
    expect((await decide(bare)).errors?.[0]?.message).toContain('approved on evidence');
    expect(await codeOf(decide(bare, { decision: 'REJECTED', cents: null }))).toBe('ok');
    const { approvedCents } = await department.em().findOneOrFail(InsuredPolicy, { id: POLICY });
    expect(approvedCents).toBeGreaterThan(0);
    const id = await filed({ peril: 'FIRE' });
    expect((await decide(id, { cents: SUM_INSURED - approvedCents + 1 })).errors?.[0]?.message).toContain(
      `(${SUM_INSURED - approvedCents} of ${SUM_INSURED} cents)`,
    );
    expect(await codeOf(decide(id, { cents: SUM_INSURED - approvedCents }))).toBe('ok');
    expect((await department.em().findOneOrFail(InsuredPolicy, { id: POLICY })).approvedCents).toBe(SUM_INSURED);
  });

  it('is decided once; a repeat with its key gets the first answer', async () => {
    const id = await filed();
    const first = await decide(id, { key: 'd' });
    expect(await decide(id, { key: 'd' })).toEqual(first);
    expect(await codeOf(decide(id, { key: 'e' }))).toBe('CONFLICT');
    expect(await codeOf(decide(id, { decision: 'REJECTED', cents: null }))).toBe('CONFLICT');
    expect(await codeOf(ask(REVIEW, { id }, 'insurer'))).toBe('CONFLICT');
    expect(await codeOf(ask(WITHDRAW, { id }, 'farmer'))).toBe('CONFLICT');
  });

  it.each<[Asker, { file: string; show: string; review: string; decide: string; withdraw: string }]>([
    ['cooperative', { file: 'ok', show: 'ok', review: 'FORBIDDEN', decide: 'FORBIDDEN', withdraw: 'ok' }],
    ['insurer', { file: 'FORBIDDEN', show: 'FORBIDDEN', review: 'ok', decide: 'ok', withdraw: 'FORBIDDEN' }],
    ['adjuster', { file: 'FORBIDDEN', show: 'FORBIDDEN', review: 'ok', decide: 'ok', withdraw: 'FORBIDDEN' }],
    ...(['otherInsurer', 'disasterOfficer', 'inspector', 'neighbour', 'stranger'] as const).map(
      (who): [Asker, { file: string; show: string; review: string; decide: string; withdraw: string }] => [
        who,
        { file: 'FORBIDDEN', show: 'FORBIDDEN', review: 'FORBIDDEN', decide: 'FORBIDDEN', withdraw: 'FORBIDDEN' },
      ],
    ),
    [
      'nobody',
      {
        file: 'UNAUTHENTICATED',
        show: 'UNAUTHENTICATED',
        review: 'UNAUTHENTICATED',
        decide: 'UNAUTHENTICATED',
        withdraw: 'UNAUTHENTICATED',
      },
    ],
  ])('lets %s do only its part', async (who, expected) => {
    const one = await filed();
    const two = await filed({ peril: 'HAIL' });
    expect({
      file: await codeOf(file({ peril: 'FROST' }, who)),
      show: await codeOf(ask(SHOW, { id: one, evidence: [photo(7)] }, who)),
      review: await codeOf(ask(REVIEW, { id: one }, who)),
      decide: await codeOf(decide(one, {}, who)),
      withdraw: await codeOf(ask(WITHDRAW, { id: two }, who)),
    }).toEqual(expected);
    if (expected.decide === 'FORBIDDEN') {
      const [known, unknown] = [await decide(one, {}, who), await decide('clm_none', {}, who)];
      expect(unknown.errors?.[0]?.message).toBe(known.errors?.[0]?.message);
    }
  });
});

describe('claims that eight act on at one moment', () => {
  const department = testSubgraph(agriculture, { commits: true, seed: (em) => agriculture.seed(em, city), now: NOW });
  const eight = async (act: (n: number) => Promise<{ errors?: readonly { extensions: Record<string, unknown> }[] }>) =>
    (await Promise.all(Array.from({ length: 8 }, (_, n) => act(n))))
      .map(({ errors }) => errors?.[0]?.extensions.code ?? 'ok')
      .sort();
  const file = (over: Record<string, unknown>) =>
    department
      .as(asks.farmer)
      .run(FILE, { plot: RICE_PLOT, policy: POLICY, peril: 'FIRE', on: '2026-11-01', evidence: [photo(1)], ...over });

  it('are filed once for one loss', async () => {
    expect(await eight((n) => file({ key: `k${n}` }))).toEqual([...Array(7).fill('CONFLICT'), 'ok']);
    expect(await eight(() => file({ key: 'same', peril: 'PEST' }))).toEqual(Array(8).fill('ok'));
    expect(await department.em().count(CropLossClaim, { plotId: RICE_PLOT })).toBe(2);
  });

  it('have one end', async () => {
    const { data } = await file({ peril: 'DROUGHT' });
    const { id } = data.fileCropLossClaim;
    const codes = await eight((n) =>
      n % 2
        ? department.as(asks.farmer).run(WITHDRAW, { id })
        : department
            .as(asks.insurer)
            .run(DECIDE, { id, decision: 'APPROVED', reason: '查勘属实', cents: 100, key: `d${n}` }),
    );
    expect(codes).toEqual([...Array(7).fill('CONFLICT'), 'ok']);
  });

  it('never carry an eleventh piece of evidence', async () => {
    const { data } = await file({ peril: 'RODENT', evidence: photos(6, 100) });
    const { id } = data.fileCropLossClaim;
    const codes = await eight((n) => department.as(asks.farmer).run(SHOW, { id, evidence: [photo(200 + n)] }));
    expect(codes).toEqual([...Array(4).fill('CONFLICT'), ...Array(4).fill('ok')]);
    expect(await department.em().count(ClaimEvidence, { claimId: id })).toBe(10);
  });

  it('never pay more than the sum insured together', async () => {
    const ids: string[] = [];
    for (const peril of ['HAIL', 'FLOOD', 'WATERLOGGING', 'WINDSTORM', 'FROST', 'LANDSLIDE', 'DISEASE', 'RAINSTORM']) {
      ids.push((await file({ peril })).data.fileCropLossClaim.id);
    }
    const { approvedCents, sumInsuredCents } = await department.em().findOneOrFail(InsuredPolicy, { id: POLICY });
    const cents = Math.floor((sumInsuredCents - approvedCents) / 3);
    const codes = await eight((n) =>
      department.as(asks.insurer).run(DECIDE, { id: ids[n], decision: 'APPROVED', reason: '查勘属实', cents }),
    );
    expect(codes).toEqual([...Array(5).fill('CONFLICT'), ...Array(3).fill('ok')]);
    const after = await department.em().findOneOrFail(InsuredPolicy, { id: POLICY });
    expect(after.approvedCents).toBe(approvedCents + 3 * cents);
  });
});
