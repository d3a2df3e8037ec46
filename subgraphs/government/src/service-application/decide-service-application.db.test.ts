import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Asker, EVES_FIRM, parties, seedOneProject, signs } from '../testing/one-project.ts';
import { NOW } from '../testing/two-families.ts';
import { withdrawServiceApplication } from './correct-service-application.ts';
import { decideServiceApplication } from './decide-service-application.ts';
import { ServiceApplication } from './service-application.entity.ts';
import { submitServiceApplication } from './submit-service-application.ts';

const DECIDE = `mutation D($id: ID!, $decision: ApplicationDecision!, $reason: String, $key: ID) {
  decideServiceApplication(applicationId: $id, decision: $decision, reason: $reason, idempotencyKey: $key) {
    status reason decidedAt pausedAt dueAt
  }
}`;
const CORRECT = `mutation C($id: ID!, $form: String!, $key: ID) {
  correctServiceApplication(applicationId: $id, formData: $form, idempotencyKey: $key) { status reason dueAt formData pausedAt }
}`;
const WITHDRAW = 'mutation W($id: ID!) { withdrawServiceApplication(applicationId: $id) { status } }';
const RELIEF = { serviceId: 'svc_relief', applicantUscc: null, formData: '{"phone":"1"}' };

describe('an application', () => {
  const city = testSubgraph(government, { seed: seedOneProject, now: NOW });
  const submit = () => submitServiceApplication(city.em(), parties.ada, RELIEF, null, NOW);
  const decide = (who: Asker, id: string, over: Record<string, unknown> = {}) =>
    city.as(parties[who]).run(DECIDE, { id, decision: 'GRANT', ...over });
  const correct = (who: Asker, id: string, form = '{"phone":"2"}') => city.as(parties[who]).run(CORRECT, { id, form });
  const withdraw = (who: Asker, id: string) => city.as(parties[who]).run(WITHDRAW, { id });
  const conflict = [{ extensions: { code: 'CONFLICT', argument: 'applicationId' } }];

  it("is granted once, by an officer of the service's agency on the case", async () => {
    const id = await submit();
    const first = await decide('reliefOfficer', id, { key: 'a' });
    expect(first.errors).toBeUndefined();
    expect(first.data.decideServiceApplication).toMatchObject({
      status: 'GRANTED',
      reason: null,
      decidedAt: '2026-11-01T10:00:00+08:00',
      pausedAt: null,
    });
    expect(await decide('reliefOfficer', id, { key: 'a' })).toEqual(first);
    const again = await decide('reliefOfficer', id, { key: 'b', decision: 'REJECT', reason: '改变主意。' });
    expect(again.errors).toMatchObject([{ message: `applicationId: ${id} has been granted.`, ...conflict[0] }]);
    expect((await withdraw('ada', id)).errors).toMatchObject(conflict);
  });

  it('is returned with the same words again, and mended in the same way again', async () => {
    const id = await submit();
    const back = async () =>
      (await decide('reliefOfficer', id, { decision: 'RETURN_FOR_CORRECTION', reason: '缺少收入证明。' })).data
        .decideServiceApplication.status;
    const mend = async () => (await correct('ada', id)).data.correctServiceApplication.status;
    for (const _ of [1, 2]) {
      expect([await back(), await back()]).toEqual(['RETURNED', 'RETURNED']);
      expect([await mend(), await mend()]).toEqual(['SUBMITTED', 'SUBMITTED']);
    }
  });

  it('is submitted anew after it was withdrawn', async () => {
    const id = await submit();
    expect(await submit()).toBe(id);
    await withdraw('ada', id);
    const again = await submit();
    expect(again).not.toBe(id);
    expect(await submit()).toBe(again);
  });

  it('is returned, mended by the applicant and decided, and the days of the pause are given back', async () => {
    const id = await submit();
    const returned = await decide('reliefOfficer', id, { decision: 'RETURN_FOR_CORRECTION', reason: '缺少收入证明。' });
    expect(returned.data.decideServiceApplication).toMatchObject({
      status: 'RETURNED',
      reason: '缺少收入证明。',
      pausedAt: '2026-11-01T10:00:00+08:00',
      dueAt: '2026-11-11T10:00:00+08:00',
    });
    expect((await decide('reliefOfficer', id, { key: 'again' })).errors).toMatchObject(conflict);
    city.clock.set(new Date('2026-11-04T15:00:00+08:00'));
    const mended = await correct('ada', id);
    expect(mended.errors).toBeUndefined();
    expect(mended.data.correctServiceApplication).toEqual({
      status: 'SUBMITTED',
      reason: null,
      dueAt: '2026-11-16T10:00:00+08:00',
      formData: '{"phone":"2"}',
      pausedAt: null,
    });
    expect((await correct('ada', id, '{"phone":"3"}')).errors).toMatchObject(conflict);
    expect((await decide('reliefOfficer', id)).errors).toBeUndefined();
  });

  it.each(['SUBMITTED', 'RETURNED'] as const)('is taken back by the applicant while it is %s, once', async (status) => {
    const id = await submit();
    if (status === 'RETURNED')
      await decide('reliefOfficer', id, { decision: 'RETURN_FOR_CORRECTION', reason: '缺材料。' });
    expect((await withdraw('ada', id)).data.withdrawServiceApplication).toEqual({ status: 'WITHDRAWN' });
    expect((await decide('reliefOfficer', id, { key: 'late' })).errors).toMatchObject(conflict);
    expect((await correct('ada', id)).errors).toMatchObject(conflict);
  });

  it.each<[Asker, string, string]>([
    ['nobody', 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
    ['ada', 'FORBIDDEN', 'ok'],
    ['eve', 'FORBIDDEN', 'FORBIDDEN'],
    ['reliefOfficer', 'ok', 'FORBIDDEN'],
    ['leadOfficer', 'FORBIDDEN', 'FORBIDDEN'],
    ['marketOfficer', 'FORBIDDEN', 'FORBIDDEN'],
    ['outsiderOnCase', 'FORBIDDEN', 'FORBIDDEN'],
    ['outsider', 'PURPOSE_REQUIRED', 'FORBIDDEN'],
    ['lender', 'FORBIDDEN', 'FORBIDDEN'],
  ])('of Ada: %s decides: %s; withdraws: %s', async (who, decides, withdraws) => {
    const code = async (answer: ReturnType<typeof decide>) => (await answer).errors?.[0]?.extensions.code ?? 'ok';
    const id = await submit();
    expect(await code(withdraw(who, id))).toBe(withdraws);
    await city.em().nativeUpdate(ServiceApplication, { id }, { status: 'SUBMITTED' });
    expect(await code(decide(who, id))).toBe(decides);
  });

  it.each([
    ['REJECT', null, 'reason'],
    ['RETURN_FOR_CORRECTION', null, 'reason'],
    ['REJECT', ' x ', 'reason'],
  ])('takes no %s because of %j', async (decision, reason, argument) => {
    const id = await submit();
    const { errors } = await decide('reliefOfficer', id, { decision, reason });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }]);
    expect(await city.em().count(ServiceApplication, { status: 'SUBMITTED' })).toBe(1);
  });

  it('takes no form that is none', async () => {
    const id = await submit();
    await decide('reliefOfficer', id, { decision: 'RETURN_FOR_CORRECTION', reason: '缺材料。' });
    expect((await correct('ada', id, '[1]')).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument: 'formData' } },
    ]);
  });

  it('that does not exist is refused in the words of one that may not be touched', async () => {
    const id = await submit();
    const words = async (of: string) => (await decide('eve', of)).errors?.[0]?.message;
    expect(await words('app_none')).toBe(await words(id));
  });

  it('shows its form to the applicant and the agency alone', async () => {
    const id = await submit();
    const ask = async (who: Asker) =>
      signs(['formData'], (await city.as(parties[who]).entity('ServiceApplication', { id }, 'formData')).errors);
    expect(await ask('ada')).toBe('+');
    expect(await ask('reliefOfficer')).toBe('+');
    expect(await ask('eve')).toBe('-');
    expect(await ask('outsider')).toBe('P');
  });
});

