import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { aboutNobody } from '../access/rule.ts';
import { everyone } from '../access/rules.ts';
import { labelFaults } from './check-labels.ts';
import { readLabels } from './labels.ts';

type Said = Parameters<typeof labelFaults>[1];

const faults = (sdl: string, access: Said['access'] = {}, openMutations: Said['openMutations'] = {}): string[] =>
  labelFaults(readLabels(parse(sdl)), { access, openMutations });

describe('a department is not built', () => {
  it.each([
    [
      'a field without a label',
      '"t" type Book @key(fields: "id") { "f" id: ID! @sensitivity(level: "S1") "f" title: String }',
      'Book.title: label it with @Sensitivity.',
    ],
    [
      'a label that is none',
      '"t" type Book { "f" title: String @sensitivity(level: "S9") }',
      'Book.title: label it with @Sensitivity.',
    ],
    [
      'a type without a description',
      'type Book { "f" title: String @sensitivity(level: "S1") }',
      'Book: describe the type.',
    ],
    [
      'a field without a description',
      '"t" type Book { title: String @sensitivity(level: "S1") }',
      'Book.title: describe the field.',
    ],
    [
      'a root field that cannot be null',
      'type Query { "f" books: [String!]! @sensitivity(level: "S1") }',
      'Query.books: make it nullable, it may be refused or missing.',
    ],
    [
      'a refusable field that cannot be null',
      '"t" type Book { "f" reader: String! @sensitivity(level: "S3") }',
      'Book.reader: make it nullable, it may be refused or missing.',
    ],
    [
      "a field on another department's entity that cannot be null",
      'type Resident @key(fields: "id") { id: ID! "f" loans: [Int!]! @sensitivity(level: "S1") }',
      'Resident.loans: make it nullable, it may be refused or missing.',
    ],
    [
      'a personal field that nobody judges',
      '"t" type Book { "f" reader: String @sensitivity(level: "S3") }',
      'Book.reader: it is S3, so say in `access` who may see Book.',
    ],
    [
      "another department's type described again",
      '"t" type Resident @key(fields: "id") { id: ID! }',
      'Resident: only its owner describes the type.',
    ],
    [
      'a key that may be refused',
      '"t" type Book @key(fields: "id") { "f" id: ID! @sensitivity(level: "S4") }',
      'Book.id: a key field must be S1; choose another key.',
    ],
  ])('with %s', (_, sdl, fault) => {
    expect(faults(sdl)).toContain(fault);
  });

  it('with a mutation of which the hub would not ask whose act it is, unless it is said why', () => {
    const sdl = 'type Mutation { "f" priceBook: Int @sensitivity(level: "S1") "f" buy: Int @sensitivity(level: "S2") }';
    expect(faults(sdl)).toEqual([
      "Mutation.priceBook: label it S2 or higher, it is somebody's act; or say in `openMutations` why nobody need be known.",
    ]);
    expect(faults(sdl, {}, { priceBook: 'Its signature says whose it is.' })).toEqual([]);
    expect(faults(sdl, {}, { priceBook: 'Signed.', buy: 'Signed.' })).toEqual([
      'Mutation.buy: `openMutations` names a mutation that is not there or not S1.',
    ]);
  });

  it('when `access` names what is not there', () => {
    const sdl = '"t" type Book { "f" title: String @sensitivity(level: "S1") }';
    expect(
      faults(sdl, { Book: { default: everyone, fields: { author: everyone } }, Film: { default: everyone } }),
    ).toEqual([
      'Book.author: `access` names a field that is not in the schema.',
      'Film: `access` names a type that is not in the schema.',
    ]);
  });
});

it('is not built while nobody can find the evidence of what it shows', () => {
  const sdl = '"t" type Book { "f" reader: String @sensitivity(level: "S3") }';
  expect(faults(sdl, { Book: { default: everyone } })).toEqual([
    'Book.reader: it is S3, so say with `about` in `access` whose data Book is: they find the evidence.',
  ]);
});

const ofNobody = { default: everyone, about: aboutNobody };

it('lets an honest department pass: own keys S1, type labels inherited, copies of keys bare', () => {
  const sdl = `
    "t" type Book @key(fields: "id") { "f" id: ID! @sensitivity(level: "S1") "f" reader: Resident @sensitivity(level: "S3") }
    type Resident @key(fields: "id") { id: ID! "f" loans: [Loan!] @sensitivity(level: "S3") }
    "t" type Loan @sensitivity(level: "S3") { "f" until: String }
    type Query { "f" book: Book @sensitivity(level: "S1") }`;
  expect(faults(sdl, { Book: ofNobody, Resident: ofNobody, Loan: ofNobody })).toEqual([]);
});
