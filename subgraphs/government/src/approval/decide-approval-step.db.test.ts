import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Asker, PROJECT, parties, seedOneProject } from '../testing/one-project.ts';
import { NOW } from '../testing/two-families.ts';
import { ApprovalStep } from './approval-step.entity.ts';
import { decideApprovalStep } from './decide-approval-step.ts';

const DECIDE = `mutation Decide($step: ID!, $decision: StepDecision!, $reason: String, $key: ID) {
  decideApprovalStep(stepId: $step, decision: $decision, reason: $reason, idempotencyKey: $key) {
    id decision reason decidedAt pausedAt dueAt case { status }
  }
}`;
const RESUBMIT = `mutation Resubmit($step: ID!, $correction: String!) {
  resubmitApprovalStep(stepId: $step, correction: $correction) { decision reason pausedAt dueAt correction case { status } }
}`;

describe('decideApprovalStep', () => {
  const city = testSubgraph(government, { seed: seedOneProject, now: NOW });
  const decide = (who: Asker, variables: Record<string, unknown>) =>
    city.as(parties[who]).run(DECIDE, { step: 'stp_plan', decision: 'GRANT', ...variables });
  const resubmit = (who: Asker, step = 'stp_plan') =>
    city.as(parties[who]).run(RESUBMIT, { step, correction: '已补交图纸。' });

  it("lets an officer of the step's agency on the case grant it", async () => {
    const { data, errors } = await decide('landOfficer', {});
    expect(errors).toBeUndefined();
    expect(data?.decideApprovalStep).toMatchObject({
      decision: 'GRANT',
      decidedAt: '2026-11-01T10:00:00+08:00',
      pausedAt: null,
      case: { status: 'IN_PROGRESS' },
    });
  });

  it('approves the case when all have granted', async () => {
    await decide('landOfficer', {});
    await decide('leadOfficer', { step: 'stp_site' });
    const { data } = await decide('environmentOfficer', { step: 'stp_impact' });
    expect(data?.decideApprovalStep.case).toEqual({ status: 'APPROVED' });
  });

  it('rejects the case with one step, and closes the others', async () => {
    const { data } = await decide('landOfficer', { decision: 'REJECT', reason: '不符合规划。' });
    expect(data?.decideApprovalStep).toMatchObject({ reason: '不符合规划。', case: { status: 'REJECTED' } });
    const { errors } = await decide('leadOfficer', { step: 'stp_site' });
    expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
  });

  it('stops the clock when it returns a step, and runs on when the applicant hands it in again', async () => {
    const returned = await decide('environmentOfficer', {
      step: 'stp_impact',
      decision: 'RETURN_FOR_CORRECTION',
      reason: '缺少监测数据。',
    });
    expect(returned.data?.decideApprovalStep).toMatchObject({
      pausedAt: '2026-11-01T10:00:00+08:00',
      dueAt: '2026-11-09T09:00:00+08:00',
      case: { status: 'AWAITING_CORRECTION' },
    });
    const meanwhile = await decide('environmentOfficer', { step: 'stp_impact', key: 'again' });
    expect(meanwhile.errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
    city.clock.set(new Date('2026-11-04T15:00:00+08:00'));
    const { data, errors } = await resubmit('eve', 'stp_impact');
    expect(errors).toBeUndefined();
    expect(data?.resubmitApprovalStep).toEqual({
      decision: null,
      reason: null,
      pausedAt: null,
      dueAt: '2026-11-12T09:00:00+08:00',
      correction: '已补交图纸。',
      case: { status: 'IN_PROGRESS' },
    });
    expect((await decide('environmentOfficer', { step: 'stp_impact' })).errors).toBeUndefined();
  });

  it('takes a correction from the applicant alone, and only where one is awaited', async () => {
    expect((await resubmit('eve')).errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
    for (const who of ['gran', 'landOfficer'] as const) {
      expect((await resubmit(who)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', argument: 'stepId' } }]);
    }
  });

  it('takes no correction for a case that another agency has rejected', async () => {
    await decide('landOfficer', { decision: 'RETURN_FOR_CORRECTION', reason: '缺少图纸。' });
    await decide('leadOfficer', { step: 'stp_site', decision: 'REJECT', reason: '现场不符。' });
    expect((await resubmit('eve')).errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
  });

  it('decides once', async () => {
    await decide('landOfficer', { key: 'k1' });
    const { errors } = await decide('landOfficer', { key: 'k2', decision: 'REJECT', reason: '改变主意。' });
    expect(errors).toMatchObject([
      { message: 'Step stp_plan has been decided: GRANT.', extensions: { code: 'CONFLICT' } },
    ]);
  });

  it('answers a repeat with the first decision', async () => {
    const first = await decide('landOfficer', { key: 'k1' });
    expect(await decide('landOfficer', { key: 'k1' })).toEqual(first);
  });

  it.each<[string, Asker, Record<string, unknown>, string, string | undefined]>([
    ['the anonymous', 'nobody', {}, 'UNAUTHENTICATED', undefined],
    ['the applicant', 'eve', {}, 'FORBIDDEN', 'stepId'],
    ['an officer of another agency on the case', 'leadOfficer', {}, 'FORBIDDEN', 'stepId'],
    ['an officer of the agency without case and purpose', 'landOfficerIdle', {}, 'PURPOSE_REQUIRED', undefined],
    ['an officer of another town', 'landOfficerElsewhere', {}, 'FORBIDDEN', 'stepId'],
    ['an unknown step, as one that exists,', 'landOfficerIdle', { step: 'stp_none' }, 'PURPOSE_REQUIRED', undefined],
    ['an unknown step', 'landOfficer', { step: 'stp_none' }, 'FORBIDDEN', 'stepId'],
    ['a rejection without a reason', 'landOfficer', { decision: 'REJECT' }, 'BAD_USER_INPUT', 'reason'],
    ['a return without a reason', 'landOfficer', { decision: 'RETURN_FOR_CORRECTION' }, 'BAD_USER_INPUT', 'reason'],
  ])('refuses %s', async (_what, who, variables, code, argument) => {
    const { data, errors } = await decide(who, variables);
    expect(data?.decideApprovalStep).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code, ...(argument ? { argument } : {}) } }]);
    expect(await city.em().count(ApprovalStep, { projectCode: PROJECT, decision: { $ne: null } })).toBe(0);
  });
});

describe('two decisions at once', () => {
  const city = testSubgraph(government, { seed: seedOneProject, now: NOW, commits: true });

  it('count as one', async () => {
    const wish = { stepId: 'stp_plan', reason: '按规定决定。' };
    const tries = (['GRANT', 'REJECT', 'RETURN_FOR_CORRECTION', 'GRANT'] as const).map((decision, n) =>
      decideApprovalStep(city.em(), parties.landOfficer, { ...wish, decision }, `race-${n}`, NOW),
    );
    const done = await Promise.allSettled(tries);
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of done) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'CONFLICT' });
    }
  });
});
