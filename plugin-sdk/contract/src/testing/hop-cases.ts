import type { HopCheck } from '../hop/hop-refusal.ts';
import {
  AT,
  AUDIENCE,
  changed,
  HUB_KEY,
  QUESTION,
  requestOf,
  SECRETS,
  type SentRequest,
  STRANGERS_SECRET,
  tokenOf,
  VIEWER,
} from './hop-signer.ts';

/** A request, and what is right to do with it at a moment. */
export interface HopStep {
  readonly request: SentRequest;
  /** Seconds since the epoch. */
  readonly seconds: number;
  readonly accepted: boolean;
  /** Name of the first check, in their order, that refuses it. */
  readonly check?: HopCheck;
  /** Part of what the hub's own verifier says of it. */
  readonly because?: string;
}

export interface HopCase extends HopStep {
  readonly name: string;
  /** Who asks, where that is told of. */
  readonly viewer?: object;
}

/** Requests that come one after the other to one subgraph. */
export interface HopSequence {
  readonly name: string;
  readonly requests: readonly HopStep[];
}

const take = (
  name: string,
  request: SentRequest,
  { seconds = AT, viewer }: { seconds?: number; viewer?: object } = {},
) => ({
  name,
  request,
  seconds,
  accepted: true,
  ...(viewer && { viewer }),
});
type Why = readonly [check: HopCheck, because: string];
const refuse = (name: string, request: SentRequest, [check, because]: Why, seconds = AT): HopCase => ({
  name,
  request,
  seconds,
  accepted: false,
  check,
  because,
});

const first = requestOf({ id: '0001' });
const nobody = { ...VIEWER, principal: { ...VIEWER.principal, subject: null }, purpose: null };
const town = {
  ...nobody,
  principal: { ...nobody.principal, divisionPrefix: '220122103', scopes: ['Tenant.divisionPrefix'] },
  purpose: 'emergency-response',
};
const otherBody = QUESTION.replace('220104', '220102');
const withDigestOfOther = {
  'content-digest': requestOf({ id: '0001', body: otherBody }).headers['content-digest'] ?? '',
};
const { host = '', 'content-type': type = '', authorization = '' } = first.headers;

const NOT_SIGNED = ['form', 'it is not signed as the hub signs'] as const;
const NOT_COVERED = ['components', 'it is not signed as the hub signs'] as const;
const UNFIT = ['signature', 'its signature does not fit'] as const;
const TOO_LONG = ['lifetime', 'it may live 30 s at most'] as const;
const MOMENT = ['moment', 'it is too old or from the future'] as const;
const NOT_ITS_BODY = ['body', 'its body is not the one that was signed'] as const;
const token = (check: HopCheck): Why => [check, 'The hop token is refused'];

const TAKEN: readonly HopCase[] = [
  take('a request for somebody', first),
  take('a request for nobody in particular', requestOf({ id: '0002', token: tokenOf({ viewer: nobody }) })),
  take('a request for an office of one town', requestOf({ id: '0020', token: tokenOf({ viewer: town }) }), {
    viewer: town,
  }),
  take(
    'with text beyond ASCII in its body',
    requestOf({ id: '0003', body: '{"query":"{aqi_stations(name:\\"南关区\\"){pm25}}"}' }),
  ),
  take('signed with the next key while keys are changed', requestOf({ id: '0004', keyId: SECRETS[1].keyId })),
  take('at the end of its thirty seconds', first, { seconds: AT + 30 }),
  take('five seconds after that, which clocks may differ by', requestOf({ id: '0029' }), { seconds: AT + 35 }),
  take(
    'with a token that ran out four seconds ago',
    requestOf({ id: '0030', token: tokenOf({ claims: { iat: AT - 60, exp: AT - 4 } }) }),
  ),
  take(
    'with a token that was made in five seconds',
    requestOf({ id: '0031', token: tokenOf({ claims: { iat: AT + 5 } }) }),
  ),
  take(
    'with a token for several subgraphs',
    requestOf({ id: '0032', token: tokenOf({ claims: { aud: ['iov', AUDIENCE] } }) }),
  ),
  take('by a clock that is five seconds ahead', requestOf({ id: '0021', created: AT + 5 })),
  take('to its host in other letters', changed(first, { headers: { host: 'AQI.Example' } })),
  take(
    'with a query string, which is not signed and must not be read',
    changed(first, { path: '/graphql?query=%7Ba%7D' }),
  ),
];

