import { randomBytes } from 'node:crypto';
import { CityGraphError, type SigningKey, subjectTypeOf, type Viewer } from '@citygraph/contract';
import { granted, idempotent, living, newId, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { CompactSign } from 'jose';
import { z } from 'zod';
import { isThirdParty } from '../app/is-third-party.ts';
import { audit } from '../audit-entry/audit.ts';
import { DataGrant } from '../data-grant/data-grant.entity.ts';
import { isActive } from '../data-grant/data-grant.rules.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { wrong } from '../wrong.ts';
import { artefactSubject } from './artefact-of.ts';
import { speaksFor } from './consent.access.ts';
import { Consent } from './consent.entity.ts';
import { endConsent } from './end-consent.ts';

const Giving = z.strictObject({
  grantId: z.string().min(1).max(40),
  /** `Resident.id` or USCC. */
  subject: z.string().min(1).max(40).nullable(),
});

/** A year: what was agreed to long ago is asked again. */
const LONGEST_MS = 365 * 86_400_000;

/** What a consent's signature covers. */
export interface ConsentArtefact {
  readonly jti: string;
  /** `artefactSubject` of whose data it is; in artefacts from before its key. */
  readonly sub: string;
  readonly iat: number;
  readonly exp: number;
  readonly grant: string;
  /** Who gets the data: an app, or a plugin. */
  readonly app?: string;
  readonly plugin?: string;
  readonly grantee: string;
  readonly purpose: string;
  readonly coordinates: readonly string[];
  readonly retentionDays: number;
}

/**
 * Lets a grant be used on somebody's data: one's own, one's child's, one's firm's. One consent a grant and subject lives at a time; given again, it is the same.
 * Answers its id. An app that gets data by a grant does not give itself the consent that it lacks.
 */
export async function giveConsent(
  em: EntityManager,
  viewer: Viewer,
  giving: z.input<typeof Giving>,
  { key, now, signer }: { key: string | null; now: Date; signer: SigningKey },
): Promise<string> {
  const input = validate(Giving, giving);
  const isLiving = living(Consent, { revokedAt: null, until: { $gt: now } });
  const request = { operation: 'giveConsent', key, viewer, input, now, isLiving };
  const act = () => idempotent(em, request, (inner) => give(inner, viewer, input, now, signer));
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    // Given by another who may at the same moment: it is there now.
    return act();
  }
}

async function give(
  em: EntityManager,
  viewer: Viewer,
  { grantId, subject }: z.output<typeof Giving>,
  now: Date,
  signer: SigningKey,
): Promise<string> {
  const { app, resident } = viewer.principal;
  if (await isThirdParty(em, app)) {
    const message = `${app} is a third party’s, and consent is given by the city’s own apps alone: open the consent there.`;
    throw wrong('FORBIDDEN', 'app', message);
  }
  const subjectKey = subject ?? resident ?? '';
  granted(viewer, speaksFor, { subjectKey }, { argument: 'subject', what: 'person or firm', now });
  const grant = await em.findOne(DataGrant, { id: grantId }, { disableIdentityMap: true });
  if (!grant || !isActive(grant, now) || !grant.needsConsent) {
    throw new CityGraphError('NOT_FOUND', `grantId: there is no grant ${grantId} in force that asks for consent.`, {
      extensions: { argument: 'grantId' },
    });
  }
  const living = await em.findOne(Consent, { grantId, openSubject: subjectKey }, { disableIdentityMap: true });
  // A guardian's ends with the guardianship: the person's own word takes its place.
  const isOwnInstead = living?.guardian != null && resident === subjectKey;
  if (living && living.until > now && !isOwnInstead) return living.id;
  if (living && isOwnInstead) await endConsent(em, viewer, living, { act: 'endConsent' }, now);
  else if (living) await em.nativeUpdate(Consent, { id: living.id }, { openSubject: null });
  const id = newId('cns_');
  const until = new Date(Math.min(grant.until.getTime(), now.getTime() + LONGEST_MS));
  const named = {
    subjectType: subjectTypeOf(subjectKey) === 'Resident' ? ('Resident' as const) : ('LegalEntity' as const),
    subjectKey,
    artefactSalt: randomBytes(32).toString('base64url'),
  };
  const consent = {
    id,
    grantId,
    ...named,
    openSubject: subjectKey,
    givenBy: viewer.principal.subject ?? '',
    guardian: named.subjectType === 'Resident' && resident !== subjectKey ? resident : null,
    guardianSeenAt: null,
    givenAt: now,
    until,
    revokedAt: null,
    artefactJws: await sign({ id, sub: artefactSubject(named), until }, grant, now, signer),
  };
  await em.insert(Consent, { ...consent, changedIn: 0 });
  await audit(em, viewer, { act: 'giveConsent', target: id, before: null, after: consent }, now);
  await em.nativeUpdate(Consent, { id }, { changedIn: await touchPolicy(em, now) });
  return id;
}

function sign(
  { id, sub, until }: { id: string; sub: string; until: Date },
  grant: DataGrant,
  now: Date,
  { kid, privateKey }: SigningKey,
): Promise<string> {
  const artefact: ConsentArtefact = {
    jti: id,
    sub,
    iat: Math.floor(now.getTime() / 1000),
    exp: Math.floor(until.getTime() / 1000),
    grant: grant.id,
    ...(grant.plugin === null ? { app: grant.app } : { plugin: grant.plugin }),
    grantee: grant.granteeUscc,
    purpose: grant.purpose,
    coordinates: grant.coordinates,
    retentionDays: grant.retentionDays,
  };
  return new CompactSign(Buffer.from(JSON.stringify(artefact)))
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'citygraph-consent+jwt' })
    .sign(privateKey);
}
