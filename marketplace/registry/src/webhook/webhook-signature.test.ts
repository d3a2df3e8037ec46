import { expect, it } from '@jest/globals';
import { signatureHeaders, webhookSecret } from './webhook-signature.ts';

it('signs as the example of Standard Webhooks does', () => {
  const message = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    body: '{"test": 2432232314}',
    at: new Date(1_614_265_330_000),
  };
  expect(signatureHeaders(message, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

it('has a secret of its own for each webhook and number', () => {
  const master = new Uint8Array(32).fill(7);
  const secrets = [webhookSecret(master, 'a', 1), webhookSecret(master, 'a', 2), webhookSecret(master, 'b', 1)];
  expect(new Set(secrets).size).toBe(3);
  expect(webhookSecret(master, 'a', 1)).toBe(secrets[0]);
  expect(secrets[0]).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(() => webhookSecret(new Uint8Array(31), 'a', 1)).toThrow('31 bytes');
});
