import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Asker, EVES_FIRM, LEAD, PROJECT, parties, seedOneProject, UNIT_CODE } from '../testing/one-project.ts';
import { NOW } from '../testing/two-families.ts';
import { ApprovalStep } from './approval-step.entity.ts';
import { openParallelApproval } from './open-parallel-approval.ts';
import { ParallelApprovalCase } from './parallel-approval-case.entity.ts';

const NEW_PROJECT = '2610-220102-04-01-000001';
const OPEN = `mutation Open($project: InvestmentProjectCode!, $applicant: USCC!, $parcel: RealEstateUnitCode!, $services: [ID!]!, $key: ID) {
  openParallelApproval(projectCode: $project, applicant: $applicant, parcel: $parcel, services: $services, idempotencyKey: $key) {
    projectCode status applicant { uscc } leadAgency { uscc } parcel { id }
    steps { service { id } agency { name } acceptedAt dueAt decision }
  }
}`;
const given = { project: NEW_PROJECT, applicant: EVES_FIRM, parcel: UNIT_CODE, services: ['svc_plan', 'svc_site'] };

describe('openParallelApproval', () => {
  const city = testSubgraph(government, { seed: seedOneProject, now: NOW });
  const open = (who: Asker, variables: Record<string, unknown> = {}) =>
    city.as(parties[who]).run(OPEN, { ...given, ...variables });

  it.each<Asker>(['eve', 'leadOfficer'])('starts every clock at once for %s', async (who) => {
    const { data, errors } = await open(who);
    expect(errors).toBeUndefined();
    const acceptedAt = '2026-11-01T10:00:00+08:00';
    expect(data?.openParallelApproval).toEqual({
      projectCode: NEW_PROJECT,
      status: 'IN_PROGRESS',
      applicant: { uscc: EVES_FIRM },
      leadAgency: { uscc: LEAD },
      parcel: { id: 'prc_3' },
      steps: [
        {
          service: { id: 'svc_plan' },
          agency: { name: '长春市规划和自然资源局' },
          acceptedAt,
          dueAt: '2026-11-13T10:00:00+08:00',
          decision: null,
        },
        {
          service: { id: 'svc_site' },
          agency: { name: '长春市政务服务和数据管理局' },
          acceptedAt,
          dueAt: '2026-11-06T10:00:00+08:00',
          decision: null,
        },
      ],
    });
  });

  it('answers a repeat with the first case, also without a key', async () => {
    const first = await open('eve');
    expect(await open('eve')).toEqual(first);
    expect(await city.em().count(ApprovalStep, { projectCode: NEW_PROJECT })).toBe(2);
  });

  it.each<[string, Asker, Record<string, unknown>, string, string | undefined]>([
    ['the anonymous', 'nobody', {}, 'UNAUTHENTICATED', undefined],
    ['somebody who does not represent the applicant', 'gran', {}, 'FORBIDDEN', undefined],
    ['an officer of another agency', 'landOfficer', {}, 'FORBIDDEN', undefined],
    ['an officer without a purpose', 'leadOfficerIdle', {}, 'PURPOSE_REQUIRED', undefined],
    ['a project that has a case', 'eve', { project: PROJECT }, 'CONFLICT', 'projectCode'],
    [
      'a project of a division unknown here',
      'eve',
      { project: '2610-110101-04-01-000001' },
      'BAD_USER_INPUT',
      'projectCode',
    ],
    ['an unknown parcel', 'eve', { parcel: '220102001001GB00009F00010001' }, 'NOT_FOUND', 'parcel'],
    ['an unknown service', 'eve', { services: ['svc_site', 'svc_none'] }, 'NOT_FOUND', 'services.1'],
    ['a service for citizens', 'eve', { services: ['svc_relief'] }, 'BAD_USER_INPUT', 'services.0'],
    ['a service named twice', 'eve', { services: ['svc_site', 'svc_site'] }, 'BAD_USER_INPUT', 'services'],
    ['no service', 'eve', { services: [] }, 'BAD_USER_INPUT', 'services'],
  ])('refuses %s', async (_what, who, variables, code, argument) => {
    const { data, errors } = await open(who, variables);
    expect(data?.openParallelApproval).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code, ...(argument ? { argument } : {}) } }]);
    expect(await city.em().count(ParallelApprovalCase)).toBe(1);
  });

  it('refuses a code that is no project code', async () => {
    const { errors } = await open('eve', { project: '2613-220102-04-01-000001' });
    expect(errors?.[0]?.message).toMatch(/no investment project code/);
  });
});

describe('two at once', () => {
  const city = testSubgraph(government, { seed: seedOneProject, now: NOW, commits: true });

  it('open one case', async () => {
    const { project: projectCode, ...rest } = given;
    const tries = ['a', 'b', 'c'].map((key) =>
      openParallelApproval(city.em(), parties.eve, { projectCode, ...rest }, key, NOW),
    );
    const done = await Promise.allSettled(tries);
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of done) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'CONFLICT' });
    }
    expect(await city.em().count(ApprovalStep, { projectCode })).toBe(2);
  });
});
