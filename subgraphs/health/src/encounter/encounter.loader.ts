import {
  alignRows,
  type Connection,
  defineLoader,
  findRows,
  type LoadedPage,
  pageLoader,
  pageWith,
  type SubgraphContext,
} from '@citygraph/kit';
import { directivesOf } from '../consent-directive/consent-directive.loader.ts';
import { type EncounterSubject, isPatientSide } from '../patient.access.ts';
import { Encounter } from './encounter.entity.ts';

/** An encounter with what its resident's directives say. */
export interface GuardedEncounter extends EncounterSubject {
  readonly id: string;
  readonly start: Date;
  readonly reasonCode: string | null;
  readonly reasonDisplay: string | null;
}

const pagesOf = pageLoader(Encounter, {
  parent: 'residentId',
  order: [
    ['startAt', 'desc'],
    ['id', 'asc'],
  ],
});

const rowById = defineLoader<string, Encounter, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, Encounter, { id: { $in: [...ids] } }), ({ id }) => id),
);

async function guarded(row: Encounter, context: SubgraphContext): Promise<GuardedEncounter> {
  const directives = await directivesOf(context).load(row.residentId);
  return {
    id: row.id,
    residentId: row.residentId,
    providerUscc: row.providerUscc,
    start: row.startAt,
    reasonCode: row.reasonCode ?? null,
    reasonDisplay: row.reasonDisplay ?? null,
    deniedTo: directives?.deniedTo ?? [],
    hidden: directives?.hiddenProviders.includes(row.providerUscc) ?? false,
  };
}

export interface EncounterFilter {
  readonly from: Date | null;
  /** Exclusive. */
  readonly to: Date | null;
  readonly providerUscc: string | null;
}

const ANY: EncounterFilter = { from: null, to: null, providerUscc: null };

/** A page of a resident's encounters that the viewer may see, the latest first. What is hidden is left out by the database, so pages are full. */
export async function encountersOf(
  resident: string,
  context: SubgraphContext,
  page: Pick<LoadedPage<Encounter>, 'first' | 'after'>,
  { from, to, providerUscc }: EncounterFilter = ANY,
): Promise<Connection<GuardedEncounter>> {
  const { principal } = context.viewer;
  const directives = await directivesOf(context).load(resident);
  const hidden = isPatientSide(context.viewer, resident)
    ? []
    : (directives?.hiddenProviders.filter((provider) => provider !== principal.agency) ?? []);
  const conditions = [
    ...(hidden.length > 0 ? [{ providerUscc: { $nin: [...hidden].sort() } }] : []),
    ...(providerUscc === null ? [] : [{ providerUscc }]),
    ...(from === null ? [] : [{ startAt: { $gte: from } }]),
    ...(to === null ? [] : [{ startAt: { $lt: to } }]),
  ];
  const where = conditions.length > 0 ? { where: { $and: conditions } } : {};
  const found = await pagesOf(context, { ...page, ...where }).load(resident);
  return pageWith(found, (rows) => Promise.all(rows.map((row) => guarded(row, context))));
}

export async function encounterOfId(id: string, context: SubgraphContext): Promise<GuardedEncounter | null> {
  const row = await rowById(context).load(id);
  return row && guarded(row, context);
}
