import { CityGraphError, subjectHash } from '@citygraph/contract';
import type { SubgraphContext } from '@citygraph/kit';
import { thirdPartyApp } from '../app/is-third-party.ts';
import type { Consent } from './consent.entity.ts';

/** `sub` of a consent's artefact: a hash under a salt of its own, so that no two consents have the same. Without the salt nobody finds the person by trying ids. */
export const artefactSubject = ({
  artefactSalt,
  subjectType,
  subjectKey,
}: Pick<Consent, 'subjectType' | 'subjectKey'> & { readonly artefactSalt: string }): string =>
  subjectHash(Buffer.from(artefactSalt, 'base64url'), subjectType, subjectKey);

/** The signed artefact. One from before names its subject by the key, which all who read it would share. @throws FORBIDDEN where a third party would */
export async function artefactOf(consent: Consent, context: SubgraphContext): Promise<string> {
  if (consent.artefactSalt === null) await assertForTheCity('Consent.artefactJws', context);
  return consent.artefactJws;
}

/** What shows whose consent an artefact is; null: the artefact does. @throws FORBIDDEN where a third party would get it */
export async function openingOf(
  { artefactSalt, subjectType, subjectKey }: Consent,
  context: SubgraphContext,
): Promise<string | null> {
  await assertForTheCity('Consent.artefactOpening', context);
  return artefactSalt === null ? null : JSON.stringify({ salt: artefactSalt, type: subjectType, key: subjectKey });
}

async function assertForTheCity(coordinate: string, context: SubgraphContext): Promise<void> {
  const { principal, receivers } = context.viewer;
  const isForPlugin = receivers.some((receiver) => receiver.endsWith(`:${coordinate}`));
  if (!isForPlugin && !(await thirdPartyApp(context).load(principal.app ?? ''))) return;
  throw new CityGraphError(
    'FORBIDDEN',
    `${coordinate} tells whose consent it is, and is answered by the city’s own apps alone.`,
  );
}
