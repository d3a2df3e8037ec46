import { CityGraphError } from '@citygraph/contract';
import { type Connection, findRows, type PageArgs, pageOf, pageWith, type SubgraphContext } from '@citygraph/kit';
import { isAdministrator } from '../administrator.ts';
import { pluginsOf } from '../plugin/find-plugins.ts';
import { type OfPlugin, withMembers } from '../plugin/members-of.ts';
import { Incident, OF_NO_PLUGIN } from './incident.entity.ts';

export type ReadIncident = Incident & OfPlugin;

export interface IncidentsWanted extends PageArgs {
  readonly open: boolean;
  /** Name of a plugin; null: all that the viewer may read. */
  readonly plugin: string | null;
}

const NEWEST_FIRST = [
  ['openedAt', 'desc'],
  ['id', 'desc'],
] as const;

/**
 * Incidents, for administrators all and for members of a publisher those of its plugins. A plugin that is not there and one that is not theirs are one answer.
 * @throws UNAUTHENTICATED or FORBIDDEN
 */
export async function findIncidents(
  context: SubgraphContext,
  { first, after, open, plugin }: IncidentsWanted,
): Promise<Connection<ReadIncident>> {
  const { em, viewer } = context;
  const own = isAdministrator(viewer) ? null : await pluginsOf(em, viewer);
  if (own !== null && !(plugin === null ? own.length > 0 : own.includes(plugin))) {
    if (viewer.principal.subject === null) throw new CityGraphError('UNAUTHENTICATED', 'Sign in first.');
    throw new CityGraphError(
      'FORBIDDEN',
      plugin === null
        ? "This is for publishers' members, who read what befell their plugins, and for administrators."
        : `plugin: there is no plugin ${plugin.slice(0, 40)}, or you are no member of its publisher.`,
    );
  }
  const where = {
    ...(open && { closedAt: null }),
    ...(plugin !== null ? { subject: plugin } : own !== null && { subject: { $in: own } }),
    ...((plugin !== null || own !== null) && { kind: { $nin: [...OF_NO_PLUGIN] } }),
  };
  const page = await pageOf<Incident>(em, Incident, { where, order: NEWEST_FIRST, first, after });
  return pageWith(page, (incidents) => readable(context, incidents));
}

/** One incident; null: there is none with this key. */
export async function incidentById(context: SubgraphContext, id: string): Promise<ReadIncident | null> {
  return (await readable(context, await findRows(context.em, Incident, { id })))[0] ?? null;
}

const readable = (context: SubgraphContext, incidents: readonly Incident[]): Promise<ReadIncident[]> =>
  withMembers(context, incidents, ({ kind, subject }) => (OF_NO_PLUGIN.includes(kind) ? '' : subject));
