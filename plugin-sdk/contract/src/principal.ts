import type { Purpose } from './purpose.ts';

/** Who asks, as far as the access token says. Everything a subgraph may rely on about the caller's identity. */
export interface Principal {
  /** OIDC `sub`; null: anonymous. */
  readonly subject: string | null;
  /** `Resident.id` of the person, when the person is a resident. */
  readonly resident: string | null;
  /** USCC of the agency or institution an officer works for. */
  readonly agency: string | null;
  /** Division code prefix an officer's competence is limited to (`2201`, `220102`, `220122103`); null: no limit. */
  readonly divisionPrefix: string | null;
  readonly roles: readonly string[];
  /** OAuth scopes of the token. */
  readonly scopes: readonly string[];
  /** Client id of the app (`azp`); null: anonymous. */
  readonly app: string | null;
  /** Purposes the app is registered for. */
  readonly appPurposes: readonly Purpose[];
}

/** Nobody in particular: no subject, no office, no role. Frozen. */
export const ANONYMOUS: Principal = Object.freeze({
  subject: null,
  resident: null,
  agency: null,
  divisionPrefix: null,
  roles: [],
  scopes: [],
  app: null,
  appPurposes: [],
});

/** What government knows of a person's relations; asked once per (principal, case), cached at most 60 s, sent to departments only. */
export interface Standing {
  readonly resident: string | null;
  /** `Resident.id` of every minor the person is guardian of. */
  readonly guardianOf: readonly string[];
  readonly household: string | null;
  /** `Place.id` of the dwelling. */
  readonly dwelling: string | null;
  /** USCC of every legal entity the person is legal representative of. */
  readonly represents: readonly string[];
  readonly case: CaseAssignment | null;
  /** Digest of all of the above: part of every sharing and cache key. */
  readonly version: string;
}

/** A case an officer works on, as government's register of assignments has it. */
export interface CaseAssignment {
  readonly id: string;
  /** USCC of the competent agency or institution. */
  readonly agency: string;
  readonly purposes: readonly Purpose[];
  /** Keys of the case's subjects: `Resident.id`, `Household.id`, `LegalEntity.uscc`, `ParallelApprovalCase.projectCode`. */
  readonly subjects: readonly string[];
  /** Seconds since the epoch. */
  readonly exp: number;
}

/** The caller as a department sees it: the claims of a department hop token. */
export interface Viewer {
  readonly principal: Principal;
  readonly standing: Standing | null;
  /** Already checked against the app's registration by the gateway. `self-service` when none was said by a resident. */
  readonly purpose: Purpose | null;
  /** `plugin@release:Type.field` of what each vendor was granted and this operation sends it; empty: nothing. What goes on to one is its purpose's business, whosever it is. */
  readonly receivers: readonly string[];
}

/** A viewer who is {@link ANONYMOUS}, for no purpose. Frozen. */
export const ANONYMOUS_VIEWER: Viewer = Object.freeze({
  principal: ANONYMOUS,
  standing: null,
  purpose: null,
  receivers: [],
});
