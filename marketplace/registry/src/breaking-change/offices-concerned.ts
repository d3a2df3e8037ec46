import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { App } from '../app/app.entity.ts';
import { officeOfAgency, officesOfApps } from '../notification/offices.ts';
import { usageOf } from '../operation-usage/usage-of.ts';
import { publisherOf } from '../publisher/load-publisher.ts';
import { officesFor } from '../review/review.rules.ts';
import { OF_NO_PLUGIN, type TakenCoordinate } from './breaking-change.entity.ts';

export interface Concern {
  readonly publisherId: string;
  /** USCC of those whose data the release is sent. */
  readonly agencies: readonly string[];
  readonly taken: readonly TakenCoordinate[];
}

/** Who may decide, and the people of who runs the apps that ask for what would go. */
export async function officesConcerned(
  em: EntityManager,
  { publisherId, agencies, taken }: Concern,
  now: Date,
): Promise<string[]> {
  const uscc = publisherId === OF_NO_PLUGIN ? null : (await publisherOf(em, publisherId)).uscc;
  const uses = await usageOf(
    em,
    taken.map(({ coordinate }) => coordinate),
    now,
  );
  const clientIds = [...new Set(uses.flatMap(({ app }) => (app === null ? [] : [app])))];
  const apps = await findRows(em, App, { clientId: { $in: clientIds } });
  const users = apps.flatMap(({ organisationUscc }) => (organisationUscc === null ? [] : [organisationUscc]));
  return [...new Set([...officesFor(agencies, uscc), ...users.map(officeOfAgency), ...officesOfApps(apps)])];
}
