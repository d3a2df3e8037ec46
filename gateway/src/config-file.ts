import { z } from 'zod';
import { LONGEST_OPERATION_MS } from './ledger/ledger.ts';

const port = z.number().int().min(0).max(65_535);
const count = z.number().int().positive();
const address = z.url({ protocol: /^https?$/ });

/** Headers that are the gateway's or the connection's own. */
const OWN_HEADERS =
  /^(host|connection|content-.*|transfer-encoding|te|upgrade|keep-alive|proxy-.*|expect|accept(-encoding)?|signature(-input)?|citygraph-.*|traceparent|tracestate)$/;

const headerName = z
  .string()
  .regex(/^[a-z0-9!#$%&'*+.^_`|~-]+$/, { error: 'header names are written in lower case' })
  .refine((name) => !OWN_HEADERS.test(name), { error: "this header is the gateway's own and cannot be passed on" });

const rateLimits = z.strictObject({
  requestsPerMinute: count,
  costPerMinute: count.describe('Static cost of all its operations.'),
});

const Subgraph = z
  .strictObject({
    url: address.describe("Where it is reached, instead of the supergraph's own address."),
    tier: z
      .enum(['department', 'vendor', 'foreign'])
      .optional()
      .describe(
        "`department`: one of the city's own, which gets signed requests. `vendor`: a stranger's, which is believed nothing and told of nobody without a grant. `foreign` (default): a graph that knows nothing of the hub, and that nothing is guarded against: it gets ids as they are, without grant and evidence. Where there is a department, a vendor or a `policy`, the tier of every subgraph must be said.",
      ),
    hop: z
      .strictObject({
        keyId: z.string().min(1),
        secretFile: z.string().min(1).describe('32 bytes or more in base64url.'),
      })
      .optional()
      .describe('What its requests are signed with; `tier: department` needs it.'),
    persons: z
      .strictObject({
        arguments: z
          .record(
            z.string().regex(/^\w+\.\w+\(\w+:\)$/, 'must be Type.field(argument:)'),
            z.string().regex(/^\w+\.\w+$/, 'must be Type.key'),
          )
          .optional(),
        subject: z.boolean().optional(),
        tenant: z.boolean().optional(),
      })
      .optional()
      .describe(
        'Whom a vendor is told of where that was granted: keys by the arguments that hold them, and by its token who asks.',
      ),
    timeoutMs: count.optional().describe('Milliseconds that one request to it may take; default `subgraphTimeoutMs`.'),
    forwardHeaders: z
      .array(headerName)
      .optional()
      .describe(
        "Names of client headers that are passed on to it; none unless said. Not for departments' `authorization`.",
      ),
  })
  .refine(({ tier = 'foreign', hop }) => (tier === 'vendor' ? true : (tier === 'department') === (hop !== undefined)), {
    error: 'tier department and hop go together: give both or neither',
  })
  .refine(({ tier, forwardHeaders = [] }) => tier !== 'vendor' || forwardHeaders.length === 0, {
    error: 'a vendor gets no header of a client: take forwardHeaders out',
  })
  .refine(({ tier, persons }) => tier === 'vendor' || persons === undefined, {
    error: 'only of a vendor it is said whom it is told of: take persons out',
  })
  .refine(({ hop, forwardHeaders }) => !(hop && forwardHeaders?.includes('authorization')), {
    error: "a department's authorization is the hub's own: take it out of forwardHeaders",
  });

/** The settings file of the command. Its JSON Schema is generated: `config.schema.json`. */
export const ConfigFile = z.strictObject({
  $schema: z.string().optional().describe('For editors: the address of this schema.'),
  supergraph: z.string().min(1).optional().describe('File or http(s) address of a supergraph.'),
  registry: z
    .strictObject({
      url: address.describe("Of the registry's listener for gateways, without path."),
      secretFile: z
        .string()
        .min(1)
        .describe('32 bytes or more in base64url: what this gateway proves itself with there.'),
      rootKeysFile: z
        .string()
        .min(1)
        .describe(
          'JWK or JWKS with the public root keys, pinned here: they say who else may sign. `threshold` beside `keys`: how many of them must agree; default 1.',
        ),
      hopMasterFile: z
        .string()
        .min(1)
        .describe("32 bytes or more in base64url, the registry's as well: what plugins' keys are made of."),
      folder: z.string().min(1).describe('Where the last good documents are kept, for a start without the registry.'),
      subjectSecretFile: z
        .string()
        .min(1)
        .optional()
        .describe("32 bytes or more in base64url: what consents' subjects are hashed with."),
      reports: z.boolean().optional().describe('Tell it what runs, how plugins answer and what is used; default true.'),
    })
    .optional()
    .describe(
      'Follow a registry: its graphs and its policy, instead of `supergraph` and `policy`. `subgraphs` then says where the departments are.',
    ),
  port: port.optional().describe('Default 4000; 0 takes a free one.'),
  host: z.string().min(1).optional().describe('Default 127.0.0.1.'),
  metricsPort: port.optional().describe('Port of `/metrics` on loopback; 0 takes a free one; absent: none.'),
  engine: z
    .enum(['compiled', 'apollo'])
    .optional()
    .describe("Who executes: `compiled` (default) is the gateway's own, `apollo` the reference."),
  workers: count.max(64).optional().describe('Processes that share the port; default 1.'),
  watch: z.boolean().optional().describe('Follow changes of the supergraph; default true.'),
  pollIntervalMs: count.optional().describe('Milliseconds between questions to a supergraph address; default 10,000.'),
  cors: z.array(address).optional().describe('Origins whose pages may ask; none unless said.'),
  introspection: z
    .enum(['everyone', 'signed-in'])
    .optional()
    .describe('Who may introspect. Default: without `identity` everyone, with it those who are signed in.'),
  subgraphTimeoutMs: count.optional().describe('Milliseconds that one request to a subgraph may take; default 10,000.'),
  operationTimeoutMs: count
    .max(LONGEST_OPERATION_MS)
    .optional()
    .describe('Milliseconds that an operation may take in all; default 30,000, 240,000 at most.'),
  bodyTimeoutMs: count.optional().describe('Milliseconds that a client may take to send its body; default 10,000.'),
  limits: z
    .strictObject({
      bodyBytes: count.describe('Of a request body, and of a document; default 102,400.'),
      variablesBytes: count.describe(
        'That the body of somebody who is signed in may have besides, for variables; default 524,288.',
      ),
      tokens: count.describe('Of a document; default 2,000.'),
      depth: count.describe('Nesting of data fields; default 12.'),
      introspectionDepth: count.describe('Nesting below `__schema` and `__type`; default 20.'),
      aliases: count.describe('Fragments expanded; default 30.'),
      directives: count.describe('Fragments expanded; default 60.'),
      selections: count.describe('Fields and fragments, fragments expanded; default 10,000.'),
      cost: count.describe('By `@cost` and `@listSize`, before anything is fetched; default 1,000,000.'),
    })
    .partial()
    .optional()
    .describe('What a document may hold.'),
  subgraphs: z.record(z.string(), Subgraph).optional().describe('By the names that the supergraph has for them.'),
  hopKeyFile: z
    .string()
    .min(1)
    .optional()
    .describe('Ed25519 private key in PKCS #8 PEM that hop tokens are signed with; all gateways of one hub share it.'),
  policy: z
    .strictObject({
      from: z.string().min(1).describe('File or http(s) address of a signed policy bundle.'),
      keysFile: z.string().min(1).describe('JWK or JWKS with the public keys of those who sign bundles.'),
      subjectSecretFile: z
        .string()
        .min(1)
        .optional()
        .describe("32 bytes or more in base64url: what consents' subjects are hashed with."),
      secretFile: z
        .string()
        .min(1)
        .optional()
        .describe('32 bytes or more in base64url: what an address is asked with, as a bearer token.'),
      pollIntervalMs: count.optional().describe('Milliseconds between questions to an address; default 2,000.'),
      lastGoodFile: z
        .string()
        .min(1)
        .optional()
        .describe(
          'Where the bundle in force is kept, for a start while its source is away. Without it a start takes any bundle that was signed, however old: the log warns of it.',
        ),
    })
    .optional()
    .describe('What people decided about vendors and third-party apps. Without it they get nothing beyond S1.'),
  subscribeAt: address
    .optional()
    .describe(
      'Page on which apps subscribe to plugins, the `link` of NOT_SUBSCRIBED; `{plugin}` stands for the plugin’s name.',
    ),
  ledger: z
    .strictObject({
      folder: z.string().min(1).describe('Journal and archive; each gateway has its own.'),
      name: z
        .string()
        .min(1)
        .optional()
        .describe(
          'Of the ledger, part of every hash and its own for each gateway; 57 characters at most. Default: `citygraph`, and with a `witness` one that is made at the first start and kept in `folder`.',
        ),
      keyFile: z
        .string()
        .min(1)
        .optional()
        .describe('Ed25519 private key in PKCS #8 PEM that seals; or give `keyFiles`.'),
      keyFiles: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .describe(
          'The same while a key is changed, the newest last: it seals, and what the others sealed is believed. After one start with both, the old one is needed no more.',
        ),
      subjectSecretFile: z
        .string()
        .min(1)
        .describe('32 bytes or more in base64url: those whose data is shown are kept as HMACs under it.'),
      timestampUrl: address
        .optional()
        .describe('Time-stamp authority (RFC 3161) that dates seals; without one they say the time of this machine.'),
      witness: z
        .string()
        .min(1)
        .optional()
        .describe(
          'Subgraph to which the evidence is brought: its operation `recordExchanges`. With a `registry` it is needed, and by default the subgraph `registry`.',
        ),
    })
    .refine(({ keyFile, keyFiles }) => (keyFile === undefined) !== (keyFiles === undefined), {
      error: 'give keyFile, or keyFiles while it is changed: one of both',
    })
    .optional()
    .describe(
      'Where it is written down who sees personal data, before they see it; needed as soon as there is a `policy` or a `registry`.',
    ),
  adHocSensitive: z
    .boolean()
    .optional()
    .describe('May documents that nobody registered touch S4 and I? Default: without `identity` yes, with it no.'),
  trustedDocuments: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of `.graphql` files: documents that may touch S4 and I, for the apps that they belong to.'),
  trustedDocumentApps: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      "Client ids of the apps that `trustedDocuments` belong to. Default: with a policy the city's own apps, without one all. Other apps register theirs, which come with the policy.",
    ),
  rateLimits: z
    .strictObject({
      principal: rateLimits.optional().describe('Of each person or service that is signed in.'),
      anonymous: rateLimits.optional().describe('Of each address that asks without a token; an IPv6 /64 is one.'),
      trustedProxies: z
        .int()
        .nonnegative()
        .optional()
        .describe('Proxies of yours in front, whose X-Forwarded-For is believed; default 0.'),
    })
    .optional()
    .describe('How much callers may ask in a minute; default: no limits. 429 with RateLimit headers beyond.'),
  countersFile: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File with `redis://:password@host:port`: there all gateways count together what clients and vendors may take. Default: each process alone.',
    ),
  overload: z
    .strictObject({
      maxInFlight: count
        .optional()
        .describe(
          'Requests answered at once; default 1,000. Callers without a token are refused from four fifths of it on.',
        ),
      maxDelayMs: count.optional().describe('Milliseconds by which the event loop may be late; default 250.'),
    })
    .optional()
    .describe('When requests are refused with 503 before they are read.'),
  hub: z
    .strictObject({
      addresses: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).optional(),
      hosts: z.array(z.hostname()).optional(),
    })
    .optional()
    .describe(
      'Where the hub can be reached besides the addresses and the name of this machine: a load balancer, public names. No vendor is at any of them.',
    ),
  vendorsOnLoopback: z
    .array(
      z
        .string()
        .regex(/^(localhost|127(\.\d{1,3}){3}|\[::1\]):\d{1,5}$/, { error: 'write host:port, as in localhost:5001' }),
    )
    .optional()
    .describe(
      'Vendors on this very machine, which may be asked over http; all others are asked over https, at public addresses.',
    ),
  sealing: z
    .array(z.strictObject({ id: z.string().regex(/^[A-Za-z0-9]{1,2}$/), secretFile: z.string().min(1) }))
    .min(1)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, {
      error: 'give each secret an id of its own: ids name the secret that opens them',
    })
    .optional()
    .describe(
      'Secrets of 32 bytes or more in base64url, by which vendors know people: the first seals, all open. A new one is put last at every gateway, and in front when all have it.',
    ),
  identity: z
    .strictObject({
      issuer: address,
      audience: z.string().optional(),
      jwksUrl: address
        .optional()
        .describe("Where the issuer's keys are fetched, when that is not under the issuer's own address."),
      keyCacheFile: z.string().describe('Where they are kept, for a start without the issuer.'),
      introspection: z
        .strictObject({
          clientId: z.string().min(1).describe("This gateway's own confidential client at the issuer."),
          secretFile: z.string().min(1).describe('File with its secret.'),
          url: address.optional().describe("Default: Keycloak's path under the issuer's own address."),
        })
        .optional()
        .describe(
          'With what the issuer is asked who somebody is whose token does not say it, as those of third-party apps. Without it these are refused.',
        ),
    })
    .optional()
    .describe('Sign-on with OpenID Connect. Without it everyone is anonymous.'),
});

export type ConfigFile = z.infer<typeof ConfigFile>;

/** The JSON Schema of a settings file, for editors. */
export function configSchema(): object {
  return {
    title: 'Settings of citygraph-gateway',
    ...z.toJSONSchema(ConfigFile, { io: 'input', unrepresentable: 'any' }),
  };
}
