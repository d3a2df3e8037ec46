import { describe, expect, it } from '@jest/globals';
import { readReply } from './read-reply.ts';

const read = (body: unknown, contentType = 'application/json') =>
  readReply({ status: 200, contentType, body: typeof body === 'string' ? body : JSON.stringify(body), bytes: 135 });

describe('readReply', () => {
  it('takes data and typed errors', () => {
    const errors = [{ message: 'No.', path: ['a', 0], extensions: { code: 'FORBIDDEN', host: 'db-1' } }];
    expect(read({ data: { a: 1 }, errors, extensions: { trace: 'x' } })).toEqual({
      data: { a: 1 },
      errors: [{ message: 'No.', code: 'FORBIDDEN', path: ['a', 0] }],
      bytes: 135,
      isShared: false,
    });
  });

  it.each([
    [{ message: 'ECONNREFUSED 10.0.0.1:3306', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    [{ message: 'at /srv/app.js:1', extensions: { code: 'INTERNAL_ERROR' } }],
    [{ message: 'oops' }],
    ['oops'],
    [null],
  ])('masks an error that is none of ours: %j', (error) => {
    expect(read({ data: null, errors: [error] })?.errors).toEqual([
      { message: 'Something went wrong behind this field.', code: 'INTERNAL_ERROR', path: null },
    ]);
  });

  it.each([
    ['{', 'application/json'],
    ['[]', 'application/json'],
    ['{}', 'application/json'],
    ['{"data":1}', 'application/json'],
    ['{"data":{},"errors":{}}', 'application/json'],
    ['{"data":{}}', 'text/html'],
  ])('is no reply: %s as %s', (body, type) => {
    expect(read(body, type)).toBeNull();
  });
});
