import { expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { trustedDocuments } from './trusted-documents.ts';

const isTrusted = trustedDocuments(['# What a parent asks.\nquery Me($a: Int = 1) {\n  me { name, id }\n}\n']);

it.each([
  ['as it was registered', 'query Me($a: Int = 1) { me { name id } }', true],
  ['laid out anew', 'query Me ( $a : Int=1 ){me{name,id}} # hello', true],
  ['with a field more', 'query Me($a: Int = 1) { me { name id idNumber } }', false],
  ['with another default', 'query Me($a: Int = 2) { me { name id } }', false],
  ['under another name', 'query You($a: Int = 1) { me { name id } }', false],
  ['with a second operation beside it', 'query Me($a: Int = 1) { me { name id } } query B { a }', false],
])('a document %s is trusted: %j → %j', (_, text, trusted) => {
  expect(isTrusted(parse(text))).toBe(trusted);
});

it('where nothing is registered nothing is trusted', () => {
  expect(trustedDocuments()(parse('{ a }'))).toBe(false);
});
