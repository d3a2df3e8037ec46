import { describe, expect, it } from '@jest/globals';
import type { GraphQLAnswer, HubClient } from '../hub-client.ts';

const SCHOOL_ENTRY = `query SchoolEntry($year: String!) { me { guardianOf { id name enrolments(academicYear: $year) { status school { name } } healthRecord { immunizations { occurrence completeForSchoolEntry } } household { dwelling { addressText catchmentSchools(stage: "primary") { name vacancies(academicYear: $year) place { addressText } } } } } } }`;

interface Child {
  readonly id: string;
  readonly name: string;
  readonly enrolments: readonly { status: string; school: { name: string } }[];
  readonly healthRecord: { immunizations: readonly { occurrence: string; completeForSchoolEntry: boolean | null }[] };
  readonly household: {
    dwelling: {
      addressText: string;
      catchmentSchools: readonly { name: string; vacancies: number; place: { addressText: string } }[];
    };
  };
}

/** Beds (S2) are for whoever is signed in; nothing in the question is about a person. */
const OPEN_TO_THE_SIGNED_IN = new Set(['A district in a flood']);

const children = (answer: GraphQLAnswer): readonly Child[] =>
  (answer.data as { me: { guardianOf: Child[] } }).me.guardianOf;

const codes = ({ errors }: GraphQLAnswer): (string | undefined)[] => errors.map(({ extensions }) => extensions.code);

