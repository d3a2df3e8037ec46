import type { ErrorCode } from '@citygraph/contract';
import type { CommandErrorCode } from '../exit-codes.ts';

/** What a code means, and what to do about it. */
export interface Page {
  readonly what: string;
  readonly mend: string;
}

/** What the gateway says besides of a request that it cannot read, and a local hub of a plugin. */
type OtherCode =
  | 'BAD_REQUEST'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'NOT_TRIED'
  | 'OPERATION_RESOLUTION_FAILURE'
  | 'PLUGIN_ERROR';

export const pagesEn: Readonly<Record<ErrorCode | CommandErrorCode | OtherCode, Page>> = {
  UNAUTHENTICATED: {
    what: 'The hub knows nobody by this token, or there is none.',
    mend: 'Sign in: citygraph auth login. In a pipeline, see that CITYGRAPH_TOKEN or the file of CITYGRAPH_TOKEN_FILE is fresh.',
  },
  FORBIDDEN: {
    what: 'You are known, and may not do or see this. What does not exist answers the same.',
    mend: 'citygraph auth whoami says who you are and which publishers are yours. Ask an owner of the publisher, or an administrator.',
  },
  PURPOSE_REQUIRED: {
    what: 'The field is given out for some purposes only, and none of them was said.',
    mend: 'Send the header CityGraph-Purpose with one that your app is registered for.',
  },
  GRANT_REQUIRED: {
    what: 'The owner of this data has not granted it to this app or plugin, or the grant is over.',
    mend: 'citygraph grant request asks for it; citygraph grant list shows what is in force.',
  },
  CONSENT_REQUIRED: {
    what: 'The person whom the data is about has not agreed, or has taken it back.',
    mend: 'Ask that person; it is theirs to give. Nobody else can.',
  },
  NOT_SUBSCRIBED: {
    what: 'Your app asks for a plugin’s field without a subscription.',
    mend: 'citygraph app subscribe <app> <plugin> --plan <plan>.',
  },
  RATE_LIMITED: {
    what: 'More requests or cost than your plan allows.',
    mend: 'Wait as long as Retry-After says, ask for less at once, or ask for a wider plan.',
  },
  QUERY_TOO_DEEP: { what: 'The document nests deeper than the hub allows.', mend: 'Ask in two steps, by ids.' },
  QUERY_TOO_LARGE: {
    what: 'The document or body is larger than the hub reads.',
    mend: 'Split it; keep lists of ids short.',
  },
  QUERY_TOO_EXPENSIVE: {
    what: 'The document would cost more than the hub, or your plan, allows.',
    mend: 'Ask for fewer rows at once: cost grows with first.',
  },
  DOCUMENT_NOT_TRUSTED: {
    what: 'Sensitive data is answered to registered documents alone.',
    mend: 'citygraph app push registers those of your app.',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    what: 'The hub does not know a document by this hash.',
    mend: 'Send the document with its hash once, or register it: citygraph app push.',
  },
  BAD_USER_INPUT: { what: 'A value cannot be used; the message says which, and why.', mend: 'Change the value.' },
  NOT_FOUND: {
    what: 'There is nothing of that name.',
    mend: 'See how it is written; lists are in release list, app list, grant list.',
  },
  CONFLICT: {
    what: 'It cannot be done as things are: a name is taken, a version is published, somebody decided meanwhile.',
    mend: 'Look how things are now (plugin status), then decide anew. A version is never published twice with other content: raise it.',
  },
  PLUGIN_UNAVAILABLE: {
    what: 'A vendor’s server cannot be reached. Its fields are null, everything else is answered.',
    mend: 'If it is yours: see that it listens at the manifest’s runtime URL. Otherwise wait.',
  },
  PLUGIN_TIMEOUT: {
    what: 'A vendor’s server took too long.',
    mend: 'If it is yours: citygraph plugin metrics; load in batches, answer from a cache.',
  },
  PLUGIN_INVALID_REPLY: {
    what: 'A vendor’s server answered something that its schema does not allow, or that it may not answer.',
    mend: 'If it is yours: citygraph plugin test finds it before the hub does.',
  },
  PLUGIN_DISABLED: {
    what: 'The plugin was switched off, with a reason.',
    mend: 'The reason is in the message. Its publisher talks to the administrators.',
  },
  PLUGIN_QUOTA: {
    what: 'The plugin used up what it may take, or its callers did.',
    mend: 'Wait a minute. If it is yours, ask for wider limits in the manifest.',
  },
  DEPARTMENT_UNAVAILABLE: {
    what: 'A department’s own server cannot be reached.',
    mend: 'Try again; if it stays so, tell the hub’s operator. Look whether an act was done before you repeat it.',
  },
  LEDGER_UNAVAILABLE: {
    what: 'It cannot be written down who sees personal data, so it is not shown.',
    mend: 'Try again; tell the hub’s operator.',
  },
  OVERLOADED: {
    what: 'The hub has more to do than it can, or sign-on cannot be asked who you are.',
    mend: 'Try again in a moment.',
  },
  INTERNAL_ERROR: {
    what: 'A fault of the hub’s. Its operators can find it by the request id.',
    mend: 'Look whether an act was done, then try again; report the request id.',
  },
  USAGE: {
    what: 'The command line cannot be used: a flag, an argument or a value is wrong.',
    mend: 'citygraph <command> --help.',
  },
  UNKNOWN_COMMAND: { what: 'There is no such command (exit status 127).', mend: 'citygraph help.' },
  INTERRUPTED: {
    what: 'Ctrl-C, or the system, ended it (exit status 130). Files are written whole or not at all.',
    mend: 'If the message says that the hub was at work, look whether it was done.',
  },
  CONFIRMATION_NEEDED: {
    what: 'The command takes something away and nobody agreed.',
    mend: 'Look at what is lost, then say --yes.',
  },
  NO_HUB: {
    what: 'It is not known which hub is meant.',
    mend: 'citygraph auth login --hub https://…, or CITYGRAPH_HUB, or --hub.',
  },
  NOT_A_HUB: {
    what: 'Something answers at that address, but no CityGraph hub.',
    mend: 'See how the address is written; a login page of a network in between looks like this too.',
  },
  HUB_UNREACHABLE: {
    what: 'Nobody answers at that address, or not to be believed. Nothing was sent.',
    mend: 'citygraph doctor. Is there a network, a proxy (HTTPS_PROXY), a certificate of your own (NODE_EXTRA_CA_CERTS)?',
  },
  INSECURE_ADDRESS: { what: 'Tokens are not sent in the clear.', mend: 'Use https; http is for this machine alone.' },
  PROXY_REFUSED: {
    what: 'The proxy in between did not let us through.',
    mend: 'See HTTPS_PROXY, its user and password, and NO_PROXY.',
  },
  CLOCK_SKEW: {
    what: 'This machine’s clock and the hub’s differ, so that a good token looks bad.',
    mend: 'Set the clock (NTP), then sign in again.',
  },
  VERSION_SKEW: {
    what: 'Command and hub do not speak the same version.',
    mend: 'Update the command: npm install -g citygraph@latest. If it is the newest, ask the operator to update the hub.',
  },
  BAD_ANSWER: {
    what: 'The hub answered something else than it was asked.',
    mend: 'Look whether an act was done. Update the command; report the request id.',
  },
  HUB_FAILED: { what: 'The hub, or something before it, failed.', mend: 'Try again; tell the hub’s operator.' },
  TIMED_OUT: {
    what: 'No answer in time. Nothing was changed by a question.',
    mend: 'Try again, with a longer --timeout.',
  },
  OUTCOME_UNKNOWN: {
    what: 'An act was sent and nobody answered: it may have been done (exit status 2).',
    mend: 'Look first (plugin status, release list, …). Publishing again is always safe.',
  },
  NOT_SIGNED_IN: {
    what: 'There is no credential for this hub.',
    mend: 'citygraph auth login; in a pipeline CITYGRAPH_TOKEN or CITYGRAPH_TOKEN_FILE.',
  },
  SIGN_IN_DENIED: {
    what: 'The sign-in was refused on the page.',
    mend: 'Begin again, and say yes only to the code that your own terminal shows.',
  },
  SIGN_IN_EXPIRED: { what: 'The code was not used in time, or the sign-in is over.', mend: 'citygraph auth login.' },
  SIGN_IN_FAILED: {
    what: 'The sign-on refused to begin or to end a sign-in.',
    mend: 'The message has its reason. Ask the hub’s operator whether the client may use the device flow.',
  },
  WRONG_ISSUER: {
    what: 'What signs people on is not what the hub says it is.',
    mend: 'See the hub’s address. Do not sign in there before its operator explains it.',
  },
  SETTINGS_BROKEN: {
    what: 'A file of this command’s own settings cannot be read.',
    mend: 'Delete the file that the message names; sign in again.',
  },
  SETTINGS_EXPOSED: {
    what: 'Others on this machine may read your tokens.',
    mend: 'chmod 600 on the file; if it was so for long, citygraph auth logout and sign in again.',
  },
  BUSY: {
    what: 'Another citygraph command changes the sign-in right now.',
    mend: 'Wait for it. If none runs, delete the lock file that the message names.',
  },
  FILE_UNREADABLE: {
    what: 'A file that was named cannot be read.',
    mend: 'See its path and its rights; texts are UTF-8.',
  },
  FILE_UNWRITABLE: {
    what: 'A file or folder cannot be written; nothing was changed.',
    mend: 'See its path, its rights and the room on the disk.',
  },
  NO_MANIFEST: {
    what: 'There is no citygraph.yaml here.',
    mend: 'Go to the plugin’s folder, name it with --manifest or --plugin, or begin one: npm create citygraph-plugin@latest.',
  },
  MANIFEST_INVALID: {
    what: 'The manifest, or a bundle, has faults.',
    mend: 'Each is named with its line. The JSON Schema of citygraph.yaml completes it in an editor.',
  },
  NO_SCHEMA: {
    what: 'There is no snapshot of the city’s schema to check against, or it was changed by hand.',
    mend: 'citygraph schema fetch.',
  },
  NOTHING_FOUND: {
    what: 'What was named is not there, or you may not see it.',
    mend: 'See how it is written, and who you are: citygraph auth whoami.',
  },
  REFUSED: {
    what: 'A check found something that keeps it out.',
    mend: 'Every finding has its place and what to do; citygraph explain <RULE> has an example.',
  },
  UNSEALED: {
    what: 'The archive is as it was written as far as it is sealed, and nobody answers for what stands behind the last seal.',
    mend: 'A ledger seals within a minute, and when its gateway ends: verify a copy of later. Where such an end is expected, give --allow-unsealed.',
  },
  BAD_REQUEST: {
    what: 'The request is none that the hub reads: its method, its headers or its body.',
    mend: 'Send a POST with content-type application/json, in UTF-8, and accept application/graphql-response+json. The message says which of them it is.',
  },
  GRAPHQL_PARSE_FAILED: {
    what: 'The document is not GraphQL.',
    mend: 'The message has line and column: mostly a brace or a quotation mark before it is missing.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    what: 'The document asks for what the graph does not have, or in a way that it does not allow.',
    mend: 'See what there is: citygraph schema explain <Type.field>. A field of a plugin in the sandbox needs the header CityGraph-Channel: sandbox.',
  },
  NOT_TRIED: {
    what: 'The release is accepted, and waits for its turn in the sandbox: several plugins do not go with its graph, and are looked at one by one.',
    mend: 'Nothing: it is tried by itself while nobody publishes anything new. Releases of one publisher that define the same type hold each other up: see plugin check.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    what: 'The document has several operations, or not the one that was named.',
    mend: 'Send its name as operationName.',
  },
  PLUGIN_ERROR: {
    what: 'The plugin itself said that it failed, or threw.',
    mend: 'plugin dev and plugin test show what it threw, and where; callers of the hub are told nothing of it.',
  },
  INTERNAL: {
    what: 'A fault of this command’s.',
    mend: 'Run it again with CITYGRAPH_DEBUG=1 and report what it says.',
  },
};
