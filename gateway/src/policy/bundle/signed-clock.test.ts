import { type ConsentShard, consentShardOf, digestOfPayload, subjectHash } from '@citygraph/contract';
import { expect, it } from '@jest/globals';
import { consent, grant, HOUR, key, SECRET, signedBundle, soon } from '../../testing/test-policy.ts';
import { createPolicies } from './policies.ts';

const MINUTE = 60_000;
const DAY = 24 * HOUR;

function gateway() {
  const machine = { elapsed: 5_000 };
  const said: object[] = [];
  const policies = createPolicies({
    keys: [key.publicJwk],
    subjectSecret: SECRET,
    elapsed: () => machine.elapsed,
    log: (line) => said.push(line),
  });
  const yesterday = () => Date.now() - DAY;
  const state = () => {
    const policy = policies.current();
    return {
      isStale: policy?.isStale(yesterday()),
      grants: policy?.grants({ plugin: 'air' }, 'Resident.name', 'self-service', yesterday()).length,
      hasConsent: policy?.hasConsent('grant_1', 'Resident', 'res_parent', yesterday()),
      hasKey: policy?.keyOf('d'.repeat(64))?.isLiving(yesterday()),
    };
  };
  return { machine, said, policies, state };
}
const decided = () => ({
  freshUntil: soon(15 * MINUTE),
  grants: [grant({ until: soon(30 * MINUTE) })],
  consents: [consent({ until: soon(30 * MINUTE) })],
  apps: {
    'app-lender': {
      organisation: '912200001234567890',
      thirdParty: true,
      documents: [],
      documentsOnly: false,
      limits: null,
      keys: [{ id: 'key_1', digest: 'd'.repeat(64), until: soon(30 * MINUTE) }],
    },
  },
});

it('ends what ends by what was signed and the time since, on a machine whose clock is a day behind', () => {
  const { machine, policies, state } = gateway();
  policies.offer(signedBundle(decided())).take();
  expect(state()).toEqual({ isStale: false, grants: 1, hasConsent: true, hasKey: true });
  machine.elapsed += 16 * MINUTE;
  expect(state()).toEqual({ isStale: true, grants: 1, hasConsent: true, hasKey: true });
  machine.elapsed += 16 * MINUTE;
  expect(state()).toEqual({ isStale: true, grants: 0, hasConsent: false, hasKey: false });
});

it('is not set back by the same bundle, taken again with its consents', () => {
  const { machine, policies, state } = gateway();
  const subject = subjectHash(SECRET, 'Resident', 'res_parent');
  const shard: ConsentShard = { shard: consentShardOf(subject), consents: [consent({ subject })] };
  const document = signedBundle({
    ...decided(),
    consents: [],
    consentShards: { [shard.shard]: digestOfPayload(shard) },
  });
  policies.offer(document).take();
  machine.elapsed += 16 * MINUTE;
  expect(policies.offer(document).take([shard])).toBe(true);
  expect(state()).toMatchObject({ isStale: true, hasConsent: true });
});

it('says once that the clock is behind, and nothing of one that is not', () => {
  const { said, policies } = gateway();
  policies.offer(signedBundle(decided())).take();
  expect(said).toEqual([]);
  const late = gateway();
  late.policies.offer(signedBundle({ issuedAt: soon(3 * HOUR) })).take();
  late.policies.offer(signedBundle({ issuedAt: soon(3 * HOUR + MINUTE) })).take();
  expect(late.said).toMatchObject([{ event: 'clock-behind', seconds: 3 * 3600 }]);
});

it('is not led on by a signer that is ahead of it and of what was signed before', () => {
  const { said, policies, state } = gateway();
  policies.offer(signedBundle(decided())).take();
  const ahead = policies.offer(signedBundle({ ...decided(), issuedAt: soon(DAY) }));
  for (let attempt = 0; attempt < 2; attempt += 1)
    expect(() => ahead.take()).toThrow(
      /^it was signed at .*, 86400 s ahead of this machine and of what was signed before/,
    );
  expect(said).toMatchObject([{ event: 'signer-ahead', seconds: 86_400 }]);
  expect(state()).toEqual({ isStale: false, grants: 1, hasConsent: true, hasKey: true });
  // Clocks differ by a little.
  policies.offer(signedBundle({ ...decided(), issuedAt: soon(2 * MINUTE) })).take();
  expect(state()).toMatchObject({ isStale: false, grants: 1 });
});
