import { createCity, YOUNGER_CHILD } from '@citygraph/city';
import { anonymous, fuzzMutations, officer, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { education } from '../index.ts';
import { Intake } from '../school/intake.entity.ts';
import { Enrolment } from './enrolment.entity.ts';

const city = createCity({ scale: 0.0002 });
const now = new Date('2026-11-02T09:00:00+08:00');
const BUREAU = '11220100MB1C10295W';
const child = YOUNGER_CHILD.id;
const household = city.households.find(({ members }) => members.includes(child));
const dwelling = household?.dwelling ?? '';
const village = city.places.find(({ id }) => id === dwelling)?.division ?? '';
const school =
  city.schools.find(({ stage, catchment }) => stage === 'primary' && catchment.includes(village))?.code ?? '';
const parent = resident('res_parent', { guardianOf: [child], dwelling });
const admission = (subjects: readonly string[]) =>
  officer({
    agency: BUREAU,
    purpose: 'school-admission',
    case: { id: 'c', agency: BUREAU, purposes: ['school-admission'], subjects, exp: 4e9 },
  });

const APPLY =
  'mutation A($child: ID!, $school: String!, $key: ID) { submitEnrolment(residentId: $child, schoolCode: $school, academicYear: "2027", idempotencyKey: $key) { id status } }';
const DECIDE =
  'mutation D($id: ID!, $accept: Boolean!, $reason: String) { decideEnrolment(id: $id, accept: $accept, reason: $reason) { id status reason } }';
const WITHDRAW = 'mutation W($id: ID!) { withdrawEnrolment(id: $id) { id status } }';

describe('an application that was sent in', () => {
  const department = testSubgraph(education, { seed: (em) => education.seed(em, city), now });
  const apply = async (key = 'first'): Promise<string> => {
    const { data, errors } = await department.as(parent).run(APPLY, { child, school, key });
    expect(errors).toBeUndefined();
    return data.submitEnrolment.id;
  };
  const taken = async (): Promise<number> =>
    (await department.em().findOneOrFail(Intake, { schoolCode: school, academicYear: '2027' })).taken;

  it('is accepted once by the officer on the case, and keeps its place', async () => {
    const id = await apply();
    const before = await taken();
    const first = await department.as(admission([child])).run(DECIDE, { id, accept: true });
    expect(first.data).toEqual({ decideEnrolment: { id, status: 'ACCEPTED', reason: null } });
    const again = await department
      .as(admission([school]))
      .run(DECIDE, { id, accept: false, reason: 'changed my mind' });
    expect(again.errors?.[0]).toMatchObject({
      message: 'The application is ACCEPTED already; only a SUBMITTED one is decided.',
      extensions: { code: 'CONFLICT' },
    });
    expect(await taken()).toBe(before);
  });

  it('is rejected with a reason that the guardian reads; the place is free, and the child may apply again', async () => {
    const id = await apply();
    const before = await taken();
    const silent = await department.as(admission([child])).run(DECIDE, { id, accept: false });
    expect(silent.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', argument: 'reason' } });
    await department
      .as(admission([school]))
      .run(DECIDE, { id, accept: false, reason: 'The proof of residence is missing.' });
    const seen = await department.as(parent).entity('Enrolment', { id }, 'status reason');
    expect(seen.data).toEqual({ status: 'REJECTED', reason: 'The proof of residence is missing.' });
    expect(await taken()).toBe(before - 1);
    expect(await apply('second')).not.toBe(id);
    expect(await taken()).toBe(before);
  });

  it('is withdrawn by the guardian alone, once, and frees its place once', async () => {
    const id = await apply();
    const before = await taken();
    const stranger = await department.as(resident('res_x')).run(WITHDRAW, { id });
    expect(stranger.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await department.as(parent).run(WITHDRAW, { id })).data.withdrawEnrolment.status).toBe('WITHDRAWN');
    expect((await department.as(parent).run(WITHDRAW, { id })).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect(await taken()).toBe(before - 1);
  });

  it.each([
    ['another agency', officer({ agency: '11220100MB1C101566', purpose: 'school-admission', case: null }), 'FORBIDDEN'],
    ['an officer on another case', admission(['res_other']), 'FORBIDDEN'],
    ['the guardian', parent, 'FORBIDDEN'],
    ['an officer who says no purpose', { ...admission([child]), purpose: null }, 'PURPOSE_REQUIRED'],
    ['nobody', anonymous(), 'UNAUTHENTICATED'],
  ])('is not decided by %s, whether it exists or not', async (_, viewer, code) => {
    const id = await apply();
    const known = await department.as(viewer).run(DECIDE, { id, accept: true });
    expect(known.errors?.[0]?.extensions.code).toBe(code);
    const unknown = await department.as(viewer).run(DECIDE, { id: 'enr_none', accept: true });
    expect(unknown.errors?.[0]).toMatchObject({ message: known.errors?.[0]?.message, extensions: { code } });
    expect(await department.em().count(Enrolment, { id, status: 'SUBMITTED' })).toBe(1);
  });

  it("is on the school's list for the officer on the school's case, and for nobody else", async () => {
    const id = await apply();
    const ask = (viewer: typeof parent, args = '') =>
      department
        .as(viewer)
        .entity(
          'School',
          { code: school },
          `enrolmentsConnection(first: 100, academicYear: "2027"${args}) { nodes { id status } }`,
        );
    expect((await ask(admission([school]))).data.enrolmentsConnection.nodes).toEqual([{ id, status: 'SUBMITTED' }]);
    expect((await ask(admission([school]), ', status: "ENROLLED"')).data.enrolmentsConnection.nodes).toEqual([]);
    expect((await ask(admission([school]), ', status: "LOST"')).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    for (const viewer of [parent, admission([child]), resident('res_x')]) {
      expect((await ask(viewer)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });

  it('lets anybody look for schools and resources, page by page', async () => {
    const { data } = await department
      .as(anonymous())
      .run(
        '{ schools(stage: "primary", divisionCode: "220102", text: "小学", first: 3) { nodes { name stage } pageInfo { hasNextPage } } learningResources(subject: "science", text: "第3年级") { nodes { title } } }',
      );
    expect(data.schools.nodes).toHaveLength(3);
    expect(data.schools.pageInfo.hasNextPage).toBe(true);
    expect(data.learningResources.nodes).toEqual([{ title: '科学 第3年级 数字课程' }]);
    const percent = await department.as(anonymous()).run('{ schools(text: "%") { nodes { name } } }');
    expect(percent.data.schools.nodes).toEqual([]);
    const empty = await department.as(anonymous()).run('{ schools(text: "  ") { nodes { name } } }');
    expect(empty.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', argument: 'text' } });
  });

  it('takes nothing half, whatever is asked', async () => {
    const id = await apply();
    await fuzzMutations(department, {
      viewers: [parent, admission([child, school]), resident('res_x'), anonymous()],
      known: {
        id: [id, 'enr_none'],
        residentId: [child],
        schoolCode: [school],
        academicYear: ['2026', '2027', '2028'],
      },
    });
  });
});

describe('of an officer who accepts and a guardian who withdraws at one moment', () => {
  const department = testSubgraph(education, { commits: true, seed: (em) => education.seed(em, city), now });

  it('one wins, and the place is counted right', async () => {
    const { data } = await department.as(parent).run(APPLY, { child, school, key: 'k' });
    const { id } = data.submitEnrolment;
    const count = async () =>
      (await department.em().findOneOrFail(Intake, { schoolCode: school, academicYear: '2027' })).taken;
    const before = await count();
    const answers = await Promise.all([
      department.as(admission([child])).run(DECIDE, { id, accept: false, reason: 'No proof of residence.' }),
      department.as(parent).run(WITHDRAW, { id }),
      department.as(admission([school])).run(DECIDE, { id, accept: false, reason: 'No proof of residence.' }),
      department.as(parent).run(WITHDRAW, { id }),
    ]);
    const codes = answers.map(({ errors }) => (errors ? errors[0]?.extensions.code : 'ok')).sort();
    expect(codes).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'ok']);
    expect(await count()).toBe(before - 1);
  });
});
