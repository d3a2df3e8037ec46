import { CityGraphError, type Viewer } from '@citygraph/contract';

/** Only the legal representative, as government vouches for, acts for an entity. */
export function assertRepresents({ principal, standing }: Viewer, uscc: string, argument: string): void {
  if (standing?.represents.includes(uscc)) return;
  throw new CityGraphError(
    principal.subject === null ? 'UNAUTHENTICATED' : 'FORBIDDEN',
    `${argument}: only the legal representative acts for ${uscc}.`,
    { extensions: { argument } },
  );
}
