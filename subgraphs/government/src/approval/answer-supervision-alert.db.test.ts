import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Asker, parties, seedOneProject } from '../testing/one-project.ts';
import { NOW } from '../testing/two-families.ts';
import { answerSupervisionAlert } from './answer-supervision-alert.ts';
import { superviseApprovalSteps } from './supervise-approval-steps.ts';
import { SupervisionAlert } from './supervision-alert.entity.ts';

const late = {
  now: NOW,
  async seed(em: Parameters<typeof seedOneProject>[0]) {
    await seedOneProject(em);
    await superviseApprovalSteps(em, { now: () => NOW });
  },
};
const ANSWER = `mutation A($id: ID!, $answer: String!, $key: ID) {
  answerSupervisionAlert(alertId: $id, answer: $answer, idempotencyKey: $key) { level answer answeredAt step { id } }
}`;

describe('answerSupervisionAlert', () => {
  const city = testSubgraph(government, late);
  const red = async (stepId = 'stp_plan') =>
    (await city.em().findOneOrFail(SupervisionAlert, { stepId, level: 'RED' })).id;
  const answer = async (who: Asker, over: Record<string, unknown> = {}) =>
    city.as(parties[who]).run(ANSWER, { id: await red(), answer: '图纸复核中，三日内办结。', ...over });

  it('takes the words of the agency that is late, once', async () => {
    const first = await answer('landOfficerIdle', { key: 'a' });
    expect(first.errors).toBeUndefined();
    expect(first.data.answerSupervisionAlert).toEqual({
      level: 'RED',
      answer: '图纸复核中，三日内办结。',
      answeredAt: '2026-11-01T10:00:00+08:00',
      step: { id: 'stp_plan' },
    });
    expect(await answer('landOfficerIdle', { key: 'a' })).toEqual(first);
    expect((await answer('landOfficer', { key: 'b' })).errors).toMatchObject([
      { extensions: { code: 'CONFLICT', argument: 'alertId' } },
    ]);
  });

  it('keeps its words when the decision follows, which answers the others', async () => {
    await answer('landOfficer');
    const decide = 'mutation { decideApprovalStep(stepId: "stp_plan", decision: GRANT) { alerts { level answer } } }';
    const { data } = await city.as(parties.landOfficer).run(decide);
    const answers = new Map(
      data.decideApprovalStep.alerts.map((alert: { level: string; answer: string }) => [alert.level, alert.answer]),
    );
    expect(Object.fromEntries(answers)).toEqual({
      REMINDER: 'GRANT',
      YELLOW: 'GRANT',
      RED: '图纸复核中，三日内办结。',
    });
  });

  it.each<[Asker, string]>([
    ['nobody', 'UNAUTHENTICATED'],
    ['eve', 'FORBIDDEN'],
    ['leadOfficer', 'FORBIDDEN'],
    ['environmentOfficer', 'FORBIDDEN'],
    ['landOfficerElsewhere', 'FORBIDDEN'],
    ['lender', 'FORBIDDEN'],
  ])('refuses %s with %s', async (who, code) => {
    expect((await answer(who)).errors).toMatchObject([{ extensions: { code } }]);
    expect(await city.em().count(SupervisionAlert, { answer: { $ne: null } })).toBe(0);
  });

  it('refuses what does not exist in the same words, and words that are none', async () => {
    const words = async (id: string) => (await answer('eve', { id })).errors?.[0]?.message;
    expect(await words('alt_none')).toBe(await words(await red()));
    expect((await answer('landOfficer', { answer: '??' })).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument: 'answer' } },
    ]);
  });

  it('pages alerts, and tells those that wait from those that are answered', async () => {
    await answer('landOfficer');
    const ask = async (args: string) => {
      const { data, errors } = await city
        .as(parties.leadOfficerIdle)
        .run(
          `{ supervisionAlertsConnection(${args}) { nodes { level step { id } } pageInfo { hasNextPage endCursor } } }`,
        );
      expect(errors).toBeUndefined();
      return data.supervisionAlertsConnection;
    };
    expect((await ask('answered: true')).nodes).toEqual([{ level: 'RED', step: { id: 'stp_plan' } }]);
    expect((await ask('level: RED, answered: false')).nodes).toEqual([{ level: 'RED', step: { id: 'stp_site' } }]);
    const all = (await ask('first: 100')).nodes.length;
    let [seen, after] = [0, ''];
    for (let more = true; more; ) {
      const page = await ask(`first: 2${after && `, after: "${after}"`}`);
      seen += page.nodes.length;
      more = page.pageInfo.hasNextPage;
      after = page.pageInfo.endCursor;
    }
    expect(seen).toBe(all);
    const { errors } = await city.as(parties.eve).run('{ supervisionAlertsConnection { nodes { id } } }');
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('eight at once', () => {
  const city = testSubgraph(government, { ...late, commits: true });

  it('answer an alert once', async () => {
    const { id: alertId } = await city.em().findOneOrFail(SupervisionAlert, { stepId: 'stp_plan', level: 'RED' });
    const tries = [0, 1, 2, 3, 4, 5, 6, 7].map((n) =>
      answerSupervisionAlert(city.em(), parties.landOfficer, { alertId, answer: `第${n}次答复。` }, `race-${n}`, NOW),
    );
    const done = await Promise.allSettled(tries);
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of done) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'CONFLICT' });
    }
  });
});
