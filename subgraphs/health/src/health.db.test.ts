import { createCity, DEMO_ENTITIES, ELDER_CHILD, YOUNGER_CHILD } from '@citygraph/city';
import { anonymous, officer, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AppointmentSlot } from './appointment/appointment-slot.entity.ts';
import { publishSlots } from './appointment/publish-slots.ts';
import { Encounter } from './encounter/encounter.entity.ts';
import { HealthRecord } from './health-record/health-record.entity.ts';
import { health } from './index.ts';

const city = createCity({ scale: 0.0002 });
const now = new Date('2026-11-02T09:00:00+08:00');
const parent = resident('res_parent', { guardianOf: [ELDER_CHILD.id, YOUNGER_CHILD.id] });
const CIVIL_AFFAIRS = '11220100MB1C101566';
const onCase = (agency: string, purpose: 'medical-treatment' | 'social-assistance') => ({
  id: 'c',
  agency,
  purposes: [purpose],
  subjects: [ELDER_CHILD.id],
  exp: 4e9,
});
const doctorOf = (agency: string) =>
  officer({ agency, roles: ['doctor'], purpose: 'medical-treatment', case: onCase(agency, 'medical-treatment') });
const doctor = doctorOf(DEMO_ENTITIES.hospital);
const assistance = officer({
  agency: CIVIL_AFFAIRS,
  purpose: 'social-assistance',
  case: onCase(CIVIL_AFFAIRS, 'social-assistance'),
});
const WIDEST = `healthRecord { allergies { code } conditions { code } familyDoctor { name organization { uscc } }
  encounters(last: 3) { start provider { uscc } reason { display } } immunizations { vaccine { display } occurrence completeForSchoolEntry } }
  coverage { payor kind monthlyContributionBracket } elderCareAssessment { level assessedAt }`;

