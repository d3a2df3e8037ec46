import {
  caseAtWork,
  type GrantTerms,
  type Principal,
  type Purpose,
  type Standing,
  subjectTypeOf,
} from '@citygraph/contract';
import type { PolicyInForce } from './bundle/policy-in-force.ts';
import type { GrantUse } from './decide.ts';
import type { Refusal } from './refusal.ts';

/** A grant by which a field of the operation is served. */
export interface FieldGrant extends GrantUse {
  /** Id of what the client asks for. */
  readonly id: string;
  /** `Type.field` of that; `coordinate` may be what it is worked out from. */
  readonly field: string;
}

/** Who asks, as far as that says whom it is about. */
export interface Concerning {
  readonly principal: Principal;
  readonly purpose: Purpose | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Keys of those whom a request is about, as far as that is known before any fetch: the subjects of the case that the caller works on, or the person who asks. */
export function subjectsOf({ principal, purpose, now }: Concerning, standing: Standing | null): readonly string[] {
  const assigned = caseAtWork({ principal, standing, purpose }, now);
  if (assigned) return assigned.subjects;
  return principal.resident === null ? [] : [principal.resident];
}

/**
 * Of some grants the first that serves for all of these: it asks for no consent, or they gave theirs to it; null: none does. An answer has many people and most fields of it the
 * same grant, so what is asked of one serving rule is looked up once a grant.
 */
export function grantServing(
  subjects: readonly string[],
  policy: PolicyInForce,
  now: number,
): (choices: readonly GrantTerms[]) => GrantTerms | null {
  const concerned = thoseWhoConsent(subjects);
  const known = new Map<string, boolean>();
  const isConsentedTo = (grant: string): boolean => {
    let consented = known.get(grant);
    if (consented === undefined) {
      consented = concerned.length > 0 && concerned.every(({ type, key }) => policy.hasConsent(grant, type, key, now));
      known.set(grant, consented);
    }
    return consented;
  };
  return (choices) => choices.find(({ id, needsConsent }) => !needsConsent || isConsentedTo(id)) ?? null;
}

/** By id: fields of whose grants each asks for consent that somebody concerned has not given. */
export function consentRefusals(
  grants: readonly FieldGrant[],
  subjects: readonly string[],
  policy: PolicyInForce,
  now: number,
): Map<string, Refusal> {
  const serving = grantServing(subjects, policy, now);
  const refused = grants.filter(({ choices }) => serving(choices) === null);
  return new Map(
    refused.map(({ id, field }) => [
      id,
      {
        coordinate: field,
        code: 'CONSENT_REQUIRED',
        message: `${field} is shown with the consent of whom it is about, and it was not given or was taken back.`,
      },
    ]),
  );
}

/**
 * Fields that an app was granted with consent, when departments showed somebody for them who has not given it: a child, or another of the household, of whom
 * nothing was known before they were asked.
 */
export function withheldRefusals(
  grants: readonly FieldGrant[],
  shown: readonly string[],
  policy: PolicyInForce,
  now: number,
): Map<string, Refusal> {
  if (thoseWhoConsent(shown).length === 0) return new Map();
  return consentRefusals(
    grants.filter(({ choices: [terms] }) => terms && 'app' in terms.grantee),
    shown,
    policy,
    now,
  );
}

/** A case, and an object, may be about matters besides people and firms; those consent to nothing, and neither does a household: each of its members does. */
export function thoseWhoConsent(keys: readonly string[]): { readonly type: string; readonly key: string }[] {
  return keys.flatMap((key) => {
    const type = subjectTypeOf(key);
    return type === 'Resident' || type === 'LegalEntity' ? [{ type, key }] : [];
  });
}

/** May a vendor be told of somebody? For everything that it gets, a grant must serve that asks for no consent or has theirs. */
export type MayReceive = (plugin: string, type: string, key: string) => boolean;

/** null: no vendor's grant asks for consent. */
export function receivingRule(grants: readonly FieldGrant[], policy: PolicyInForce, now: number): MayReceive | null {
  const byPlugin = new Map<string, FieldGrant['choices'][]>();
  for (const { choices } of grants) {
    const [terms] = choices;
    if (!terms || !('plugin' in terms.grantee) || !choices.every(({ needsConsent }) => needsConsent)) continue;
    const { plugin } = terms.grantee;
    byPlugin.set(plugin, [...(byPlugin.get(plugin) ?? []), choices]);
  }
  if (byPlugin.size === 0) return null;
  return (plugin, type, key) =>
    (byPlugin.get(plugin) ?? []).every((choices) => choices.some(({ id }) => policy.hasConsent(id, type, key, now)));
}
