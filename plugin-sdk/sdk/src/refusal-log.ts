import type { IncomingMessage } from 'node:http';
import type { HopCheck, HopRefusal } from '@citygraph/contract';
import { sayRarely } from './say-rarely.ts';

const PROXY = 'a proxy in front must pass on';
const CLOCK = 'Set the clock of this machine (NTP): it may differ from the hub’s by five seconds.';
const OTHER_HUB = 'Is CITYGRAPH_HUB the hub that asks here?';
const OTHERWISE =
  'The hub signs nothing like it: if it is the hub’s own request, the versions of the SDK and the hub do not go together; if not, somebody else has your key (npx citygraph plugin key --replace).';

/** What to do when the hub itself is refused; when it was a stranger, nothing. */
const WHAT_TO_DO: Readonly<Record<HopCheck, string>> = {
  form: `Nothing if a stranger asks. If the hub does, ${PROXY} the headers signature, signature-input, content-digest, authorization and citygraph-request-id.`,
  components: OTHERWISE,
  bearer: `If the hub asks, ${PROXY} the header authorization.`,
  key: 'If the hub asks, put the key it signs with into CITYGRAPH_HOP_KEYS: npx citygraph plugin key shows it.',
  body: `If the hub asks, ${PROXY} the bytes of the body as they are.`,
  signature: `If the hub asks, compare CITYGRAPH_HOP_KEYS with npx citygraph plugin key; and ${PROXY} host, path and method as they are (see askedAs).`,
  lifetime: OTHERWISE,
  moment: CLOCK,
  requestId: `If the hub asks, ${PROXY} the header citygraph-request-id.`,
  once: 'A proxy in front must not send a request again. If none does, somebody overheard it.',
  'token.form': OTHERWISE,
  'token.type': OTHERWISE,
  'token.key': `${OTHER_HUB} Its keys are at /.well-known/citygraph-keys there.`,
  'token.signature': OTHER_HUB,
  'token.issuer': OTHERWISE,
  'token.audience':
    'The token is for another plugin: see that address and key are this plugin’s, and subgraph in its citygraph.yaml what was published.',
  'token.subject': OTHERWISE,
  'token.lifetime': OTHERWISE,
  'token.expiry': CLOCK,
  'token.begin': CLOCK,
  'token.viewer': OTHERWISE,
};

const LONGEST = 200;

/** Says that requests are refused, and what to do about it: at most once a minute for each check, since anybody may send some. */
export function createRefusalLog(
  service: string,
  log: (line: Readonly<Record<string, unknown>>) => void,
  now?: () => number,
): (refusal: HopRefusal, req: IncomingMessage) => void {
  const timesOf = sayRarely(now);
  return ({ check, message }, { method, url, headers: { host = '' } }) => {
    const times = timesOf(check);
    if (times === null) return;
    const askedAs = `${method} ${host}${url}`.slice(0, LONGEST);
    log({ level: 'warn', event: 'refused', service, check, times, message, askedAs, note: WHAT_TO_DO[check] });
  };
}
