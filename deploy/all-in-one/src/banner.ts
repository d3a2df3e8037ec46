import type { City } from '@citygraph/city';
import type { Credentials } from '@citygraph/identity';
import type { VendorState } from './vendors/start-vendors.ts';

interface BannerFacts {
  readonly origin: string;
  readonly issuer: string;
  readonly metrics: string;
  readonly ledger: string;
  readonly residents: number;
  readonly demo: City['demo'];
  readonly seed: number;
  readonly scale: number;
  readonly credentials: Credentials;
  readonly down: readonly { name: string; reason: string }[];
  readonly seconds: number;
  readonly adHocSensitive: boolean;
  readonly plugins: readonly string[];
  readonly vendors: { readonly states: readonly VendorState[] } | null;
}

/** What a newcomer reads when the hub is ready. */
export function banner({
  origin,
  issuer,
  metrics,
  ledger,
  residents,
  demo,
  seed,
  scale,
  credentials,
  down,
  seconds,
  adHocSensitive,
  plugins,
  vendors,
}: BannerFacts): string {
  const people = Object.values(demo).map(
    ({ handle, displayName }) =>
      `    ${handle.padEnd(24)}${(credentials.users[handle] ?? '(set in the sign-on)').padEnd(26)}${displayName}`,
  );
  return [
    '',
    `  CityGraph is ready after ${seconds.toFixed(1)} s: ${residents} synthetic residents, seed ${seed}, scale ${scale}.`,
    ...down.map(({ name, reason }) => `  ! ${name} is down, its fields answer DEPARTMENT_UNAVAILABLE: ${reason}`),
    '',
    `    endpoint   ${origin}/graphql`,
    `    explorer   ${origin}/`,
    `    sign-on    ${issuer}`,
    `    metrics    ${metrics}`,
    `    ledger     ${ledger} (who saw whose data; README says how to verify it)`,
    '',
    adHocSensitive
      ? '    Ad-hoc operations on sensitive data (S4, I) are allowed: --ad-hoc-sensitive off leaves the explorer’s questions.'
      : '    Ad-hoc operations on sensitive data (S4, I) are refused: only the explorer’s questions may touch it.',
    ...(plugins.length > 0
      ? [`    Plugins at ${plugins.join(', ')} are asked over http: for trying things out on this machine.`]
      : []),
    ...(vendors?.states ?? []).map(
      ({ name, address, isKnown }) =>
        `    Vendor ${name} at ${address}: ${isKnown ? 'being started' : 'about to publish itself, as a stranger would; that takes a minute'}.`,
    ),
    '',
    '    sign in as              password                  who',
    ...people,
    '',
    '    npm run -s token -- parent      prints an access token',
    '',
  ].join('\n');
}
