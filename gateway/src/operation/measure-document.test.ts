import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { measureDocument } from './measure-document.ts';

const measure = (text: string) => measureDocument(parse(text));

describe('measureDocument', () => {
  it('counts nesting of data fields, and of introspection apart', () => {
    expect(measure('{ a { b { c } } ... on Query { a { b { c { d } } } } }')).toMatchObject({
      depth: 4,
      introspectionDepth: 0,
    });
    expect(measure('{ a __schema { types { fields { name } } } }')).toMatchObject({ depth: 1, introspectionDepth: 4 });
  });

  it('counts what fragments expand to', () => {
    expect(measure('{ ...F ...F } fragment F on Query { x: a @skip(if: true) { b } }')).toEqual({
      depth: 2,
      introspectionDepth: 0,
      aliases: 2,
      directives: 2,
      selections: 6,
    });
  });

  it('measures a bomb of doubling fragments in linear time', () => {
    const levels = 300;
    const bomb = Array.from({ length: levels }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(
      ' ',
    );
    const started = performance.now();
    const { selections } = measure(`{ ...F0 } ${bomb} fragment F${levels} on Query { a }`);
    expect(selections).toBeGreaterThan(1e80);
    expect(performance.now() - started).toBeLessThan(200);
  });

  it('ends on fragments that spread themselves', () => {
    expect(measure('{ ...A } fragment A on Query { a ...B } fragment B on Query { b ...A }').selections).toBe(5);
  });

  it('takes the largest operation', () => {
    expect(measure('query A { a } query B($v: Int @x) @y { a { b } }')).toMatchObject({ depth: 2, directives: 2 });
  });
});
