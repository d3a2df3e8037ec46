import { createCity, DEMO_ENTITIES, ELDER_CHILD } from '@citygraph/city';
import { anonymous, officer, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { Encounter } from '../encounter/encounter.entity.ts';
import { health } from '../index.ts';

const city = createCity({ scale: 0.0002 });
const now = new Date('2026-11-02T09:00:00+08:00');
const HOSPITAL = DEMO_ENTITIES.hospital;
const other = city.hospitals.find(({ uscc }) => uscc !== HOSPITAL)?.uscc ?? '';
const parent = resident('res_parent', { guardianOf: [ELDER_CHILD.id] });
const doctor = officer({
  agency: HOSPITAL,
  roles: ['doctor'],
  purpose: 'medical-treatment',
  case: { id: 'c', agency: HOSPITAL, purposes: ['medical-treatment'], subjects: [ELDER_CHILD.id], exp: 4e9 },
});

describe("a hospital's beds", () => {
  const department = testSubgraph(health, { seed: (em) => health.seed(em, city), now });
  const report = (viewer: typeof parent, uscc: string, beds: number) =>
    department
      .as(viewer)
      .run(
        'mutation R($uscc: USCC!, $beds: Int!) { reportAvailableBeds(uscc: $uscc, availableBeds: $beds) { availableBeds bedsReportedAt } }',
        { uscc, beds },
      );

  it.each([
    ['its staff', officer({ agency: HOSPITAL })],
    ['its legal representative', resident('res_boss', { represents: [HOSPITAL] })],
  ])('are reported by %s', async (_, viewer) => {
    const { data, errors } = await report(viewer, HOSPITAL, 17);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ reportAvailableBeds: { availableBeds: 17, bedsReportedAt: '2026-11-02T09:00:00+08:00' } });
  });

  it.each<[string, typeof parent, string, number, string]>([
    ['by another hospital', officer({ agency: other }), HOSPITAL, 1, 'FORBIDDEN'],
    ['by nobody', anonymous(), HOSPITAL, 1, 'UNAUTHENTICATED'],
    [
      'of a firm that is no hospital',
      resident('r', { represents: [DEMO_ENTITIES.shop] }),
      DEMO_ENTITIES.shop,
      1,
      'NOT_FOUND',
    ],
    ['below none', officer({ agency: HOSPITAL }), HOSPITAL, -1, 'BAD_USER_INPUT'],
    ['beyond all it has', officer({ agency: HOSPITAL }), HOSPITAL, 1801, 'BAD_USER_INPUT'],
  ])('are not reported %s', async (_, viewer, uscc, beds, code) => {
    expect((await report(viewer, uscc, beds)).errors?.[0]?.extensions.code).toBe(code);
  });

  it('are found by looking for hospitals of a district and level', async () => {
    const ask = (args: string) =>
      department
        .as(anonymous())
        .run(`{ hospitals(${args}) { nodes { uscc medicalInstitutionLevel } pageInfo { hasNextPage } } }`);
    const top = await ask('level: "3A"');
    expect(top.data.hospitals.nodes).toEqual([{ uscc: HOSPITAL, medicalInstitutionLevel: '3A' }]);
    expect((await ask('divisionCode: "220102", first: 1')).data.hospitals.pageInfo.hasNextPage).toBe(true);
    expect((await ask('level: "5Z"')).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('encounters by pages', () => {
  const department = testSubgraph(health, {
    now,
    async seed(em) {
      await health.seed(em, city);
      await em.nativeDelete(Encounter, { residentId: ELDER_CHILD.id });
      await em.insertMany(
        Encounter,
        Array.from({ length: 12 }, (_, i) => ({
          id: `enc_t${String(i).padStart(2, '0')}`,
          residentId: ELDER_CHILD.id,
          providerUscc: i % 2 === 0 ? HOSPITAL : other,
          startAt: new Date(Date.UTC(2026, 0, 1 + i)),
          reasonCode: null,
          reasonDisplay: null,
        })),
      );
    },
  });
  const ask = async (viewer: typeof parent, args: string) => {
    const { data, errors } = await department
      .as(viewer)
      .entity(
        'Resident',
        { id: ELDER_CHILD.id },
        `healthRecord { encountersConnection(${args}) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
      );
    expect(errors).toBeUndefined();
    return data.healthRecord.encountersConnection as {
      nodes: { id: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
  };
  const ids = ({ nodes }: { nodes: { id: string }[] }) => nodes.map(({ id }) => id);

  it('come latest first, by institution and by time, the end excluded', async () => {
    const first = await ask(parent, 'first: 5');
    const second = await ask(parent, `first: 100, after: "${first.pageInfo.endCursor}"`);
    expect([...ids(first), ...ids(second)]).toEqual(
      Array.from({ length: 12 }, (_, i) => `enc_t${String(11 - i).padStart(2, '0')}`),
    );
    expect(
      ids(await ask(parent, `provider: "${other}", from: "2026-01-02T00:00:00Z", to: "2026-01-06T00:00:00Z"`)),
    ).toEqual(['enc_t03', 'enc_t01']);
  });

  it('fill their pages although some are hidden, and show them again once the directive is revoked', async () => {
    const hide = await department
      .as(parent)
      .run(
        'mutation H($who: ID!, $at: USCC!) { recordConsentDirective(residentId: $who, scope: "HIDE_ENCOUNTERS", granteeUscc: $at) }',
        { who: ELDER_CHILD.id, at: other },
      );
    const page = await ask(doctor, 'first: 4');
    expect(ids(page)).toEqual(['enc_t10', 'enc_t08', 'enc_t06', 'enc_t04']);
    expect(page.pageInfo.hasNextPage).toBe(true);
    expect(ids(await ask(parent, 'first: 2'))).toEqual(['enc_t11', 'enc_t10']);

    const id: string = hide.data.recordConsentDirective;
    const listed = await department
      .as(parent)
      .entity('Resident', { id: ELDER_CHILD.id }, 'consentDirectives { id scope until grantee { uscc } }');
    expect(listed.data.consentDirectives).toEqual([
      { id, scope: 'HIDE_ENCOUNTERS', until: null, grantee: { uscc: other } },
    ]);
    const paged = (viewer: typeof parent, args = '') =>
      department
        .as(viewer)
        .entity(
          'Resident',
          { id: ELDER_CHILD.id },
          `consentDirectivesConnection${args} { nodes { id takenBackBy } pageInfo { hasNextPage endCursor } }`,
        );
    const [last, own] = [(await paged(parent)).data, { id, takenBackBy: 'revokeConsentDirective' }];
    expect(last.consentDirectivesConnection).toMatchObject({ nodes: [own], pageInfo: { hasNextPage: false } });
    const { endCursor } = last.consentDirectivesConnection.pageInfo;
    expect((await paged(parent, `(first: 1, after: "${endCursor}")`)).data.consentDirectivesConnection.nodes).toEqual(
      [],
    );
    expect((await paged(parent, '(running: true)')).data.consentDirectivesConnection.nodes).toEqual([own]);
    expect((await paged(doctor)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const unseen = await department.as(doctor).entity('Resident', { id: ELDER_CHILD.id }, 'consentDirectives { id }');
    expect(unseen.errors?.[0]?.extensions.code).toBe('FORBIDDEN');

    const revoke = (viewer: typeof parent) =>
      department.as(viewer).run('mutation V($id: ID!) { revokeConsentDirective(id: $id) }', { id });
    expect((await revoke(resident('res_x'))).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await revoke(parent)).data).toEqual({ revokeConsentDirective: id });
    expect((await paged(parent, '(running: true)')).data.consentDirectivesConnection.nodes).toEqual([]);
    expect((await paged(parent)).data.consentDirectivesConnection.nodes).toEqual([own]);
    expect(ids(await ask(doctor, 'first: 2'))).toEqual(['enc_t11', 'enc_t10']);
  });
});
