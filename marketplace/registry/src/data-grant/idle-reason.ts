import type { CatalogItem } from '../catalog-entry/catalog-of.ts';
import type { DataGrant } from './data-grant.entity.ts';
import { fitsPurpose } from './fits-purpose.ts';

/** A grant that served nothing for so long ends; a graph that is taken back brings what it names back sooner. */
export const IDLE_DAYS = 7;

/**
 * Why a grant can serve nothing, whoever asks: each coordinate is gone, needs no grant any more, or is for other purposes by now. null: it serves something. `isSent`: a plugin is
 * told it under a grant although its label is public, as keys of people are.
 */
export function idleReason(
  grant: Pick<DataGrant, 'coordinates' | 'plugin' | 'purpose'>,
  itemsOf: (coordinate: string) => readonly CatalogItem[],
  isSent: (coordinate: string) => boolean,
): string | null {
  const reasons: string[] = [];
  for (const coordinate of grant.coordinates) {
    const items = itemsOf(coordinate);
    if (isSent(coordinate)) return null;
    const labelled = items.filter(({ sensitivity }) => sensitivity !== 'S1');
    if (labelled.some(({ purposes }) => fitsPurpose(grant, purposes))) return null;
    const purposes = [...new Set(labelled.flatMap((item) => item.purposes))].sort();
    if (items.length === 0) reasons.push(`${coordinate} is gone`);
    else if (labelled.length === 0) reasons.push(`${coordinate} is public by now`);
    else reasons.push(`${coordinate} is for ${purposes.join(' or ')} alone by now`);
  }
  return `${reasons.join('; ')}.`;
}
