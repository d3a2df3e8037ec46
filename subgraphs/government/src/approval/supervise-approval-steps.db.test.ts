import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Asker, LEAD, OPENED, parties, seedOneProject } from '../testing/one-project.ts';
import { NOW } from '../testing/two-families.ts';
import { ApprovalStep } from './approval-step.entity.ts';
import { superviseApprovalSteps } from './supervise-approval-steps.ts';
import { SupervisionAlert } from './supervision-alert.entity.ts';

const at = (moment: string) => ({ now: () => new Date(moment) });

describe('supervision', () => {
  const city = testSubgraph(government, { seed: seedOneProject, now: NOW });
  const raised = async () => {
    const alerts = await city
      .em()
      .find(SupervisionAlert, {}, { orderBy: { stepId: 'asc', raisedAt: 'asc', id: 'asc' } });
    return alerts.map(({ stepId, level }) => `${stepId} ${level}`).sort();
  };
  /** The site review is due on Monday 19 October, nine in the morning. */
  const run = (moment: string) => superviseApprovalSteps(city.em(), at(moment));

  it('raises nothing while there is time', async () => {
    await superviseApprovalSteps(city.em(), { now: () => OPENED });
    expect(await raised()).toEqual([]);
  });

  it('raises each level when its moment comes, once', async () => {
    await run('2026-10-16T09:00:00+08:00');
    expect(await raised()).toEqual(['stp_site REMINDER']);
    await run('2026-10-19T09:00:01+08:00');
    await run('2026-10-20T09:00:00+08:00');
    expect(await raised()).toEqual(['stp_site REMINDER', 'stp_site YELLOW']);
    await run('2026-10-22T09:00:01+08:00');
    await run('2026-10-22T10:00:00+08:00');
    expect(await raised()).toEqual(['stp_site RED', 'stp_site REMINDER', 'stp_site YELLOW']);
  });

  it('catches up after it slept', async () => {
    await run('2026-11-01T10:00:00+08:00');
    expect(await raised()).toEqual([
      'stp_plan RED',
      'stp_plan REMINDER',
      'stp_plan YELLOW',
      'stp_site RED',
      'stp_site REMINDER',
      'stp_site YELLOW',
    ]);
  });

  it('leaves alone what is decided, what stands still and what a rejection closed', async () => {
    await city
      .em()
      .nativeUpdate(ApprovalStep, { id: 'stp_site' }, { decision: 'RETURN_FOR_CORRECTION', pausedAt: OPENED });
    await run('2026-11-01T10:00:00+08:00');
    expect((await raised()).filter((alert) => alert.startsWith('stp_site'))).toEqual([]);
    await city.em().nativeUpdate(ApprovalStep, { id: 'stp_plan' }, { decision: 'REJECT' });
    await run('2026-12-01T10:00:00+08:00');
    expect((await raised()).filter((alert) => alert.startsWith('stp_impact'))).toEqual([]);
  });

  it('answers the alerts of a step with the decision that follows', async () => {
    await run('2026-10-20T09:00:00+08:00');
    const decide =
      'mutation { decideApprovalStep(stepId: "stp_site", decision: GRANT) { alerts { level rule answer } } }';
    const { data, errors } = await city.as(parties.leadOfficer).run(decide);
    expect(errors).toBeUndefined();
    expect(data?.decideApprovalStep.alerts).toHaveLength(2);
    for (const { answer } of data?.decideApprovalStep.alerts ?? []) expect(answer).toBe('GRANT');
  });

  describe('supervisionAlerts', () => {
    const ask = async (who: Asker, filter = '') => {
      const { data, errors } = await city.as(parties[who]).run(`{ supervisionAlerts${filter} { level step { id } } }`);
      const code = errors?.[0]?.extensions.code;
      return (
        code ??
        data?.supervisionAlerts
          .map((alert: { step: { id: string } }) => alert.step.id)
          .sort()
          .join(' ')
      );
    };

    it.each<[Asker, string]>([
      ['nobody', 'UNAUTHENTICATED'],
      ['eve', 'FORBIDDEN'],
      ['lender', 'FORBIDDEN'],
      ['leadOfficerIdle', 'stp_plan stp_site'],
      ['landOfficerIdle', 'stp_plan'],
      ['environmentOfficer', ''],
      ['landOfficerElsewhere', ''],
      ['outsider', ''],
    ])('answers %s with %s', async (who, steps) => {
      await run('2026-11-01T10:00:00+08:00');
      expect(await ask(who, '(level: RED)')).toBe(steps);
    });

    it('takes those raised since', async () => {
      await run('2026-10-20T09:00:00+08:00');
      await run('2026-11-01T10:00:00+08:00');
      expect(await ask('leadOfficerIdle', '(since: "2026-10-25T00:00:00+08:00", level: YELLOW)')).toBe('stp_plan');
    });
  });
});

describe('two processes at once', () => {
  const city = testSubgraph(government, { seed: seedOneProject, now: NOW, commits: true });

  it('raise each alert once', async () => {
    const clock = at('2026-11-01T10:00:00+08:00');
    await Promise.all([1, 2, 3, 4].map(() => superviseApprovalSteps(city.em(), clock)));
    const alerts = await city.em().find(SupervisionAlert, { agencyUscc: LEAD });
    expect(alerts.map(({ level }) => level).sort()).toEqual(['RED', 'REMINDER', 'YELLOW']);
  });
});
