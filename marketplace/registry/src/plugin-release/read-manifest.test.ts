import { describe, expect, it } from '@jest/globals';
import { manifestOf } from '../testing/publishing-story.ts';
import { readManifest } from './read-manifest.ts';

describe('a manifest', () => {
  it('is read, and kept as it was written', () => {
    const { manifest, written } = readManifest(JSON.stringify(manifestOf()));
    expect(manifest).toMatchObject({ id: 'city.air-lab.air-quality', permissions: { data: [] } });
    expect(written).toEqual(manifestOf());
  });

  it('tells everything that is wrong with it at once', () => {
    const text = JSON.stringify(manifestOf({ licens: 'MIT', version: '1' }));
    expect(() => readManifest(text)).toThrow(/version: .*licens: .* Did you mean licence|licens: .*version: /s);
  });

  it.each([
    ['no JSON', '{', 'it is not JSON'],
    ['a list', '[]', 'must be a map'],
    ['a prototype', `{"__proto__": {"id": "x"}}`, 'The manifest cannot be used'],
    ['a monster', `"${'x'.repeat(70_000)}"`, 'more than 64 KiB'],
    ['a pit', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 'must be a map'],
    ['a pit within', `{"id":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, 'id: '],
  ])('that is %s is refused', (_, text, sentence) => {
    expect(() => readManifest(text)).toThrow(sentence);
  });
});
