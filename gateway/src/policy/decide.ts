import {
  type ErrorCode,
  type Grantee,
  type GrantTerms,
  type Purpose,
  type SensitivityLevel,
  tenantOf,
} from '@citygraph/contract';
import type { PolicyInForce } from './bundle/policy-in-force.ts';
import { type Given, isLabelled, type Need } from './need.ts';
import { TENANT } from './read-needs.ts';
import { type Asker, type Refusal, refusalOf } from './refusal.ts';

/** Who asks, under which decisions. */
export interface Judged extends Asker {
  /** null: nobody has decided anything, so third parties get nothing beyond S1. */
  readonly policy: PolicyInForce | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Vendors and developers try things out: nobody need have subscribed. */
  readonly isSandbox: boolean;
  /** Digest of a plugin's release that would be asked; null: the graph does not say. */
  readonly releaseOf: (plugin: string) => string | null;
  /** Page on which apps subscribe, `{plugin}` for the plugin's name; null: there is none. */
  readonly subscribeAt: string | null;
}

/** A grant that one coordinate needs. */
export interface GrantUse {
  readonly coordinate: string;
  /** Those that give it; which of them serves depends on who has consented to which. */
  readonly choices: readonly GrantTerms[];
}

export interface Decision {
  /** null: it may be fetched. */
  readonly refusal: Refusal | null;
  /** What it may be fetched under, beside the caller's own rights. */
  readonly grants: readonly GrantUse[];
}

const FREE: Decision = { refusal: null, grants: [] };

/**
 * May this caller have this coordinate, may their app, and may the vendors behind it be sent what they need for it? In this order, so that nobody learns of grants
 * for what they may not see.
 */
export function decide(need: Need, judged: Judged): Decision {
  const refusal = refusalOf(need, judged);
  if (refusal) return { refusal, grants: [] };
  const isThirdParty = isOfThirdParty(judged);
  if (need.feeds.length === 0 && !isThirdParty) return FREE;

  const { coordinate } = need;
  const grants: GrantUse[] = [];
  const refused = (code: ErrorCode, message: string, link: string | null = null): Decision => ({
    refusal: { coordinate, code, message, ...(link !== null && { link }) },
    grants,
  });
  if (isThirdParty && isLabelled(need)) {
    const { app } = judged.principal;
    if (app === null) return refused('FORBIDDEN', ofNoApp(coordinate));
    // Whichever of them comes, it was granted: what comes is not known before it is fetched.
    const standIns = need.standIns?.filter(isLabelled) ?? [];
    for (const shown of standIns.length > 0 ? standIns : [need]) {
      const choices = grantsFor({ app }, shown.coordinate, shown.level, judged);
      if (choices.length === 0) {
        const which = shown.coordinate === coordinate ? coordinate : `${coordinate} may be ${shown.coordinate}, which`;
        return refused(
          'GRANT_REQUIRED',
          `${which} needs a grant: nobody gave one to ${app}${forPurpose(judged.purpose)}.`,
        );
      }
      grants.push({ coordinate: shown.coordinate, choices });
    }
  }
  for (const { plugin, given } of need.feeds) {
    if (!isSubscribed(plugin, judged)) {
      return refused(
        'NOT_SUBSCRIBED',
        `${coordinate} is of the plugin ${plugin}: subscribe ${judged.principal.app} to it in the marketplace.`,
        judged.subscribeAt?.replaceAll('{plugin}', encodeURIComponent(plugin)),
      );
    }
    const disabled = judged.policy?.plugin(plugin)?.disabled;
    if (disabled) return refused('PLUGIN_DISABLED', `The plugin ${plugin} is switched off: ${disabled}`);
    for (const part of given) {
      const ofCaller = refusalOf({ ...part.demands, coordinate: part.coordinate }, judged);
      if (ofCaller)
        return refused(ofCaller.code, `${coordinate} is worked out from ${part.coordinate}. ${ofCaller.message}`);
      if (!part.needsGrant) continue;
      const only = part.demands.purposes.find((list) => judged.purpose === null || !list.includes(judged.purpose));
      if (only) {
        return refused(
          'PURPOSE_REQUIRED',
          `${coordinate} is worked out from ${part.coordinate}, which plugins get for ${only.join(' or ')} alone: that it is one’s own to look at is no purpose of theirs.`,
        );
      }
      // A plugin's own label may be lower than that of what it worked a field out from: what is not everybody's business would reach an app by that way round. So its field is as high as the highest of what
      // the plugin was given for it. Keys are none of that: an app has ids of its own for people, and the plugin has its. Another plugin's field that is required counts by its own label: that plugin would be
      // asked on the way, which nothing is that was not decided (`withoutUndecided`).
      if (isThirdParty && isLabelled(part.demands)) {
        const { app } = judged.principal;
        if (app === null) return refused('FORBIDDEN', ofNoApp(coordinate));
        const ofApp = grantsFor({ app }, part.coordinate, levelOf(part), judged);
        if (ofApp.length === 0) {
          return refused(
            'GRANT_REQUIRED',
            `${coordinate} is worked out from ${part.coordinate}, which needs a grant: nobody gave one to ${app}${forPurpose(judged.purpose)}.`,
          );
        }
        grants.push({ coordinate: part.coordinate, choices: ofApp });
      }
      const choices = grantsFor({ plugin }, part.coordinate, levelOf(part), judged);
      if (choices.length === 0) {
        return refused(
          'GRANT_REQUIRED',
          `${coordinate} needs ${part.coordinate}, and nobody granted it to the plugin ${plugin}${forPurpose(judged.purpose)}.`,
        );
      }
      grants.push({ coordinate: part.coordinate, choices });
    }
  }
  return grants.length === 0 ? FREE : { refusal: null, grants };
}

