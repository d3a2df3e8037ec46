import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Asker, PROJECT, parties, seedOneProject, signs } from '../testing/one-project.ts';
import { NOW } from '../testing/two-families.ts';
import { superviseApprovalSteps } from './supervise-approval-steps.ts';
import { SupervisionAlert } from './supervision-alert.entity.ts';

const city = testSubgraph(government, {
  now: NOW,
  async seed(em) {
    await seedOneProject(em);
    await superviseApprovalSteps(em, { now: () => NOW });
  },
});

const CASE = ['status', 'applicant { uscc }', 'leadAgency { uscc }', 'parcel { id }', 'steps { id }'];
const STEP = ['case { projectCode }', 'service { id }', 'agency { uscc }', 'dueAt', 'decision', 'alerts { id }'];
const ALERT = ['level', 'rule', 'raisedAt', 'answer', 'step { id }'];

/** Of the case, of the land agency's step in it, and of an alert about that step. */
const TABLE: readonly [Asker, string, string, string][] = [
  ['nobody', '!!!!!', '!!!!!!', '!!!!!'],
  ['ada', '-----', '------', '-----'],
  ['gran', '-----', '------', '-----'],
  ['eve', '+++++', '+++++-', '-----'],
  ['leadOfficer', '+++++', '++++++', '+++++'],
  ['leadOfficerIdle', '+++++', '++++++', '+++++'],
  ['landOfficerIdle', '+++++', '++++++', '+++++'],
  ['landOfficerElsewhere', '-----', '------', '-----'],
  ['environmentOfficer', '+++++', '+++++-', '-----'],
  ['outsiderOnCase', '+++++', '+++++-', '-----'],
  ['outsider', 'PPPPP', 'PPPPP-', '-----'],
  ['lender', '-----', '------', '-----'],
];

describe('who sees which field of a parallel approval', () => {
  it.each(TABLE)('%s: case %s, step %s, alert %s', async (who, onCase, onStep, onAlert) => {
    const alert = await city.em().findOneOrFail(SupervisionAlert, { stepId: 'stp_plan', level: 'YELLOW' });
    const ask = async (type: string, key: Record<string, string>, fields: readonly string[]) =>
      signs(fields, (await city.as(parties[who]).entity(type, key, fields.join(' '))).errors);
    expect(await ask('ParallelApprovalCase', { projectCode: PROJECT }, CASE)).toBe(onCase);
    expect(await ask('ApprovalStep', { id: 'stp_plan' }, STEP)).toBe(onStep);
    expect(await ask('SupervisionAlert', { id: alert.id }, ALERT)).toBe(onAlert);
  });

  it.each([
    ['ParallelApprovalCase', { projectCode: PROJECT }, { projectCode: '2610-220102-04-01-999999' }, 'status'],
    ['ApprovalStep', { id: 'stp_plan' }, { id: 'stp_none' }, 'dueAt alerts { id }'],
  ])('answers an unknown %s as one that may not be seen', async (type, known, unknown, fields) => {
    const ask = (key: Record<string, string>) => city.as(parties.gran).entity(type, key, `__typename ${fields}`);
    expect(await ask(unknown)).toEqual(await ask(known));
  });
});

describe('approvalCase(projectCode:)', () => {
  const ask = (who: Asker, code: string) =>
    city
      .as(parties[who])
      .run('query ($p: InvestmentProjectCode!) { approvalCase(projectCode: $p) { status } }', { p: code });

  it('answers the applicant', async () => {
    expect((await ask('eve', PROJECT)).data?.approvalCase).toEqual({ status: 'IN_PROGRESS' });
  });

  it.each([PROJECT, '2610-220102-04-01-999999'])('refuses others, whether %s has a case or not', async (code) => {
    const { data, errors } = await ask('gran', code);
    expect(data?.approvalCase).toBeNull();
    expect(errors).toMatchObject([
      { message: `You may not see the case of ${code}, or there is none.`, extensions: { code: 'FORBIDDEN' } },
    ]);
  });
});

it('resolves the steps of a case with as many statements as one step', async () => {
  const fields =
    'case { status applicant { name } parcel { id } } service { name agency { name } } agency { name } alerts { level step { id } }';
  const ask = (...ids: string[]) =>
    city.as(parties.leadOfficer).entities(
      'ApprovalStep',
      ids.map((id) => ({ id })),
      fields,
    );
  expect((await ask('stp_site')).errors).toBeUndefined();
  const one = await city.statements(() => ask('stp_site'));
  expect(await city.statements(() => ask('stp_site', 'stp_plan', 'stp_impact'))).toBe(one);
});