describe('health', () => {
  const department = testSubgraph(health, { seed: (em) => health.seed(em, city), now });
  const record = () => department.em().findOneOrFail(HealthRecord, { residentId: ELDER_CHILD.id });

  it("shows a guardian the child's whole record", async () => {
    const { data, errors } = await department.as(parent).entity('Resident', { id: YOUNGER_CHILD.id }, WIDEST);
    expect(errors).toBeUndefined();
    expect(data.healthRecord.immunizations.length).toBeGreaterThan(15);
    expect(
      data.healthRecord.immunizations.every(
        ({ completeForSchoolEntry }: { completeForSchoolEntry: boolean }) => completeForSchoolEntry,
      ),
    ).toBe(true);
    expect(data.coverage).toEqual([
      { payor: '长春市医疗保障局', kind: 'RESIDENT_BASIC', monthlyContributionBracket: '0-100' },
    ]);
  });

  const everyone = {
    self: resident(ELDER_CHILD.id),
    guardian: parent,
    doctor,
    assistance,
    stranger: resident('res_x'),
    nobody: anonymous(),
  };
  const table: Record<string, Partial<Record<keyof typeof everyone, string>>> = {
    'healthRecord { id }': { assistance: 'FORBIDDEN' },
    'coverage { kind }': {},
    'elderCareAssessment { level }': {},
  };
  for (const [field, refused] of Object.entries(table)) {
    it.each(Object.entries(everyone))(`judges Resident.${field} for %s`, async (who, viewer) => {
      const expected =
        who === 'stranger' ? 'FORBIDDEN' : who === 'nobody' ? 'UNAUTHENTICATED' : refused[who as keyof typeof everyone];
      const { errors } = await department.as(viewer).entity('Resident', { id: ELDER_CHILD.id }, field);
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(expected && [expected]);
    });
  }

  it.each([
    'allergies { code }',
    'conditions { code }',
    'immunizations { occurrence }',
    'encounters { id }',
    'familyDoctor { name }',
  ])('refuses a stranger who knows the record’s key its %s', async (field) => {
    const { id } = await record();
    const { data, errors } = await department.as(resident('res_x')).entity('HealthRecord', { id }, field);
    expect(Object.values(data)).toEqual([null]);
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('refuses a doctor without a case, and one whose agency is not the case’s', async () => {
    for (const viewer of [
      officer({ agency: DEMO_ENTITIES.hospital, roles: ['doctor'], purpose: 'medical-treatment' }),
      officer({
        agency: DEMO_ENTITIES.hospital,
        roles: ['officer'],
        purpose: 'medical-treatment',
        case: onCase(DEMO_ENTITIES.hospital, 'medical-treatment'),
      }),
      officer({
        agency: CIVIL_AFFAIRS,
        roles: ['doctor'],
        purpose: 'medical-treatment',
        case: onCase(DEMO_ENTITIES.hospital, 'medical-treatment'),
      }),
    ]) {
      const { errors } = await department.as(viewer).entity('Resident', { id: ELDER_CHILD.id }, 'healthRecord { id }');
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });

  it('needs a constant number of statements for a hundred residents', async () => {
    const ids = city.residents.slice(0, 100).map(({ id }) => id);
    const viewer = resident('res_all', { guardianOf: ids });
    const ask = (count: number) =>
      department.statements(async () => {
        const { errors } = await department.as(viewer).entities(
          'Resident',
          ids.slice(0, count).map((id) => ({ id })),
          WIDEST,
        );
        expect(errors).toBeUndefined();
      });
    expect(await ask(100)).toBe(await ask(10));
    expect(await ask(100)).toBeLessThanOrEqual(9);
  });

  describe('a consent directive', () => {
    const other = city.hospitals.find(({ uscc }) => uscc !== DEMO_ENTITIES.hospital)?.uscc ?? '';
    const say = (scope: string, granteeUscc: string, over: Record<string, unknown> = {}, viewer = parent) =>
      department
        .as(viewer)
        .run(
          'mutation Say($child: ID!, $scope: String!, $whom: USCC!, $until: DateTime) { recordConsentDirective(residentId: $child, scope: $scope, granteeUscc: $whom, until: $until) }',
          { child: ELDER_CHILD.id, scope, whom: granteeUscc, ...over },
        );
    const meetAt = (uscc: string) =>
      department.em().insert(Encounter, {
        id: `enc_${uscc}`,
        residentId: ELDER_CHILD.id,
        providerUscc: uscc,
        startAt: new Date('2026-10-30T10:00:00+08:00'),
      });
    const providersSeenBy = async (viewer: Parameters<typeof department.as>[0]) => {
      const { data } = await department
        .as(viewer)
        .entity('Resident', { id: ELDER_CHILD.id }, 'healthRecord { encounters(last: 50) { provider { uscc } } }');
      return data.healthRecord.encounters.map(({ provider }: { provider: { uscc: string } }) => provider.uscc);
    };

    it("hides one provider's encounters from other institutions, not from it or the family", async () => {
      await meetAt(other);
      expect(await providersSeenBy(doctor)).toContain(other);
      expect((await say('HIDE_ENCOUNTERS', other)).errors).toBeUndefined();
      expect(await providersSeenBy(doctor)).not.toContain(other);
      expect(await providersSeenBy(doctorOf(other))).toContain(other);
      expect(await providersSeenBy(parent)).toContain(other);
      const byKey = await department.as(doctor).entity('Encounter', { id: `enc_${other}` }, 'start provider { uscc }');
      expect(byKey.data).toEqual({ start: null, provider: null });
    });

    it('of a child is told by the child, though saying and ending it answer with an id alone', async () => {
      const said = `mutation { recordConsentDirective(residentId: "${ELDER_CHILD.id}", scope: "DENY_RECORD", granteeUscc: "${other}") }`;
      const whose = { subjects: [ELDER_CHILD.id], rows: 1 };
      expect(await department.as(parent).disclosed(said)).toEqual(whose);
      const { recordConsentDirective: id } = (await department.as(parent).run(said)).data;
      const ended = `mutation { revokeConsentDirective(id: "${id}") }`;
      expect(await department.as(parent).disclosed(ended)).toEqual(whose);
    });

    it('denies an institution the record by every route, until it ends', async () => {
      const { id } = await record();
      const until = '2026-12-01T00:00:00+08:00';
      expect((await say('DENY_RECORD', DEMO_ENTITIES.hospital, { until })).errors).toBeUndefined();
      const record1 = await department.as(doctor).entity('Resident', { id: ELDER_CHILD.id }, 'healthRecord { id }');
      expect(record1).toMatchObject({ data: { healthRecord: null }, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
      const byKey = await department.as(doctor).entity('HealthRecord', { id }, 'allergies { code }');
      expect(byKey.data).toEqual({ allergies: null });
      department.clock.set(new Date('2026-12-02T00:00:00+08:00'));
      expect(
        (await department.as(doctor).entity('Resident', { id: ELDER_CHILD.id }, 'healthRecord { id }')).errors,
      ).toBeUndefined();
    });

    it.each<[string, Parameters<typeof say>, string]>([
      ['with an unknown scope', ['EVERYTHING', DEMO_ENTITIES.hospital], 'BAD_USER_INPUT'],
      ['about a firm that is no hospital', ['DENY_RECORD', DEMO_ENTITIES.shop], 'NOT_FOUND'],
      [
        'that has ended already',
        ['DENY_RECORD', DEMO_ENTITIES.hospital, { until: '2026-01-01T00:00:00+08:00' }],
        'BAD_USER_INPUT',
      ],
      ['by a stranger', ['DENY_RECORD', DEMO_ENTITIES.hospital, {}, resident('res_x')], 'FORBIDDEN'],
      ['by the doctor', ['DENY_RECORD', DEMO_ENTITIES.hospital, {}, doctor], 'FORBIDDEN'],
      ['by nobody', ['DENY_RECORD', DEMO_ENTITIES.hospital, {}, anonymous()], 'UNAUTHENTICATED'],
    ])('%s is refused', async (_, args, code) => {
      expect((await say(...args)).errors?.[0]?.extensions.code).toBe(code);
    });
  });

  describe('appointments', () => {
    const SLOTS =
      'query Slots($specialty: String!, $division: DivisionCode, $from: DateTime!) { appointmentSlots(specialty: $specialty, divisionCode: $division, from: $from) { id start provider { uscc } } }';
    const slots = async (over: Record<string, unknown> = {}) => {
      const { data } = await department
        .as(anonymous())
        .run(SLOTS, { specialty: 'pediatrics', from: '2026-11-01T00:00:00+08:00', ...over });
      return data.appointmentSlots as { id: string; start: string; provider: { uscc: string } }[];
    };
    const book = (slot: string, over: Record<string, unknown> = {}, viewer = parent) =>
      department
        .as(viewer)
        .run(
          'mutation Book($slot: ID!, $who: ID!, $key: ID) { bookAppointment(slotId: $slot, residentId: $who, idempotencyKey: $key) { id status slot { id } } }',
          {
            slot,
            who: ELDER_CHILD.id,
            ...over,
          },
        );

    it('are offered to anybody, free ones only, in order', async () => {
      const all = await slots();
      expect(all.length).toBeGreaterThan(10);
      expect(all.map(({ start }) => start)).toEqual(all.map(({ start }) => start).sort());
      expect(all.length).toBeLessThanOrEqual(100);
      const [first] = all;
      await book(first?.id ?? '');
      expect((await slots()).map(({ id }) => id)).not.toContain(first?.id);
      const here = await slots({ division: '220102' });
      expect(here.length).toBeGreaterThan(0);
      expect(here.length).toBeLessThan(all.length);
    });

    it('are booked once under one key, by the patient’s side only', async () => {
      const [slot] = await slots();
      const first = await book(slot?.id ?? '', { key: 'k' });
      expect(first).toMatchObject({ data: { bookAppointment: { status: 'BOOKED', slot: { id: slot?.id } } } });
      expect(await book(slot?.id ?? '', { key: 'k' })).toEqual(first);
      expect((await book(slot?.id ?? '', { key: 'other' })).errors?.[0]?.extensions.code).toBe('CONFLICT');
      expect((await book(slot?.id ?? '', {}, doctor)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      expect((await book(slot?.id ?? '', {}, anonymous())).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
      const key = { id: first.data.bookAppointment.id };
      expect((await department.as(doctor).entity('Appointment', key, 'status')).data).toEqual({ status: null });
    });

    it('do not overlap for one person', async () => {
      const all = await slots();
      const twins = all.filter(({ start }) => all.filter((other) => other.start === start).length > 1);
      const [one, two] = [twins[0], twins.find(({ start, id }) => start === twins[0]?.start && id !== twins[0]?.id)];
      expect((await book(one?.id ?? '')).errors).toBeUndefined();
      expect((await book(two?.id ?? '')).errors?.[0]?.extensions.code).toBe('CONFLICT');
      expect((await slots()).map(({ id }) => id)).toContain(two?.id);
    });

    it('that have passed, or never were, are refused', async () => {
      const [slot] = await slots();
      department.clock.set(new Date('2027-01-01T00:00:00+08:00'));
      expect((await book(slot?.id ?? '')).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
      expect((await book('slot_none')).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    });

    it('are published for two weeks, and again without harm', async () => {
      const count = () => department.em().count(AppointmentSlot);
      const before = await count();
      await publishSlots(department.em(), new Date(`${city.asOf}T09:00:00+08:00`));
      expect(await count()).toBe(before);
      await publishSlots(department.em(), new Date('2026-11-20T09:00:00+08:00'));
      expect((await slots({ from: '2026-11-25T00:00:00+08:00' })).length).toBeGreaterThan(0);
    });

    it('answer any input with a typed error, and book nothing', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.string({ maxLength: 60 }),
          fc.string({ maxLength: 60 }),
          fc.option(fc.string({ maxLength: 200 })),
          async (slot, who, key) => {
            const { errors } = await book(slot, { who, key });
            expect(['FORBIDDEN', 'BAD_USER_INPUT', 'NOT_FOUND']).toContain(errors?.[0]?.extensions.code);
          },
        ),
        { numRuns: 50 },
      );
    });
  });

  it('tells public figures, and suppresses small counts', async () => {
    const district = await department
      .as(resident('res_x'))
      .entity(
        'AdminDivision',
        { code: '220102' },
        'hospitals { medicalInstitutionLevel availableBeds } notifiableDiseaseCount(week: "2026-W44")',
      );
    expect(district.data.hospitals[0]).toEqual({ medicalInstitutionLevel: '3B', availableBeds: expect.any(Number) });
    const counts = await department.as(resident('res_x')).entities(
      'AdminDivision',
      city.divisions.filter(({ level }) => level === 'district').map(({ code }) => ({ code })),
      'notifiableDiseaseCount(week: "2026-W44")',
    );
    const known = counts.data.map(
      ({ notifiableDiseaseCount }: { notifiableDiseaseCount: number | null }) => notifiableDiseaseCount,
    );
    expect(known.filter((cases: number | null) => cases !== null && cases < 5)).toEqual([]);
    const week = await department
      .as(resident('res_x'))
      .entity('AdminDivision', { code: '220100' }, 'notifiableDiseaseCount(week: "last")');
    expect(week.errors?.[0]).toMatchObject({
      message: expect.stringContaining('2026-W40'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});

describe('one slot', () => {
  const department = testSubgraph(health, { commits: true, seed: (em) => health.seed(em, city), now });

  it('goes to one of many who want it at once', async () => {
    const slot = await department
      .em()
      .findOneOrFail(AppointmentSlot, { startAt: { $gt: now } }, { orderBy: { startAt: 'asc' } });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        department
          .as(resident(`res_${i}`))
          .run('mutation B($slot: ID!, $who: ID!) { bookAppointment(slotId: $slot, residentId: $who) { id } }', {
            slot: slot.id,
            who: `res_${i}`,
          }),
      ),
    );
    const codes = answers.map(({ errors }) => (errors ? errors[0]?.extensions.code : 'ok')).sort();
    expect(codes).toEqual([...Array(7).fill('CONFLICT'), 'ok']);
  });
});
