import { describe, expect, it } from '@jest/globals';
import { vendorErrors } from './vendor-errors.ts';

const say = (message: unknown, code: unknown = 'BAD_USER_INPUT', path?: unknown) =>
  vendorErrors('satellite', [{ message, path, extensions: { code } }])[0];
const UNSAID = { message: 'The plugin satellite could not answer this field.', code: 'PLUGIN_UNAVAILABLE', path: null };

describe('an error of a vendor', () => {
  it('about the caller’s input is passed on in its words, after its name', () => {
    expect(say('There is no field 42-B.', 'NOT_FOUND', ['parcel', 0, 'ndvi'])).toEqual({
      message: 'The plugin satellite says: There is no field 42-B.',
      code: 'NOT_FOUND',
      path: ['parcel', 0, 'ndvi'],
    });
  });

  it.each([
    'FORBIDDEN',
    'UNAUTHENTICATED',
    'GRANT_REQUIRED',
    'INTERNAL_ERROR',
    'PLUGIN_DISABLED',
    'X',
    '',
    7,
    null,
    {},
    ['NOT_FOUND'],
  ])('under the code %p says nothing of its own', (code) => {
    expect(say('Error at db.internal:5432', code)).toEqual(UNSAID);
  });

  it.each([null, 7, 'x', [], {}, { message: {} }, { message: '', extensions: { code: 'NOT_FOUND' } }])(
    'of the shape %j says nothing of its own',
    (error) => {
      expect(vendorErrors('satellite', [error])).toEqual([UNSAID]);
    },
  );

  it.each([
    ['controls', 'a\u0000b\u001b[31mc\u009bd\re\nf'],
    ['bidi', '\u202eevil\u2066\u200f\u061c'],
    ['zero-width', 'a\u200bb\u200d\ufeff\u2060c\u00ad'],
    ['tags', 'a\u{e0041}\u{e007f}'],
    ['lone surrogates', 'a\ud800b'],
    ['private characters', 'a\ue000b'],
    ['markup', '<script>alert(1)</script><img src=x onerror=y> &lt;b&gt; [x](y) `z`'],
    ['piles of marks', `a${'\u0301'.repeat(50)}`],
    ['blank letters', 'a\u3164\u115f\u2800b'],
  ])('is cleaned of %s', (_, message) => {
    const { message: said = '' } = say(message) ?? {};
    expect(said).toMatch(/^The plugin satellite says: /);
    expect(said).not.toMatch(/[\p{C}\p{Co}<>&`[\]]|\p{M}{3}|[\u3164\u115f\u2800]|script|onerror/u);
  });

  it.each([
    'see https://evil.example/x?y=1',
    'no route to 10.0.0.7:5432',
    'no route to fd00:ec2::254 and 10.0.0.7',
    'no route to db.prod.internal',
    'no route to db:5432 or db.prod:5432',
    'It failed at handler (/srv/app/index.js:10:3)',
    'cannot open /etc/citygraph/secret',
    'ask javascript:alert(1)',
    'redis on localhost:6379',
    'go to evil.com',
  ])('names no host, address, file or stack: %j', (message) => {
    expect(say(message)?.message).not.toMatch(
      /evil|\.internal|10\.0|fd00|db\.prod|index\.js|etc|javascript|6379|srv|handler|:\/\//,
    );
  });

  it.each([
    'connect ECONNREFUSED somewhere',
    'TypeError: x is not a function',
    'Error: x',
    'It failed\n    at handler (index.js:10:3)',
    'org.postgresql.util.PSQLException: x',
    'Traceback (most recent call last)',
  ])('says nothing when a program said it: %j', (message) => {
    expect(say(message)).toEqual(UNSAID);
  });

  it('is at most 200 characters long, whatever they are made of', () => {
    for (const unit of ['x', '市', '😀', 'x ', '<', '\u0301']) {
      const { message: said = '' } = say(unit.repeat(100_000)) ?? {};
      expect([...said].length).toBeLessThanOrEqual(200);
      expect(said.isWellFormed()).toBe(true);
    }
  });

  it('is one of ten', () => {
    expect(vendorErrors('satellite', new Array(5_000).fill({ message: 'x' }))).toHaveLength(10);
  });

  it.each([
    [['a', 0, 'b_1'], true],
    [[], true],
    [new Array(64).fill(1), true],
    [new Array(65).fill(1), false],
    [['a', -1], false],
    [['a', 1.5], false],
    [['a', 1e9], false],
    [['a', null], false],
    [['a', ['b']], false],
    [['a', 'not a name'], false],
    [['x'.repeat(257)], false],
    ['a', false],
    [{ length: 0 }, false],
  ])('keeps the path %j: %p', (path, isKept) => {
    expect(say('x', 'NOT_FOUND', path)?.path).toEqual(isKept ? path : null);
  });
});
