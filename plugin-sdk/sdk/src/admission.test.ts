import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { expect, it } from '@jest/globals';
import type { JWK } from 'jose';
import { createAdmission } from './admission.ts';

interface Step {
  readonly accepted: boolean;
  readonly seconds: number;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}
const { audience, toleranceSeconds, hubKeys, secrets, cases, sequences } = JSON.parse(
  readFileSync(new URL('../../contract/vectors/hop.json', import.meta.url), 'utf8'),
) as {
  readonly audience: string;
  readonly toleranceSeconds: number;
  readonly hubKeys: { readonly keys: readonly JWK[] };
  readonly secrets: readonly { readonly keyId: string; readonly secret: string }[];
  readonly cases: readonly (Step & { readonly name: string })[];
  readonly sequences: readonly { readonly name: string; readonly requests: readonly Step[] }[];
};

it.each([...cases.map((one) => ({ name: one.name, requests: [one] })), ...sequences])(
  'lets in what the vectors say: $name',
  async ({ requests }) => {
    let seconds = 0;
    const admit = createAdmission({
      audience,
      keys: () => hubKeys.keys,
      secrets: () => secrets.map(({ keyId, secret }) => ({ keyId, secret: Buffer.from(secret, 'base64url') })),
      clockToleranceSeconds: toleranceSeconds,
      now: () => seconds * 1000,
    });
    for (const { request, accepted, seconds: at } of requests) {
      seconds = at;
      const { method, path: url, headers, body } = request;
      const verdict = admit({ method, url, headers } as unknown as IncomingMessage, Buffer.from(body));
      if (accepted) await expect(verdict).resolves.toMatchObject({ requestId: headers['citygraph-request-id'] });
      else await expect(verdict).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  },
);