/** Whoever has no secret can send these. */
const BY_STRANGERS: readonly HopCase[] = [
  refuse('with a changed body', changed(first, { body: otherBody }), NOT_ITS_BODY),
  refuse('with a changed body and its digest', changed(first, { body: otherBody, headers: withDigestOfOther }), UNFIT),
  refuse('with the digest of another body', changed(first, { headers: withDigestOfOther }), NOT_ITS_BODY),
  refuse('sent to another path', changed(first, { path: '/admin' }), UNFIT),
  refuse('sent to another host', changed(first, { headers: { host: 'evil.example' } }), UNFIT),
  refuse('by another method', changed(first, { method: 'PUT' }), UNFIT),
  refuse(
    'with another token',
    changed(first, { headers: { authorization: `Bearer ${tokenOf({ viewer: nobody })}` } }),
    UNFIT,
  ),
  refuse(
    'with a token for another subgraph',
    requestOf({ id: '0005', token: tokenOf({ viewer: nobody, claims: { aud: 'iov' } }) }),
    token('token.audience'),
  ),
  refuse(
    'with a token that has run out',
    requestOf({ id: '0006', created: AT + 120 }),
    token('token.expiry'),
    AT + 120,
  ),
  refuse('signed by who has another secret', requestOf({ id: '0001', secret: STRANGERS_SECRET }), UNFIT),
  refuse('signed with a key that nobody gave out', requestOf({ id: '0001', keyId: 'aqi.stable.9' }), [
    'key',
    'its key aqi.stable.9 is not known here',
  ]),
  refuse('too old', first, MOMENT, AT + 36),
  refuse('from the future', first, MOMENT, AT - 6),
  refuse(
    'with another request id than it was signed for',
    changed(first, { headers: { 'citygraph-request-id': '8d1f6a0e-9999' } }),
    ['requestId', 'its request id is not the signed one'],
  ),
  refuse('without a signature', { ...first, headers: { host, 'content-type': type, authorization } }, NOT_SIGNED),
  refuse(
    'that says it lives for an hour',
    changed(first, {
      headers: { 'signature-input': requestOf({ id: '0001', lives: 3_600 }).headers['signature-input'] ?? '' },
    }),
    UNFIT,
  ),
];

/** Signed with the secret, and yet not as the hub signs. */
const SIGNED_OTHERWISE: readonly HopCase[] = [
  refuse('that lives for an hour, and is signed so', requestOf({ id: '0022', lives: 3_600 }), TOO_LONG),
  refuse('that lives 31 seconds, and is signed so', requestOf({ id: '0023', lives: 31 }), TOO_LONG),
  refuse(
    'whose signature does not cover its token',
    requestOf({ id: '0024', covered: ['@method', '@authority', '@path', 'content-digest'] }),
    NOT_COVERED,
  ),
  refuse(
    'whose signature does not cover its body',
    requestOf({ id: '0025', covered: ['@method', '@authority', '@path', 'authorization'] }),
    NOT_COVERED,
  ),
  refuse('whose signature covers nothing', requestOf({ id: '0026', covered: [] }), NOT_COVERED),
  refuse(
    'whose query string is signed with its path',
    requestOf({ id: '0027', path: '/graphql?query=%7Ba%7D' }),
    UNFIT,
  ),
  refuse('with a token of another scheme', requestOf({ id: '0028', scheme: 'Digest' }), [
    'bearer',
    'it carries no hop token',
  ]),
];

