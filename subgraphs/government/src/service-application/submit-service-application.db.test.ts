import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Asker, EVES_FIRM, parties, seedOneProject, signs } from '../testing/one-project.ts';
import { NOW } from '../testing/two-families.ts';
import { ServiceApplication } from './service-application.entity.ts';

const city = testSubgraph(government, { seed: seedOneProject, now: NOW });

const SUBMIT = `mutation Submit($service: ID!, $uscc: USCC, $form: String!, $key: ID) {
  submitServiceApplication(serviceId: $service, applicantUscc: $uscc, formData: $form, idempotencyKey: $key) {
    id status submittedAt dueAt service { id } applicant { ... on Resident { id } ... on LegalEntity { uscc } }
  }
}`;
const submit = (who: Asker, variables: Record<string, unknown>) =>
  city.as(parties[who]).run(SUBMIT, { service: 'svc_relief', form: '{}', ...variables });

describe('submitServiceApplication', () => {
  it('applies for oneself, due after the days the agency promises', async () => {
    const { data, errors } = await submit('ada', {});
    expect(errors).toBeUndefined();
    expect(data?.submitServiceApplication).toMatchObject({
      status: 'SUBMITTED',
      submittedAt: '2026-11-01T10:00:00+08:00',
      dueAt: '2026-11-11T10:00:00+08:00',
      service: { id: 'svc_relief' },
      applicant: { id: 'res_ada' },
    });
  });

  it('applies for an entity one represents', async () => {
    const { data } = await submit('eve', { service: 'svc_site', uscc: EVES_FIRM });
    expect(data?.submitServiceApplication.applicant).toEqual({ uscc: EVES_FIRM });
  });

  it('answers a repeat with the first application', async () => {
    const first = await submit('ada', { key: 'k1' });
    expect(await submit('ada', { key: 'k1' })).toEqual(first);
    expect(await city.em().count(ServiceApplication)).toBe(1);
  });

  it.each<[string, Asker, Record<string, unknown>, string, string | undefined]>([
    ['somebody who is not signed in', 'nobody', {}, 'UNAUTHENTICATED', undefined],
    ['an account that is no resident', 'leadOfficer', {}, 'FORBIDDEN', undefined],
    ['an unknown service', 'ada', { service: 'svc_none' }, 'NOT_FOUND', 'serviceId'],
    ["somebody else's firm", 'ada', { service: 'svc_site', uscc: EVES_FIRM }, 'FORBIDDEN', 'applicantUscc'],
    ['a business service for oneself', 'ada', { service: 'svc_site' }, 'BAD_USER_INPUT', 'applicantUscc'],
    ['a form that is no JSON', 'ada', { form: 'hello' }, 'BAD_USER_INPUT', 'formData'],
    ['a form that is no object', 'ada', { form: '[]' }, 'BAD_USER_INPUT', 'formData'],
  ])('refuses %s', async (_what, who, variables, code, argument) => {
    const { data, errors } = await submit(who, variables);
    expect(data?.submitServiceApplication).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code, ...(argument ? { argument } : {}) } }]);
    expect(await city.em().count(ServiceApplication)).toBe(0);
  });
});

describe('who sees an application', () => {
  const FIELDS = ['status', 'dueAt', 'service { id }', 'applicant { __typename }'];

  it.each<[Asker, string]>([
    ['nobody', '!!!!'],
    ['ada', '++++'],
    ['eve', '----'],
    ['reliefOfficer', '++++'],
    ['outsider', 'PPPP'],
    ['marketOfficer', '----'],
  ])('%s sees %s of what Ada applied for', async (who, answers) => {
    const { data } = await submit('ada', {});
    const { errors } = await city
      .as(parties[who])
      .entity('ServiceApplication', { id: data?.submitServiceApplication.id }, FIELDS.join(' '));
    expect(signs(FIELDS, errors)).toBe(answers);
  });

  it('lets a firm know its own, and no officer of another agency', async () => {
    const { data } = await submit('eve', { service: 'svc_site', uscc: EVES_FIRM });
    const ask = async (who: Asker) => {
      const key = { id: data?.submitServiceApplication.id };
      return signs(FIELDS, (await city.as(parties[who]).entity('ServiceApplication', key, FIELDS.join(' '))).errors);
    };
    expect(await ask('eve')).toBe('++++');
    expect(await ask('leadOfficer')).toBe('++++');
    expect(await ask('marketOfficer')).toBe('----');
    expect(await ask('gran')).toBe('----');
  });

  it('answers an unknown key as one that may not be seen', async () => {
    const { data } = await submit('ada', {});
    const ask = (id: string) => city.as(parties.eve).entity('ServiceApplication', { id }, '__typename status');
    expect(await ask('app_none')).toEqual(await ask(data?.submitServiceApplication.id));
  });

  it.each<[Asker, string]>([
    ['nobody', '!'],
    ['ada', '+'],
    ['eve', '-'],
    ['reliefOfficer', '+'],
    ['outsider', 'P'],
  ])('answers %s who lists those of Ada with %s', async (who, answer) => {
    const fields = ['applications { id }'];
    const { errors } = await city.as(parties[who]).entity('Resident', { id: 'res_ada' }, 'applications { id }');
    expect(signs(fields, errors)).toBe(answer);
  });

  it('lists the own ones by status', async () => {
    await submit('ada', {});
    const ask = 'mine: applications(status: "SUBMITTED") { status } none: applications(status: "GRANTED") { status }';
    const { data } = await city.as(parties.ada).entity('Resident', { id: 'res_ada' }, ask);
    expect(data).toEqual({ mine: [{ status: 'SUBMITTED' }], none: [] });
  });
});