describe('lists of applications', () => {
  const city = testSubgraph(government, { seed: seedOneProject, now: NOW });
  const fill = async () => {
    const ids: string[] = [];
    for (const minute of [0, 1, 2]) {
      const now = new Date(NOW.getTime() + minute * 60_000);
      ids.push(await submitServiceApplication(city.em(), parties.ada, RELIEF, `k${minute}`, now));
    }
    const firm = { serviceId: 'svc_site', applicantUscc: EVES_FIRM, formData: '{}' };
    await submitServiceApplication(city.em(), parties.eve, firm, null, NOW);
    return ids;
  };
  const nodes = (page: { nodes: { id: string }[] }) => page.nodes.map(({ id }) => id);

  it("page the resident's own, newest first, and filter by status", async () => {
    const [oldest, middle, newest] = await fill();
    const ask = async (args: string) =>
      (
        await city
          .as(parties.ada)
          .entity(
            'Resident',
            { id: 'res_ada' },
            `applicationsConnection(${args}) { nodes { id } pageInfo { endCursor } }`,
          )
      ).data.applicationsConnection;
    const first = await ask('first: 2');
    expect(nodes(first)).toEqual([newest, middle]);
    expect(nodes(await ask(`first: 2, after: "${first.pageInfo.endCursor}"`))).toEqual([oldest]);
    expect(nodes(await ask('status: "GRANTED"'))).toEqual([]);
    const wrong = await city
      .as(parties.ada)
      .entity('Resident', { id: 'res_ada' }, 'applications(status: "LOST") { id }');
    expect(wrong.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'status' } }]);
  });

  it("show an officer what the case is about, and nothing of another agency's", async () => {
    const ids = await fill();
    const ask = async (who: Asker) => {
      const { data, errors } = await city.as(parties[who]).run('{ serviceApplications { nodes { id status } } }');
      return errors?.[0]?.extensions.code ?? nodes(data.serviceApplications);
    };
    expect(await ask('reliefOfficer')).toEqual(ids);
    expect(await ask('leadOfficer')).toHaveLength(1);
    expect(await ask('marketOfficer')).toEqual([]);
    expect(await ask('outsider')).toBe('PURPOSE_REQUIRED');
    expect(await ask('ada')).toBe('FORBIDDEN');
    expect(await ask('nobody')).toBe('UNAUTHENTICATED');
  });

  it("page a firm's for who represents it", async () => {
    await fill();
    const ask = async (who: Asker) =>
      city
        .as(parties[who])
        .entity('LegalEntity', { uscc: EVES_FIRM }, 'applicationsConnection { nodes { status service { id } } }');
    expect((await ask('eve')).data.applicationsConnection.nodes).toEqual([
      { status: 'SUBMITTED', service: { id: 'svc_site' } },
    ]);
    expect((await ask('gran')).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('at one moment', () => {
  const city = testSubgraph(government, { seed: seedOneProject, now: NOW, commits: true });

  it('one of seven decisions and a withdrawal counts', async () => {
    const applicationId = await submitServiceApplication(city.em(), parties.ada, RELIEF, 'race', NOW);
    const decisions = ['GRANT', 'REJECT', 'RETURN_FOR_CORRECTION', 'GRANT', 'REJECT', 'GRANT', 'REJECT'] as const;
    const tries = [
      ...decisions.map((decision, n) =>
        decideServiceApplication(
          city.em(),
          parties.reliefOfficer,
          { applicationId, decision, reason: '按规定决定。' },
          `race-${n}`,
          NOW,
        ),
      ),
      // Of a returned application the withdrawal would be right: it comes in the first transaction or not at all.
      withdrawServiceApplication(city.em(), parties.ada, { applicationId }, 'w', NOW),
    ];
    const done = await Promise.allSettled(tries);
    for (const answer of done) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'CONFLICT' });
    }
    const decided = done.slice(0, 7).filter(({ status }) => status === 'fulfilled').length;
    const { status } = await city.em().findOneOrFail(ServiceApplication, { id: applicationId });
    const withdrawn = done[7]?.status === 'fulfilled';
    expect(withdrawn).toBe(status === 'WITHDRAWN');
    expect(decided).toBeLessThanOrEqual(1);
    expect(decided + (withdrawn ? 1 : 0)).toBeGreaterThanOrEqual(1);
  });
});