/** With a signature that fits: only who verifies the token notices. */
const TOKENS: readonly (readonly [name: string, check: HopCheck, token: string])[] = [
  ['that a stranger signed', 'token.signature', tokenOf({ by: 'stranger' })],
  [
    'that a stranger signed, with their own key in it',
    'token.signature',
    tokenOf({
      by: 'stranger',
      header: { jwk: { kty: 'OKP', crv: 'Ed25519', x: '6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw' } },
    }),
  ],
  [
    'whose claims were changed',
    'token.signature',
    [tokenOf().split('.')[0], tokenOf({ viewer: nobody }).split('.')[1], tokenOf().split('.')[2]].join('.'),
  ],
  ['that nobody signed (alg none)', 'token.signature', tokenOf({ by: 'nobody', header: { alg: 'none' } })],
  [
    "signed by HS256 with the hub's public key for a secret",
    'token.signature',
    tokenOf({ by: 'hmac', header: { alg: 'HS256' } }),
  ],
  ['of a key that is not known', 'token.key', tokenOf({ by: 'stranger', header: { kid: 'another' } })],
  ['of no key', 'token.key', tokenOf({ header: { kid: undefined } })],
  ['of another type', 'token.type', tokenOf({ header: { typ: 'at+jwt' } })],
  ['of no type', 'token.type', tokenOf({ header: { typ: undefined } })],
  ['of another issuer', 'token.issuer', tokenOf({ claims: { iss: 'https://idp.example' } })],
  ['of no issuer', 'token.issuer', tokenOf({ claims: { iss: undefined } })],
  ['for another subgraph, about somebody', 'token.audience', tokenOf({ claims: { aud: 'aqi-forecast' } })],
  ['for nobody', 'token.audience', tokenOf({ claims: { aud: undefined } })],
  ['about no subject', 'token.subject', tokenOf({ claims: { sub: undefined } })],
  ['that lives 61 seconds', 'token.lifetime', tokenOf({ claims: { exp: AT + 61 } })],
  ['that never runs out', 'token.lifetime', tokenOf({ claims: { exp: undefined } })],
  ['that does not say when it was made', 'token.lifetime', tokenOf({ claims: { iat: undefined } })],
  ['whose times are text', 'token.lifetime', tokenOf({ claims: { iat: String(AT), exp: String(AT + 60) } })],
  ['that was made in the future', 'token.begin', tokenOf({ claims: { iat: AT + 6 } })],
  ['that is not valid yet', 'token.begin', tokenOf({ claims: { nbf: AT + 6 } })],
  ['that ran out six seconds ago', 'token.expiry', tokenOf({ claims: { iat: AT - 60, exp: AT - 6 } })],
  ['that tells of no viewer', 'token.viewer', tokenOf({ claims: { viewer: undefined } })],
  ['whose viewer is a name', 'token.viewer', tokenOf({ claims: { viewer: 'admin' } })],
  ['that is no JWT', 'token.form', HUB_KEY.kid],
];

export const HOP_CASES: readonly HopCase[] = [
  ...TAKEN,
  ...BY_STRANGERS,
  ...SIGNED_OTHERWISE,
  ...TOKENS.map(([name, check, sent], index) =>
    refuse(`with a token ${name}`, requestOf({ id: String(100 + index), token: sent }), token(check)),
  ),
];

const step = (request: SentRequest, seconds = AT): HopStep => ({ request, seconds, accepted: true });
const again = (request: SentRequest, seconds = AT): HopStep => ({
  request,
  seconds,
  accepted: false,
  check: 'once',
  because: 'was sent before',
});
const forged = changed(requestOf({ id: '0204' }), { body: otherBody });

export const HOP_SEQUENCES: readonly HopSequence[] = [
  {
    name: 'a request that is sent twice',
    requests: [step(requestOf({ id: '0201' })), again(requestOf({ id: '0201' }))],
  },
  {
    name: 'a request that is sent again at the last moment that it lives',
    requests: [step(requestOf({ id: '0202' })), again(requestOf({ id: '0202' }), AT + 35)],
  },
  {
    name: 'another question under an id that was taken',
    requests: [step(requestOf({ id: '0203' })), again(requestOf({ id: '0203', body: otherBody }))],
  },
  {
    name: 'a forged request takes nothing from the one whose id it says',
    requests: [
      { request: forged, seconds: AT, accepted: false, check: NOT_ITS_BODY[0], because: NOT_ITS_BODY[1] },
      step(requestOf({ id: '0204' })),
      again(requestOf({ id: '0204' })),
    ],
  },
  { name: 'two requests of one token', requests: [step(requestOf({ id: '0205' })), step(requestOf({ id: '0206' }))] },
];
