import {
  alignRows,
  type Connection,
  defineLoader,
  findRows,
  type LoadedPage,
  mapPage,
  pageLoader,
  type SubgraphContext,
} from '@citygraph/kit';
import { agenciesOfFields } from '../agency/agency.loader.ts';
import { SafetyHazard } from './safety-hazard.entity.ts';
import { SAFETY_AGENCIES } from './safety-hazard.rules.ts';

/** A hazard with the agencies that watch over it: the subject rules look at both. */
export type WatchedHazard = SafetyHazard & { readonly watchers: readonly string[] };

/** What is due first comes first. */
export const HAZARD_ORDER = [
  ['dueAt', 'asc'],
  ['id', 'asc'],
] as const;

const rowById = defineLoader<string, SafetyHazard, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, SafetyHazard, { id: { $in: [...ids] } }), ({ id }) => id),
);

const pagesOf = pageLoader(SafetyHazard, { parent: 'subjectUscc', order: HAZARD_ORDER });

export async function safetyHazardById(id: string, context: SubgraphContext): Promise<WatchedHazard | null> {
  const row = await rowById(context).load(id);
  return row && watched(row, await agenciesOfFields(SAFETY_AGENCIES, context));
}

/** A page of the hazards of a legal entity. */
export async function hazardsOf(
  uscc: string,
  context: SubgraphContext,
  page: LoadedPage<SafetyHazard>,
): Promise<Connection<WatchedHazard>> {
  return watchedPage(await pagesOf(context, page).load(uscc), context);
}

export async function watchedPage(
  page: Connection<SafetyHazard>,
  context: SubgraphContext,
): Promise<Connection<WatchedHazard>> {
  const watchers = await agenciesOfFields(SAFETY_AGENCIES, context);
  return mapPage(page, (hazard) => watched(hazard, watchers));
}

const watched = (hazard: SafetyHazard, watchers: readonly string[]): WatchedHazard =>
  Object.assign(hazard, { watchers });