/** Under which grant a plugin's token may say who asks, or for which part of the city; null: it says nothing of it. */
export function claimGrant(plugin: string, claim: Given, judged: Judged): GrantTerms | null {
  const { principal, policy, now } = judged;
  const { resident } = principal;
  const value = claim.coordinate === TENANT ? tenantOf(principal) : resident;
  if (!policy || value === null) return null;
  if (refusalOf({ ...claim.demands, coordinate: claim.coordinate }, judged)) return null;
  const choices = grantsFor({ plugin }, claim.coordinate, levelOf(claim), judged);
  const hasConsented = (grant: string): boolean =>
    resident !== null && policy.hasConsent(grant, 'Resident', resident, now);
  return choices.find(({ id, needsConsent }) => !needsConsent || hasConsented(id)) ?? null;
}

/**
 * An app that is not known is nobody the city vouches for, and neither is one that a token does not name. Whoever is not signed in has no rights that an app could use. Without any
 * policy nobody manages apps.
 */
export function isOfThirdParty({ principal, policy }: Pick<Judged, 'principal' | 'policy'>): boolean {
  if (policy === null || (principal.app === null && principal.subject === null)) return false;
  return policy.app(principal.app)?.thirdParty ?? true;
}

/** An app of which the policy lists no subscriptions has all. */
function isSubscribed(plugin: string, { principal, policy, isSandbox }: Judged): boolean {
  if (isSandbox || policy === null) return true;
  return policy.app(principal.app)?.subscriptions?.includes(plugin) ?? true;
}

/** Who somebody is counts as personal, whatever the key's label. */
const levelOf = ({ demands }: Given): SensitivityLevel | null => (isLabelled(demands) ? demands.level : 'S3');

function grantsFor(
  grantee: Grantee,
  coordinate: string,
  level: SensitivityLevel | null,
  { policy, purpose, now, releaseOf }: Judged,
): readonly GrantTerms[] {
  if (!policy) return [];
  // A grant is to a plugin as people looked at it: what its publisher tries in the sandbox may ask for other data, from another machine.
  if ('plugin' in grantee && !isApproved(policy.plugin(grantee.plugin)?.approved, releaseOf(grantee.plugin))) return [];
  // What was revoked in the meantime is not known any more: plugins go on with S2, apps of third parties with nothing.
  if (('app' in grantee || level !== 'S2') && policy.isStale(now)) return [];
  return policy.grants(grantee, coordinate, purpose, now);
}

const isApproved = (approved: readonly string[] | undefined, release: string | null): boolean =>
  approved === undefined || (release !== null && approved.includes(release));

const ofNoApp = (coordinate: string): string =>
  `${coordinate} is shown to apps that the city knows, and the access token names none (azp): sign in by an app that is registered in the marketplace.`;

const forPurpose = (purpose: Purpose | null): string =>
  purpose === null ? ' without a purpose' : ` for the purpose ${purpose}`;
