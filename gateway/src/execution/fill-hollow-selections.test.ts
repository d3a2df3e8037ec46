import { expect, it } from '@jest/globals';
import { parse, print, stripIgnoredCharacters } from 'graphql';
import { fillHollowSelections } from './fill-hollow-selections.ts';

const filled = (text: string) => stripIgnoredCharacters(print(fillHollowSelections(parse(text))));

it.each([
  ['{a{n@include(if:$no)}}', '{a{__typename n@include(if:$no)}}'],
  ['{a{...on A{n}}}', '{a{...on A{n}}}'],
  ['{a{...on A@include(if:$no){n}}}', '{a{__typename ...on A@include(if:$no){n}}}'],
  ['{a{...F}}fragment F on A{n@skip(if:$yes)}', '{a{__typename ...F}}fragment F on A{n@skip(if:$yes)}'],
  ['{a{...F}}fragment F on A{n@skip(if:$yes)x}', '{a{...F}}fragment F on A{n@skip(if:$yes)x}'],
  ['{a{b{n@skip(if:$yes)}x}}', '{a{b{__typename n@skip(if:$yes)}x}}'],
  ['{a@include(if:$yes){n x@include(if:$no)}}', '{a@include(if:$yes){n x@include(if:$no)}}'],
  ['{a@include(if:$no)}', '{a@include(if:$no)}'],
])('%s becomes %s', (text, expected) => {
  expect(filled(text)).toBe(expected);
});

it('gives a document without such a selection back as it is', () => {
  const document = parse('{ a { n @include(if: $no) x } }');
  expect(fillHollowSelections(document)).toBe(document);
});
