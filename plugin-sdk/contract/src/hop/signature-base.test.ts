import { expect, it } from '@jest/globals';
import { contentDigest, hmacSignature, signatureBase, signatureParams } from './signature-base.ts';

/** RFC 9421 B.1.5, `test-shared-secret`: a published test key, no secret of ours. */
const SHARED = Buffer.from(
  'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==',
  'base64',
);

it('makes signature base and signature of RFC 9421 B.2.5 (hmac-sha256)', () => {
  const params = signatureParams(
    ['date', '@authority', 'content-type'],
    [
      ['created', 1618884473],
      ['keyid', 'test-shared-secret'],
    ],
  );
  expect(params).toBe('("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"');

  const base = signatureBase(
    [
      ['date', 'Tue, 20 Apr 2021 02:07:55 GMT'],
      ['@authority', 'example.com'],
      ['content-type', 'application/json'],
    ],
    params,
  );
  expect(base).toBe(
    [
      '"date": Tue, 20 Apr 2021 02:07:55 GMT',
      '"@authority": example.com',
      '"content-type": application/json',
      '"@signature-params": ("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    ].join('\n'),
  );
  expect(hmacSignature(base, SHARED)).toBe('pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=');
});

it('makes the content digest of RFC 9530 B.1, of text and of bytes alike', () => {
  const body = '{"hello": "world"}\n';
  expect(contentDigest(body)).toBe('sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:');
  expect(contentDigest(Buffer.from(body))).toBe(contentDigest(body));
});
