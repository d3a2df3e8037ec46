import { createCity, ELDER_CHILD, YOUNGER_CHILD } from '@citygraph/city';
import { anonymous, officer, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { Enrolment } from './enrolment/enrolment.entity.ts';
import { education } from './index.ts';
import { Intake } from './school/intake.entity.ts';

const city = createCity({ scale: 0.0002 });
const dwellingOf = (id: string): string => {
  const household = city.residents.find((person) => person.id === id)?.household;
  return city.households.find((candidate) => candidate.id === household)?.dwelling ?? '';
};
const parent = resident('res_parent', {
  guardianOf: [YOUNGER_CHILD.id, ELDER_CHILD.id],
  dwelling: dwellingOf(YOUNGER_CHILD.id),
});
const BUREAU = '11220100MB1C10295W';
const now = new Date('2026-11-02T09:00:00+08:00');
const admission = {
  id: 'c',
  agency: BUREAU,
  purposes: ['school-admission' as const],
  subjects: [YOUNGER_CHILD.id],
  exp: 4e9,
};

describe('education', () => {
  const department = testSubgraph(education, { seed: (em) => education.seed(em, city), now });

  it("shows a guardian the children's enrolments and the dwelling's school", async () => {
    const { data, errors } = await department
      .as(parent)
      .entities(
        'Resident',
        [{ id: YOUNGER_CHILD.id }, { id: ELDER_CHILD.id }],
        'enrolments(academicYear: "2026") { status school { name stage } } studentNumber',
      );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject([
      { enrolments: [{ status: 'ACCEPTED', school: { stage: 'primary' } }] },
      {
        enrolments: [{ status: 'ENROLLED', school: { stage: 'primary' } }],
        studentNumber: expect.stringMatching(/^G\d{17}[\dX]$/),
      },
    ]);
  });

  it.each([
    ['self', resident(YOUNGER_CHILD.id), null],
    ['guardian', parent, null],
    ['admission officer on the case', officer({ agency: BUREAU, purpose: 'school-admission', case: admission }), null],
    [
      'officer of another agency',
      officer({ agency: '11220100MB1C101566', purpose: 'school-admission', case: admission }),
      'FORBIDDEN',
    ],
    ['officer without a purpose', officer({ agency: BUREAU, case: admission }), 'PURPOSE_REQUIRED'],
    ['another parent', resident('res_other', { guardianOf: [ELDER_CHILD.id] }), 'FORBIDDEN'],
    ['nobody', anonymous(), 'UNAUTHENTICATED'],
  ])('judges %s by every route', async (_, viewer, code) => {
    const enrolment = await department
      .em()
      .findOneOrFail(Enrolment, { residentId: YOUNGER_CHILD.id, academicYear: '2026' });
    for (const [type, key, fields] of [
      ['Resident', { id: YOUNGER_CHILD.id }, ['enrolments { id }', 'studentNumber']],
      ['Enrolment', { id: enrolment.id }, ['status', 'academicYear', 'school { code }', 'student { id }']],
    ] as const) {
      for (const field of fields) {
        const { errors } = await department.as(viewer).entity(type, key, field);
        expect({ field, codes: errors?.map(({ extensions }) => extensions.code) }).toEqual({
          field,
          codes: code ? [code] : undefined,
        });
      }
    }
  });

  it('needs a constant number of statements for a hundred residents', async () => {
    const ids = city.residents.slice(0, 100).map(({ id }) => id);
    const viewer = resident('res_all', { guardianOf: ids });
    const ask = (count: number) =>
      department.statements(() =>
        department.as(viewer).entities(
          'Resident',
          ids.slice(0, count).map((id) => ({ id })),
          'studentNumber enrolments { status school { name vacancies(academicYear: "2026") } }',
        ),
      );
    expect(await ask(100)).toBe(await ask(10));
    expect(await ask(100)).toBeLessThanOrEqual(4);
  });

  it('answers public questions to anybody', async () => {
    const place = dwellingOf(YOUNGER_CHILD.id);
    const found = await department
      .as(anonymous())
      .entity(
        'Place',
        { id: place },
        'catchmentSchools(stage: "primary") { code operator { uscc } place { id } vacancies(academicYear: "2026") }',
      );
    expect(found.data.catchmentSchools).toEqual([expect.objectContaining({ vacancies: expect.any(Number) })]);
    const { data } = await department
      .as(anonymous())
      .run(
        'query Q($code: String!) { school(code: $code) { name stage } courseResources(subject: "mathematics", grade: "3") { title launchUrl provider { uscc } } }',
        {
          code: found.data.catchmentSchools[0].code,
        },
      );
    expect(data).toMatchObject({
      school: { stage: 'primary' },
      courseResources: [{ launchUrl: expect.stringMatching(/^https:/) }],
    });
  });

  it.each([
    ['{ courseResources(subject: "mathematics") { title } }', undefined],
    ['{ school(code: "nowhere") { name } }', undefined],
  ])('answers %s without an error', async (document, errors) => {
    expect((await department.as(anonymous()).run(document)).errors).toBe(errors);
  });

  it('says which stages and years there are', async () => {
    const place = { id: dwellingOf(YOUNGER_CHILD.id) };
    const stage = await department
      .as(anonymous())
      .entity('Place', place, 'catchmentSchools(stage: "kindergarten") { code }');
    expect(stage.errors?.[0]).toMatchObject({
      message: expect.stringContaining('primary, junior, senior'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    const year = await department
      .as(parent)
      .entity('Resident', { id: YOUNGER_CHILD.id }, 'enrolments(academicYear: "26/27") { id }');
    expect(year.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  describe('an application', () => {
    const schoolOf = async (stage: string): Promise<string> => {
      const { data } = await department
        .as(anonymous())
        .entity('Place', { id: dwellingOf(YOUNGER_CHILD.id) }, `catchmentSchools(stage: "${stage}") { code }`);
      return data.catchmentSchools[0].code;
    };
    const apply = (over: Record<string, unknown>, viewer = parent) =>
      department
        .as(viewer)
        .run(
          'mutation Apply($child: ID!, $school: String!, $year: String!, $key: ID) { submitEnrolment(residentId: $child, schoolCode: $school, academicYear: $year, idempotencyKey: $key) { id status academicYear } }',
          { child: YOUNGER_CHILD.id, year: '2027', ...over },
        );

    it('reserves a place once, however often it is sent', async () => {
      const school = await schoolOf('primary');
      const before = await department.em().findOneOrFail(Intake, { schoolCode: school, academicYear: '2027' });
      const first = await apply({ school, key: 'k' });
      expect(first).toMatchObject({ data: { submitEnrolment: { status: 'SUBMITTED', academicYear: '2027' } } });
      expect(await apply({ school, key: 'k' })).toEqual(first);
      const after = await department.em().findOneOrFail(Intake, { schoolCode: school, academicYear: '2027' });
      expect(after.taken).toBe(before.taken + 1);
    });

    it.each<[string, Record<string, unknown>, string, string]>([
      ['for a year that has one already', { year: '2026' }, 'CONFLICT', 'already has an enrolment for 2026'],
      ['for a year too far', { year: '2030' }, 'BAD_USER_INPUT', 'applications are taken for 2026 and 2027'],
      ['for a year that is none', { year: 'next' }, 'BAD_USER_INPUT', 'is no academic year'],
      ['for a child too old', { child: ELDER_CHILD.id }, 'BAD_USER_INPUT', 'too old'],
      ['to a school that is none', { school: 'nowhere' }, 'NOT_FOUND', 'there is no school nowhere'],
      ["for a stranger's child", { child: 'res_0000000000000000' }, 'FORBIDDEN', 'only a guardian'],
    ])('%s is refused', async (_, over, code, message) => {
      const { errors } = await apply({ school: await schoolOf('primary'), ...over });
      expect(errors?.[0]).toMatchObject({ message: expect.stringContaining(message), extensions: { code } });
    });

    it('to a school of another catchment is refused, and no place is lost', async () => {
      const own = await schoolOf('primary');
      const other = city.schools.find(({ code, stage }) => stage === 'primary' && code !== own)?.code;
      const { errors } = await apply({ school: other });
      expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', argument: 'schoolCode' } });
    });

    it('of somebody who is not signed in is refused', async () => {
      const { errors } = await apply({ school: 'x' }, anonymous());
      expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    });
  });
});

describe('the last place', () => {
  const department = testSubgraph(education, { commits: true, seed: (em) => education.seed(em, city), now });

  it('goes to one of two guardians', async () => {
    const dwelling = dwellingOf(YOUNGER_CHILD.id);
    const { data } = await department
      .as(anonymous())
      .entity('Place', { id: dwelling }, 'catchmentSchools(stage: "primary") { code }');
    const school = data.catchmentSchools[0].code;
    await department.em().nativeUpdate(Enrolment, { residentId: YOUNGER_CHILD.id }, { residentId: 'res_moved' });
    const twin = 'res_twin000000000000';
    await department.em().execute('insert into pupil (resident_id, birth_date) values (?, ?)', [twin, '2020-05-10']);
    const intake = await department.em().findOneOrFail(Intake, { schoolCode: school, academicYear: '2027' });
    await department
      .em()
      .nativeUpdate(Intake, { schoolCode: school, academicYear: '2027' }, { taken: intake.places - 1 });
    const apply = (child: string, who: string) =>
      department
        .as(resident(who, { guardianOf: [child], dwelling }))
        .run(
          'mutation A($child: ID!, $school: String!) { submitEnrolment(residentId: $child, schoolCode: $school, academicYear: "2027") { status } }',
          { child, school },
        );
    const answers = await Promise.all([apply(YOUNGER_CHILD.id, 'res_a'), apply(twin, 'res_b')]);
    const codes = answers.map(({ errors }) => (errors ? errors[0]?.extensions.code : 'ok')).sort();
    expect(codes).toEqual(['CONFLICT', 'ok']);
    expect((await department.em().findOneOrFail(Intake, { schoolCode: school, academicYear: '2027' })).taken).toBe(
      intake.places,
    );
  });
});
