import { mutation, query } from '../hub/operation.ts';
import type { OpenPage } from './plugin.ts';

export interface Publisher {
  readonly handle: string;
  readonly name: string;
  readonly verification: string;
  readonly domain: string | null;
  readonly namespaces: readonly string[];
  readonly isSuspended: boolean;
}
const FIELDS = 'handle name verification domain namespaces isSuspended';

export interface Member {
  readonly subject: string;
  readonly memberRole: string;
  readonly since: string;
}

export const MY_PUBLISHERS = query<{ myPublishers: readonly Publisher[] | null }>(
  `query MyPublishers { myPublishers { ${FIELDS} } }`,
);

export const REGISTER_PUBLISHER = mutation<
  { registerPublisher: Publisher | null },
  { handle: string; name: string; contact: string; namespace: string; uscc: string | null; key: string }
>(
  `mutation RegisterPublisher($handle: ID!, $name: String!, $contact: String!, $namespace: String!, $uscc: USCC, $key: ID) {
    registerPublisher(handle: $handle, name: $name, contact: $contact, namespace: $namespace, uscc: $uscc, idempotencyKey: $key) { ${FIELDS} } }`,
  true,
);

export interface DomainChallenge {
  readonly domain: string;
  readonly url: string;
  readonly content: string;
  readonly until: string;
}
export const START_DOMAIN_PROOF = mutation<
  { startDomainProof: DomainChallenge | null },
  { publisher: string; domain: string }
>(
  `mutation StartDomainProof($publisher: ID!, $domain: String!) {
    startDomainProof(publisher: $publisher, domain: $domain) { domain url content until } }`,
);

export const PROVE_DOMAIN = mutation<{ proveDomain: Publisher | null }, { publisher: string }>(
  `mutation ProveDomain($publisher: ID!) { proveDomain(publisher: $publisher) { ${FIELDS} } }`,
  true,
);

export interface Domains {
  readonly handle: string;
  readonly domains:
    | readonly { readonly domain: string; readonly provedAt: string; readonly lostAt: string | null }[]
    | null;
}
const DOMAINS = 'handle domains { domain provedAt lostAt }';

export const PUBLISHER_DOMAINS = query<{ publisher: Domains | null }, { publisher: string }>(
  `query PublisherDomains($publisher: ID!) { publisher(handle: $publisher) { ${DOMAINS} } }`,
);

export const DROP_DOMAIN = mutation<{ dropDomain: Domains | null }, { publisher: string; domain: string }>(
  `mutation DropDomain($publisher: ID!, $domain: String!) {
    dropDomain(publisher: $publisher, domain: $domain) { ${DOMAINS} } }`,
);

export interface Membership {
  readonly handle: string;
  readonly members: readonly Member[] | null;
  readonly invitations: readonly Member[] | null;
}
const MEMBERS = 'handle members { subject memberRole since } invitations { subject memberRole since }';

export const PUBLISHER_MEMBERS = query<{ publisher: Membership | null }, { publisher: string }>(
  `query PublisherMembers($publisher: ID!) { publisher(handle: $publisher) { ${MEMBERS} } }`,
);

export const INVITE_MEMBER = mutation<
  { inviteMember: Membership | null },
  { publisher: string; subject: string; role: string }
>(
  `mutation InviteMember($publisher: ID!, $subject: String!, $role: MemberRole!) {
    inviteMember(publisher: $publisher, subject: $subject, role: $role) { ${MEMBERS} } }`,
);

export const CHANGE_MEMBER_ROLE = mutation<
  { changeMemberRole: Membership | null },
  { publisher: string; subject: string; role: string }
>(
  `mutation ChangeMemberRole($publisher: ID!, $subject: String!, $role: MemberRole!) {
    changeMemberRole(publisher: $publisher, subject: $subject, role: $role) { ${MEMBERS} } }`,
  true,
);

export const REMOVE_MEMBER = mutation<{ removeMember: Membership | null }, { publisher: string; subject: string }>(
  `mutation RemoveMember($publisher: ID!, $subject: String!) {
    removeMember(publisher: $publisher, subject: $subject) { ${MEMBERS} } }`,
);