/** The same stories, whatever the database and the sign-on: `hub` is read when a story runs. */
export function tellStories(hub: () => HubClient): void {
  const parentsChildren = async () => children(await hub().ask(SCHOOL_ENTRY, { year: '2026' }, { as: 'parent' }));

  describe('a parent before school entry', () => {
    it('gets one answer from three departments about both children', async () => {
      const answer = await hub().ask(SCHOOL_ENTRY, { year: '2026' }, { as: 'parent' });
      expect(answer.errors).toEqual([]);
      const [first, second] = children(answer);
      for (const child of [first, second]) {
        expect(child?.enrolments.length).toBeGreaterThan(0);
        expect(child?.enrolments[0]?.school.name).toEqual(expect.any(String));
        expect(child?.healthRecord.immunizations.length).toBeGreaterThan(5);
        expect(child?.household.dwelling.catchmentSchools).toHaveLength(1);
        expect(child?.household.dwelling.catchmentSchools[0]?.place.addressText).toEqual(expect.any(String));
        expect(child?.household.dwelling.catchmentSchools[0]?.vacancies).toEqual(expect.any(Number));
      }
      expect(children(answer)).toHaveLength(2);
      expect(first?.name).not.toBe(second?.name);
    });

    it('answers nobody else about those children, by whatever route', async () => {
      const [child] = await parentsChildren();
      const document = `query Routes($id: ID!) {
        resident(id: $id) { name idNumber enrolments { status } healthRecord { immunizations { occurrence } } }
        again: resident(id: $id) { nick: name household { members { name } } }
        ...Deep
      }
      fragment Deep on Query { third: resident(id: $id) { ... on Resident { birthDate studentNumber coverage { kind } } } }`;
      const answer = await hub().ask(document, { id: child?.id }, { as: 'shop-owner' });
      expect(answer.text).not.toContain(child?.name);
      expect(answer.data).toEqual({ resident: null, again: null, third: null });
      expect(new Set(codes(answer))).toEqual(new Set(['FORBIDDEN']));
    });

    it('makes a child that exists and one that does not look alike to others', async () => {
      const [child] = await parentsChildren();
      const ask = async (id: unknown) =>
        (await hub().ask('query One($id: ID!) { resident(id: $id) { name } }', { id }, { as: 'shop-owner' })).text;
      const invented = 'res_0000000000000000';
      expect((await ask(child?.id)).replaceAll(String(child?.id), '*')).toBe(
        (await ask(invented)).replaceAll(invented, '*'),
      );
    });

    it('has no entity route in the public schema', async () => {
      const answer = await hub().ask('{ _entities(representations: []) { __typename } }', {}, { as: 'shop-owner' });
      expect(answer.status).toBe(400);
      expect(answer.data).toBeUndefined();
    });

    it('refuses the anonymous the personal fields and serves the public ones beside them', async () => {
      const answer = await hub().ask(
        'query Mixed($id: ID!) { me { name } resident(id: $id) { name } adminDivision(code: "220102") { name hospitals { name } } }',
        { id: (await parentsChildren())[0]?.id },
      );
      expect(answer.data).toMatchObject({ me: null, resident: null, adminDivision: { name: '南关区' } });
      expect(answer.errors).toEqual([
        expect.objectContaining({ path: ['me'], extensions: expect.objectContaining({ code: 'UNAUTHENTICATED' }) }),
        expect.objectContaining({
          path: ['resident'],
          extensions: expect.objectContaining({ code: 'UNAUTHENTICATED' }),
        }),
      ]);
    });
  });

  describe("the city's questions", () => {
    interface Question {
      readonly title: string;
      readonly askedBy: string | null;
      readonly document: string;
      readonly variables: Record<string, unknown>;
      readonly headers: Record<string, string>;
    }
    const questions = async (): Promise<Question[]> =>
      (await (await fetch(`${hub().explorer}/explorer/settings.json`)).json()).questions;

    it('are answered wholly to whom they belong', async () => {
      const asked = await questions();
      expect(asked.length).toBeGreaterThanOrEqual(7);
      for (const { title, askedBy, document, variables, headers } of asked) {
        const { data, errors } = await hub().ask(document, variables, { ...(askedBy ? { as: askedBy } : {}), headers });
        expect({ title, errors }).toEqual({ title, errors: [] });
        expect({
          title,
          unanswered: Object.entries(data ?? {}).filter(
            ([, value]) => value === null || (Array.isArray(value) && value.length === 0),
          ),
        }).toEqual({ title, unanswered: [] });
      }
    });

    it('about persons, firms on a case or sites are answered to nobody else', async () => {
      for (const { title, askedBy, document, variables, headers } of await questions()) {
        if (askedBy === null || !('citygraph-case' in lowerCased(headers))) continue;
        for (const as of OPEN_TO_THE_SIGNED_IN.has(title) ? [undefined] : ['app-developer', undefined]) {
          const answer = await hub().ask(document, variables, { ...(as ? { as } : {}), headers });
          expect({ title, as, refused: answer.errors.length > 0 }).toEqual({ title, as, refused: true });
          expect(
            codes(answer).every((code) => ['FORBIDDEN', 'UNAUTHENTICATED', 'PURPOSE_REQUIRED'].includes(code ?? '')),
          ).toBe(true);
        }
      }
    });

    const lowerCased = (headers: Record<string, string>) =>
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  });

  describe('an officer', () => {
    const INCOME = 'query Income($id: ID!) { household(id: $id) { members { name } incomeVerification { bracket } } }';
    const householdOfTheCase = async () => {
      const settings = await (await fetch(`${hub().explorer}/explorer/settings.json`)).json();
      return settings.questions.find(({ askedBy }: { askedBy: string }) => askedBy === 'civil-affairs-officer')
        .variables.household;
    };

    it('sees the household of the case for the purpose of the case', async () => {
      const answer = await hub().ask(
        INCOME,
        { id: await householdOfTheCase() },
        { as: 'civil-affairs-officer', purpose: 'social-assistance', onCase: 'case-social-1' },
      );
      expect(answer.errors).toEqual([]);
      expect(answer.data).toMatchObject({ household: { incomeVerification: { bracket: expect.any(String) } } });
    });

    it('who says no purpose is a resident like any other, and sees nothing', async () => {
      const answer = await hub().ask(INCOME, { id: await householdOfTheCase() }, { as: 'civil-affairs-officer' });
      expect(answer.data).toMatchObject({ household: null });
      expect(new Set(codes(answer))).toEqual(new Set(['FORBIDDEN']));
    });

    it("sees nothing of a colleague's case", async () => {
      const answer = await hub().ask(
        INCOME,
        { id: await householdOfTheCase() },
        { as: 'approval-officer', purpose: 'social-assistance', onCase: 'case-social-1' },
      );
      expect(answer.data).toMatchObject({ household: null });
      expect(codes(answer)).toContain('FORBIDDEN');
    });

    it('is told which purposes there are when naming an unknown one', async () => {
      const answer = await hub().ask('{ me { name } }', {}, { as: 'civil-affairs-officer', purpose: 'curiosity' });
      expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
      expect(answer.errors[0]?.message).toContain('social-assistance');
    });
  });

  describe('an appointment', () => {
    const from = () => new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z');

    it('is booked once for a child, however often the request is sent, and never twice for one slot', async () => {
      const [child] = await parentsChildren();
      const slots = await hub().ask(
        'query Slots($from: DateTime!) { appointmentSlots(specialty: "pediatrics", from: $from) { id start } }',
        { from: from() },
      );
      expect(slots.errors).toEqual([]);
      const [slot] = (slots.data as { appointmentSlots: { id: string }[] }).appointmentSlots;
      const book = (key: string) =>
        hub().ask(
          'mutation Book($slot: ID!, $child: ID!, $key: ID!) { bookAppointment(slotId: $slot, residentId: $child, idempotencyKey: $key) { id status slot { id } } }',
          { slot: slot?.id, child: child?.id, key },
          { as: 'parent' },
        );
      const [one, two] = await Promise.all([book('same'), book('same')]);
      expect(one.errors).toEqual([]);
      expect(two.data).toEqual(one.data);
      expect(codes(await book('other'))).toEqual(['CONFLICT']);
    });

    it('is not booked for a stranger’s child', async () => {
      const [child] = await parentsChildren();
      const answer = await hub().ask(
        'mutation Book($child: ID!) { bookAppointment(slotId: "slot_x", residentId: $child) { id } }',
        { child: child?.id },
        { as: 'shop-owner' },
      );
      expect(answer.data?.bookAppointment ?? null).toBeNull();
      expect(codes(answer)).toEqual(['FORBIDDEN']);
    });
  });

  describe('bad input', () => {
    it.each([
      ['a wrong check digit', '{ legalEntity(uscc: "11220100MB1C10017A") { name } }', 'BAD_USER_INPUT'],
      ['a division that is no code', '{ adminDivision(code: "Changchun") { name } }', 'BAD_USER_INPUT'],
    ])('%s is answered with what to do', async (_, document, code) => {
      const answer = await hub().ask(document);
      expect(codes(answer)).toEqual([code]);
      expect(answer.errors[0]?.message.length).toBeGreaterThan(20);
    });

    it.each([
      ['no JSON', '{"query":', 400],
      ['no query', '{}', 400],
      ['no GraphQL', '{"query":"{ me { "}', 400],
    ])('%s is answered with status 400 and no stack', async (_, body, status) => {
      const response = await fetch(`${hub().origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
        body,
      });
      expect(response.status).toBe(status);
      expect(await response.text()).not.toMatch(/node_modules|\bat .+:\d+:\d+|127\.0\.0\.1/);
    });

    it.each(['Bearer nonsense', 'Bearer a.b.c', 'Basic cGFyZW50OngK'])(
      'the token %j is answered with 401',
      async (authorization) => {
        const answer = await hub().ask(
          '{ adminDivision(code: "220102") { name } }',
          {},
          { headers: { authorization } },
        );
        expect(answer.status).toBe(401);
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
        expect(codes(answer)).toEqual(['UNAUTHENTICATED']);
      },
    );

    it('a monstrous document is refused before it is planned', async () => {
      const deep = `{ adminDivision(code: "220102") ${'{ parent '.repeat(20)}{ name }${' }'.repeat(20)} }`;
      expect(codes(await hub().ask(deep))).toEqual(['QUERY_TOO_DEEP']);
      const wide = `{ ${Array.from({ length: 40 }, (_, i) => `a${i}: adminDivision(code: "220102") { name }`).join(' ')} }`;
      expect(codes(await hub().ask(wide))).toEqual(['QUERY_TOO_LARGE']);
    });
  });
}
