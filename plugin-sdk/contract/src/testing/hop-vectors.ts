import { HOP_CASES, HOP_SEQUENCES } from './hop-cases.ts';
import { AUDIENCE, HUB_KEY, HUB_PUBLIC_KEY, SECRETS, VIEWER } from './hop-signer.ts';

/** What `vectors/hop.json` holds. */
export const HOP_VECTORS = {
  description:
    'Requests of the hub to a subgraph, as the subgraph receives them, and whether it may take them. Binary values are base64url. `toleranceSeconds` is what clocks may differ by. Of a request that is refused, `check` is the first check that refuses it, in the order of the rules, and `because` part of what our own verifier says; your words may be others. Each of `cases` comes to a subgraph that remembers nothing; the `requests` of one of `sequences` come to one subgraph, one after the other.',
  audience: AUDIENCE,
  toleranceSeconds: 5,
  hubKeys: { keys: [HUB_PUBLIC_KEY] },
  hubPrivateKey: HUB_KEY,
  secrets: SECRETS.map(({ keyId, secret }) => ({ keyId, secret: secret.toString('base64url') })),
  viewer: VIEWER,
  cases: HOP_CASES,
  sequences: HOP_SEQUENCES,
};
