import { createHash } from 'node:crypto';
import { ANONYMOUS, type GrantTerms, type PolicyBundle, type Principal, subjectHash } from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSealer } from './policy/pairwise/sealer.ts';
import { openSmallCity, PARENT, type SmallCity } from './testing/small-city.ts';
import { consent, grant, key, OWN, SEALING, SECRET, signedBundle } from './testing/test-policy.ts';

const LENDER: Principal = {
  ...ANONYMOUS,
  subject: 'sub-lender',
  resident: 'res_ada',
  roles: ['resident', 'lender'],
  scopes: ['openid'],
  app: 'app-lender',
  appPurposes: ['credit-assessment', 'social-assistance'],
};

const NAME = 'query Name($bo: ID!) { resident(id: $bo) { name } }';

let city: SmallCity;
/** Whose data the register says that it showed. */
let shown: readonly string[] = [];
/** And who is in it besides. */
let otherSide: readonly string[] = [];
const decide = (parts: Partial<PolicyBundle> = {}) => city.gateway.setPolicy(signedBundle(parts));

beforeAll(async () => {
  city = await openSmallCity({
    discloses: (query) => (query.includes('name') ? { subjects: shown, otherSide, rows: 1 } : null),
    persons: [LENDER, { ...PARENT, subject: 'sub-nameless', app: null }],
    gateway: { policy: { keys: [key.publicJwk], subjectSecret: SECRET }, sealing: SEALING },
  });
});
beforeEach(() => {
  city.forget();
  shown = ['res_ada'];
  otherSide = [];
});
afterAll(() => city.close());

const codes = (asked: { errors: readonly { path?: unknown; extensions: { code?: string } }[] }) =>
  asked.errors.map(({ path, extensions: { code } }) => `${(path as string[]).join('.')} ${code}`);

it('is any app before the first policy has come: nobody knows yet whose it is', async () => {
  const asked = await city.ask('{ me { name } school(code: "s1") { name } }', { as: PARENT });
  expect(asked.data).toEqual({ me: null, school: { name: '第一小学' } });
  expect(codes(asked)).toEqual(['me GRANT_REQUIRED']);
});