export const ANSWER_INVITATION = mutation<
  { answerInvitation: Membership | null },
  { publisher: string; accept: boolean }
>(
  `mutation AnswerInvitation($publisher: ID!, $accept: Boolean!) {
    answerInvitation(publisher: $publisher, accept: $accept) { ${MEMBERS} } }`,
);

export interface NameClaim {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly requestedAt: string;
  readonly reason: string | null;
  readonly decisionReason: string | null;
  readonly publisher: { readonly handle: string } | null;
}
const CLAIM = 'id name state requestedAt reason decisionReason publisher { handle }';

interface OfPublisher {
  readonly publisher: string;
  readonly first: number;
  readonly after: string | null;
}

export const NAME_CLAIMS = query<{ nameClaims: OpenPage<NameClaim> | null }, OfPublisher>(
  `query NameClaims($publisher: ID!, $first: Int!, $after: String) {
    nameClaims(publisher: $publisher, first: $first, after: $after) {
      edges { node { ${CLAIM} } } pageInfo { hasNextPage endCursor } } }`,
);

/** What everybody may see of them: a plugin is checked by people who are not of its publisher, too. */
export const GRANTED_NAMES = query<
  { nameClaims: OpenPage<Pick<NameClaim, 'name' | 'state' | 'publisher'>> | null },
  OfPublisher
>(
  `query GrantedNames($publisher: ID!, $first: Int!, $after: String) {
    nameClaims(publisher: $publisher, first: $first, after: $after) {
      edges { node { name state publisher { handle } } } pageInfo { hasNextPage endCursor } } }`,
);

export const CLAIM_NAME = mutation<
  { claimName: NameClaim | null },
  { publisher: string; name: string; reason: string; key: string }
>(
  `mutation ClaimName($publisher: ID!, $name: String!, $reason: String!, $key: ID) {
    claimName(publisher: $publisher, name: $name, reason: $reason, idempotencyKey: $key) { ${CLAIM} } }`,
  true,
);

export const NAMES_TO_DECIDE = query<{ nameClaimsToDecide: OpenPage<NameClaim> | null }, { first: number }>(
  `query NamesToDecide($first: Int!) { nameClaimsToDecide(first: $first) { edges { node { ${CLAIM} } } pageInfo { hasNextPage endCursor } } }`,
);

export const NAME_CLAIM = query<{ nameClaim: NameClaim | null }, { id: string }>(
  `query NameClaimById($id: ID!) { nameClaim(id: $id) { ${CLAIM} } }`,
);

/** Said again, it stays so. */
export const DECIDE_NAME = mutation<
  { decideNameClaim: NameClaim | null },
  { id: string; grant: boolean; reason: string }
>(
  `mutation DecideName($id: ID!, $grant: Boolean!, $reason: String!) {
    decideNameClaim(id: $id, grant: $grant, reason: $reason) { ${CLAIM} } }`,
  true,
);

/** A publisher as the firm that it says it is. */
export interface Licensee {
  readonly handle: string;
  readonly name: string;
  readonly contact: string;
  readonly verification: string;
  readonly domain: string | null;
  readonly registeredAt: string;
  readonly organisation: { readonly uscc: string } | null;
}
const LICENSEE_FIELDS = 'handle name contact verification domain registeredAt organisation { uscc }';

export const LICENCES_TO_CHECK = query<{ licencesToCheck: OpenPage<Licensee> | null }, { first: number }>(
  `query LicencesToCheck($first: Int!) { licencesToCheck(first: $first) { edges { node { ${LICENSEE_FIELDS} } } pageInfo { hasNextPage endCursor } } }`,
);

export const LICENSEE = query<{ publisher: Licensee | null }, { publisher: string }>(
  `query Licensee($publisher: ID!) { publisher(handle: $publisher) { ${LICENSEE_FIELDS} } }`,
);

/** Said again, it stays so. */
export const CHECK_LICENCE = mutation<{ checkLicence: Licensee | null }, { publisher: string; uscc: string }>(
  `mutation CheckLicence($publisher: ID!, $uscc: USCC!) {
    checkLicence(publisher: $publisher, uscc: $uscc) { ${LICENSEE_FIELDS} } }`,
  true,
);
