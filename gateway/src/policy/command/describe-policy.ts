import type { AppPolicy, Grantee, GrantTerms, PolicyBundle, RateLimits } from '@citygraph/contract';

/** A bundle in lines that people can read. */
export function describePolicy(bundle: PolicyBundle): string[] {
  const { version, issuedAt, freshUntil, apps, plugins, grants, consents, consentShards = {} } = bundle;
  return [
    `Version ${version}, issued ${issuedAt}, fresh until ${freshUntil}`,
    ...Object.entries(apps).flatMap(([id, app]) => describeApp(id, app)),
    ...Object.entries(plugins).map(
      ([name, { release, disabled }]) => `Plugin ${name} ${release}: ${disabled === null ? 'on' : `off: ${disabled}`}`,
    ),
    ...grants.map(describeGrant),
    ...grants
      .map(({ id }) => ({ id, count: consents.filter(({ grant }) => grant === id).length }))
      .filter(({ count }) => count > 0)
      .map(({ id, count }) => `Consents to ${id}: ${count}`),
    ...Object.entries(consentShards).map(([shard, digest]) => `Consents of subjects ${shard}…: ${digest}`),
  ];
}

function describeApp(
  id: string,
  { organisation, thirdParty, documents, documentsOnly, limits, subscriptions, keys = [] }: AppPolicy,
): string[] {
  const parts = [
    `${thirdParty ? 'a third party' : 'the city’s own'}${organisation ? ` of ${organisation}` : ''}`,
    `${documents.length} documents${documentsOnly ? ' and no others' : ''}`,
    ...(limits ? [describeLimits(limits)] : []),
    ...(subscriptions ? [`plugins: ${subscriptions.join(', ') || 'none'}`] : []),
  ];
  return [
    `App ${id}: ${parts.join(', ')}`,
    ...keys.map(
      ({ id: key, until }) => `Key ${key} of ${id}: ${until === null ? 'until it is taken back' : `until ${until}`}`,
    ),
  ];
}

function describeLimits({ requestsPerMinute, costPerMinute, requestsPerDay, maxDepth, maxCost }: RateLimits): string {
  const most = [
    `${requestsPerMinute} requests and ${costPerMinute} of cost a minute`,
    ...(requestsPerDay === undefined ? [] : [`${requestsPerDay} requests a day`]),
    ...(maxDepth === undefined ? [] : [`${maxDepth} levels`]),
    ...(maxCost === undefined ? [] : [`${maxCost} of cost at once`]),
  ];
  return most.join(', ');
}

/** What another bundle changes, a line each: `+` it gives, `-` it takes, `~` it is otherwise than before. */
export function diffPolicies(before: PolicyBundle, after: PolicyBundle): string[] {
  return [
    `Version ${before.version} → ${after.version}`,
    ...changes('App', before.apps, after.apps),
    ...changes('Plugin', before.plugins, after.plugins),
    ...grantChanges(before.grants, after.grants),
    ...changes('Consent', byId(before.consents), byId(after.consents)),
    ...changes('Consents of subjects', shardsOf(before), shardsOf(after)),
  ];
}

const shardsOf = ({ consentShards = {} }: PolicyBundle): Record<string, object> =>
  Object.fromEntries(Object.entries(consentShards).map(([shard, digest]) => [shard, { digest }]));

function grantChanges(before: readonly GrantTerms[], after: readonly GrantTerms[]): string[] {
  const old = byId(before);
  const fresh = byId(after);
  const gone = before.filter(({ id }) => !fresh[id]).map((grant) => `- ${describeGrant(grant)}`);
  const come = after.filter(({ id }) => !old[id]).map((grant) => `+ ${describeGrant(grant)}`);
  const changed = after.flatMap((grant) => {
    const known = old[grant.id];
    if (!known || JSON.stringify(known) === JSON.stringify(grant)) return [];
    const { coordinates: was, ...termsBefore } = known;
    const { coordinates: is, ...terms } = grant;
    return [
      ...is.filter((coordinate) => !was.includes(coordinate)).map((coordinate) => `+ Grant ${grant.id}: ${coordinate}`),
      ...was.filter((coordinate) => !is.includes(coordinate)).map((coordinate) => `- Grant ${grant.id}: ${coordinate}`),
      ...changedFields(`Grant ${grant.id}`, termsBefore, terms),
    ];
  });
  return [...gone, ...come, ...changed];
}

function changes<T extends object>(
  what: string,
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const was = before[name];
    const is = after[name];
    if (!was) return [`+ ${what} ${name}`];
    if (!is) return [`- ${what} ${name}`];
    return changedFields(`${what} ${name}`, was, is);
  });
}

function changedFields(what: string, before: object, after: object): string[] {
  const was = before as Record<string, unknown>;
  const is = after as Record<string, unknown>;
  const spelled = (value: unknown): string => (value === undefined ? 'not said' : JSON.stringify(value));
  return [...new Set([...Object.keys(after), ...Object.keys(before)])]
    .filter((field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]))
    .map((field) => `~ ${what}: ${field} ${spelled(was[field])} → ${spelled(is[field])}`);
}

function describeGrant({ id, grantee, coordinates, purpose, until, retentionDays, needsConsent }: GrantTerms): string {
  const consent = needsConsent ? ', with consent' : '';
  return `Grant ${id}: ${describeGrantee(grantee)} gets ${coordinates.join(', ')} for ${purpose} until ${until}, kept ${retentionDays} days${consent}`;
}

const describeGrantee = (grantee: Grantee): string =>
  'app' in grantee ? `the app ${grantee.app}` : `the plugin ${grantee.plugin}`;

const byId = <T extends { readonly id: string }>(entries: readonly T[]): Record<string, T> =>
  Object.fromEntries(entries.map((entry) => [entry.id, entry]));