describe('a token that names no app', () => {
  const NAMELESS: Principal = { ...PARENT, subject: 'sub-nameless', app: null };
  const ask = (query: string, headers: Record<string, string> = {}) => city.ask(query, { as: NAMELESS, headers });

  it('has the rights of no app, though its bearer may see all of it by the city’s own', async () => {
    decide();
    const { data, ...asked } = await ask('{ me { name } school(code: "s1") { name vacancies } }');
    expect(data).toEqual({ me: null, school: { name: '第一小学', vacancies: null } });
    expect(codes(asked)).toEqual(['me FORBIDDEN', 'school.vacancies FORBIDDEN']);
    expect(asked.errors[0]?.message).toMatch(/names none \(azp\): sign in by an app/);
    expect(city.government.received.filter(({ query }) => query)).toEqual([]);
  });

  it('knows people by no department’s id', async () => {
    decide();
    const { text, errors } = await ask('{ division(code: "1") { head { id } } }');
    expect(errors).toEqual([]);
    expect(text).toMatch(/"id":"pw\.a\./);
    expect(text).not.toContain('res_parent');
  });

  it('serves no purpose of an app’s', async () => {
    decide();
    const { status, errors } = await ask('{ division(code: "1") { name } }', {
      'citygraph-purpose': 'social-assistance',
    });
    expect({ status, code: errors[0]?.extensions.code }).toEqual({ status: 403, code: 'FORBIDDEN' });
    expect(errors[0]?.message).toContain('azp');
  });
});

describe('a third party’s app', () => {
  /** What the app knows Bo by. */
  const bo = createSealer(SEALING).seal('app app-lender', 'Resident', 'res_bo');
  const ask = (query: string, purpose?: string, variables: Record<string, unknown> = { bo }) =>
    city.ask(query, { as: LENDER, variables, ...(purpose && { headers: { 'citygraph-purpose': purpose } }) });
  const toLender = (parts: Partial<GrantTerms> = {}) =>
    grant({
      grantee: { app: 'app-lender' },
      coordinates: ['Query.me', 'Resident.name'],
      purpose: 'credit-assessment',
      ...parts,
    });

  it('sees what is open to everybody, and of the rest what it was granted, for that purpose', async () => {
    decide({ grants: [toLender({ coordinates: ['Resident.name'] })] });
    const query = 'query Q($bo: ID!) { resident(id: $bo) { name title } school(code: "s1") { name vacancies } }';
    const { data, ...asked } = await ask(query, 'credit-assessment');
    expect(data).toEqual({ resident: { name: '波', title: null }, school: { name: '第一小学', vacancies: null } });
    expect(codes(asked)).toEqual(['resident.title GRANT_REQUIRED', 'school.vacancies GRANT_REQUIRED']);
    expect(codes(await ask(NAME, 'social-assistance'))).toEqual(['resident.name GRANT_REQUIRED']);
    expect(codes(await ask(NAME))).toEqual(['resident.name GRANT_REQUIRED']);
  });

  it('is shown nothing by grants once nobody knows what was revoked since, and what is open to everybody still', async () => {
    const granted = { grants: [toLender({ coordinates: ['School.vacancies', 'Resident.name'] })] };
    const query = 'query Q($bo: ID!) { resident(id: $bo) { id name } school(code: "s1") { name vacancies } }';
    decide(granted);
    expect((await ask(query, 'credit-assessment')).errors).toEqual([]);
    decide({ ...granted, freshUntil: new Date(Date.now() - 1).toISOString() });
    const { data, ...asked } = await ask(query, 'credit-assessment');
    expect(data).toEqual({ resident: { id: bo, name: null }, school: { name: '第一小学', vacancies: null } });
    expect(codes(asked)).toEqual(['resident.name GRANT_REQUIRED', 'school.vacancies GRANT_REQUIRED']);
  });

  it('is shown an interface’s field where it was granted every field that may stand for it', async () => {
    const query = '{ parties { __typename id title } }';
    decide();
    const { data, ...refused } = await ask(query, 'credit-assessment', {});
    expect(data).toMatchObject({
      parties: [
        { __typename: 'Resident', title: null },
        { __typename: 'Firm', title: null },
      ],
    });
    expect(codes(refused)).toEqual(['parties.title GRANT_REQUIRED']);
    expect(refused.errors[0]?.message).toMatch(/^Party\.title may be Resident\.title, which needs a grant/);
    decide({ grants: [toLender({ coordinates: ['Resident.title'] })] });
    const shown = await ask(query, 'credit-assessment', {});
    expect(shown.errors).toEqual([]);
    expect(shown.data).toMatchObject({
      parties: [
        { __typename: 'Resident', title: 'Ada' },
        { __typename: 'Firm', title: 'Firm' },
      ],
    });
  });

  it('needs the consent of the person where the grant says so', async () => {
    decide({ grants: [toLender({ needsConsent: true })] });
    expect(codes(await ask('{ me { name } }', 'credit-assessment'))).toEqual(['me CONSENT_REQUIRED']);
    const given = consent({ subject: subjectHash(SECRET, 'Resident', 'res_ada') });
    decide({ grants: [toLender({ needsConsent: true })], consents: [given] });
    expect((await ask('{ me { name } }', 'credit-assessment')).errors).toEqual([]);
  });

  it('is shown nobody else’s data under the consent of the person who asks', async () => {
    const own = consent({ subject: subjectHash(SECRET, 'Resident', 'res_ada') });
    const bos = consent({ id: 'consent_2', subject: subjectHash(SECRET, 'Resident', 'res_bo') });
    const needed = [toLender({ needsConsent: true })];
    shown = ['res_bo'];
    decide({ grants: needed, consents: [own] });
    const { data, text, ...asked } = await ask(NAME, 'credit-assessment');
    expect(data).toEqual({ resident: null });
    expect(codes(asked)).toEqual(['resident.name CONSENT_REQUIRED']);
    expect(text).not.toContain('波');
    decide({ grants: needed, consents: [own, bos] });
    expect((await ask(NAME, 'credit-assessment')).data).toEqual({ resident: { name: '波' } });
  });

  it('waits for the consent of whose data it is, and of nobody who is in it besides', async () => {
    const given = consent({ subject: subjectHash(SECRET, 'Resident', 'res_ada') });
    decide({ grants: [toLender({ needsConsent: true })], consents: [given] });
    otherSide = ['91220100MA1C300226', 'res_bo'];
    expect((await ask('{ me { name } }', 'credit-assessment')).errors).toEqual([]);
    shown = ['res_ada', '91220100MA1C300226'];
    expect(codes(await ask('{ me { name } }', 'credit-assessment'))).toEqual(['me CONSENT_REQUIRED']);
  });

  it('hears that a change was made, and nothing of whom it is about without their consent', async () => {
    const own = consent({ subject: subjectHash(SECRET, 'Resident', 'res_ada') });
    const coordinates = ['Mutation.moveHouse', 'Resident.name'];
    shown = ['res_bo'];
    decide({ grants: [toLender({ needsConsent: true, coordinates })], consents: [own] });
    const { data, ...asked } = await ask('mutation { moveHouse(to: "x") { name } }', 'credit-assessment');
    expect(data).toBeNull();
    expect(asked.errors.map(({ extensions: { code } }) => code)).toEqual(['CONSENT_REQUIRED']);
  });

  it('that may ask its registered documents only is refused every other', async () => {
    const mine = '{ division(code: "1") { code } }';
    const registered = {
      organisation: null,
      thirdParty: true,
      documents: [createHash('sha256').update(mine).digest('hex')],
      documentsOnly: true,
      limits: null,
    };
    decide({ apps: { explorer: OWN, 'app-lender': registered } });
    const first = await ask(mine);
    expect({ data: first.data, errors: first.errors }).toEqual({ data: { division: { code: '1' } }, errors: [] });
    const { status, data, ...asked } = await ask(`${mine} `);
    expect({ status, data, code: asked.errors[0]?.extensions.code }).toEqual({
      status: 400,
      data: undefined,
      code: 'DOCUMENT_NOT_TRUSTED',
    });
    expect((await city.ask(`${mine} `, { as: PARENT })).errors).toEqual([]);
  });

  it('is the city’s own only where the bundle says so', async () => {
    decide({ apps: { 'app-lender': OWN } });
    const asked = await ask(NAME, undefined, { bo: 'res_bo' });
    expect(asked).toMatchObject({ data: { resident: { name: '波' } }, errors: [] });
    decide({ apps: {} });
    const [refused] = (await ask(NAME)).errors;
    expect(refused).toMatchObject({ extensions: { code: 'GRANT_REQUIRED', coordinate: 'Resident.name' } });
  });

  describe('knows people by ids of its own', () => {
    const all = '{ division(code: "1") { head { id } } parties { __typename id ... on Resident { again: id } } }';
    const toEverything = () =>
      decide({ grants: [toLender({ coordinates: ['Resident.name', 'Resident.guardianOf'] })] });

    it('wherever a key is in an answer, also behind an interface, and nobody else’s', async () => {
      toEverything();
      const { data, errors } = await ask(all, 'credit-assessment', {});
      expect(errors).toEqual([]);
      const ada = createSealer(SEALING).seal('app app-lender', 'Resident', 'res_ada');
      const parent = createSealer(SEALING).seal('app app-lender', 'Resident', 'res_parent');
      expect(data).toEqual({
        division: { head: { id: parent } },
        parties: [
          { __typename: 'Resident', id: ada, again: ada },
          { __typename: 'Firm', id: 'f1' },
        ],
      });
      const own = await city.ask(all, { as: PARENT });
      expect(own.text).toContain('"res_ada"');
    });

    it('and asks by them', async () => {
      toEverything();
      const { data, errors } = await ask('query Q($bo: ID!) { resident(id: $bo) { id name } }', 'credit-assessment');
      expect({ data, errors }).toEqual({ data: { resident: { id: bo, name: '波' } }, errors: [] });
    });

    it.each([
      ['another app’s', createSealer(SEALING).seal('app app-other', 'Resident', 'res_bo')],
      ['a plugin’s', createSealer(SEALING).seal('air', 'Resident', 'res_bo')],
      ['another type’s', createSealer(SEALING).seal('app app-lender', 'School', 'res_bo')],
      ['an invented one', `pw.a.${'A'.repeat(40)}`],
    ])('of which %s names nobody', async (_, id) => {
      toEverything();
      const { data } = await ask(NAME, 'credit-assessment', { bo: id });
      expect(data).toEqual({ resident: null });
    });

    describe('which are opened where somebody is meant, and nowhere else', () => {
      const NOTE = `mutation Note($tag: ID, $words: [String!], $of: NoteInput, $any: Any) {
        note(tag: $tag, words: $words, of: $of, any: $any)
      }`;

      it.each([
        ['a text', { words: [` ${bo} `] }, 'words', 'Mutation.note(words:)'],
        ['an ID that is no person’s', { tag: bo }, 'tag', 'Mutation.note(tag:)'],
        ['a text of an input', { of: { inner: [{ text: bo }] } }, 'of', 'NoteInput.text'],
        ['an object of a scalar', { any: { deep: [bo] } }, 'any', 'Mutation.note(any:)'],
      ])('so that %s does not bring back whose it is', async (_, variables, name, where) => {
        toEverything();
        const { data, errors, text } = await ask(NOTE, 'credit-assessment', variables);
        expect({ data, errors }).toMatchObject({
          data: undefined,
          errors: [{ extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringMatching(/^Variable "\$/) }],
        });
        expect(errors[0]?.message).toContain(`"$${name}"`);
        expect(errors[0]?.message).toContain(`${where} is for something else`);
        expect(text).not.toContain('res_bo');
        expect(city.government.received).toEqual([]);
      });

      it.each([
        ['here and there', 'mutation N($id: ID!) { note(tag: $id, of: { residentId: $id }) }'],
        ['in a list', 'mutation N($id: String!) { note(words: ["a", $id]) }'],
        ['in an object in the text', 'mutation N($id: String!) { note(of: { inner: { text: $id } }) }'],
        ['in what a scalar holds', 'mutation N($id: Any!) { note(any: $id) }'],
      ])('also where a variable stands %s', async (_, query) => {
        toEverything();
        const { errors } = await ask(query, 'credit-assessment', { id: bo });
        expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
        expect(city.government.received).toEqual([]);
      });

      it.each([
        ['a list', 'mutation N { note(words: ["ID"]) }'],
        ['a default', 'mutation N($w: [String!] = ["ID"]) { note(words: $w) }'],
        ['an input', 'mutation N { note(of: { residentId: "ID" }) }'],
        ['a scalar', 'mutation N { note(any: { a: ["ID"] }) }'],
        ['a block of text', 'mutation N { note(words: """ ID """) }'],
      ])('and in a document’s own text never: %s', async (_, query) => {
        toEverything();
        for (const id of [bo, 'res_bo']) {
          const { errors } = await ask(query.replace('ID', id), 'credit-assessment', {});
          expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
        }
        expect(city.government.received).toEqual([]);
      });

      it('and are opened in an input’s field that is named for them, in one of a list as well', async () => {
        toEverything();
        const { errors } = await ask(NOTE, 'credit-assessment', {
          of: { residentId: bo, inner: [{ residentId: bo, text: 'in words' }] },
        });
        expect(errors).toEqual([]);
        expect(city.government.received[0]?.variables).toMatchObject({
          of: { residentId: 'res_bo', inner: [{ residentId: 'res_bo', text: 'in words' }] },
        });
      });
    });

    it('and is refused by the departments’ own, in words that tell nothing', async () => {
      toEverything();
      for (const id of ['res_bo', ' res_bo ', 'res_nobody', 'hh_1', 'card_1']) {
        const { data, errors } = await ask(NAME, 'credit-assessment', { bo: id });
        expect({ data, errors }).toMatchObject({
          data: undefined,
          errors: [
            { extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringMatching(/^Variable "\$bo": people/) },
          ],
        });
      }
      const literal = await ask('{ resident(id: "res_bo") { name } }', 'credit-assessment', {});
      expect(literal.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(city.government.received).toEqual([]);
    });
  });
});
