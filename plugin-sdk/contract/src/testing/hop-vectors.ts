import { HOP_CASES, HOP_SEQUENCES } from './hop-cases.ts';
import { AUDIENCE, HUB_KEY, HUB_PUBLIC_KEY, SECRETS, type SentRequest, VIEWER } from './hop-signer.ts';

/** The lines of RFC 9421 §2.5, written out by hand: nobody learns from what made it whether it is right. */
function signedOf(request: SentRequest | undefined): string {
  const { host, authorization, 'content-digest': digest, 'signature-input': input = '' } = request?.headers ?? {};
  return [
    `"@method": ${request?.method}`,
    `"@authority": ${host}`,
    `"@path": ${request?.path}`,
    `"content-digest": ${digest}`,
    `"authorization": ${authorization}`,
    `"@signature-params": ${input.replace(/^hop=/, '')}`,
  ].join('\n');
}

/** What `vectors/hop.json` holds. */
export const HOP_VECTORS = {
  description:
    'Requests of the hub to a subgraph, as the subgraph receives them, and whether it may take them. Keys and secrets are base64url without padding; what is in headers is as HTTP has it. `toleranceSeconds` is what clocks may differ by. Of a request that is refused, `check` is the first check that refuses it, in the order of the rules, and `because` part of what our own verifier says; your words may be others. `signed` is what the signature of the first case is made over, under the first secret. Each of `cases` comes to a subgraph that remembers nothing; the `requests` of one of `sequences` come to one subgraph, one after the other.',
  audience: AUDIENCE,
  toleranceSeconds: 5,
  hubKeys: { keys: [HUB_PUBLIC_KEY] },
  hubPrivateKey: HUB_KEY,
  secrets: SECRETS.map(({ keyId, secret }) => ({ keyId, secret: secret.toString('base64url') })),
  viewer: VIEWER,
  signed: signedOf(HOP_CASES[0]?.request),
  cases: HOP_CASES,
  sequences: HOP_SEQUENCES,
};
