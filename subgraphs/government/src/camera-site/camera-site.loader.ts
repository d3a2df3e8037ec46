import {
  alignRows,
  type Connection,
  defineLoader,
  findRows,
  mapPage,
  pageOf,
  type SubgraphContext,
} from '@citygraph/kit';
import { withinDivision, withinTenancy } from '../admin-division/within.ts';
import { agenciesOfFields } from '../agency/agency.loader.ts';
import type { CameraKind } from './camera-kind.ts';
import { CameraSite } from './camera-site.entity.ts';

/** Agencies whose officers may look through cameras. */
export const WATCHING_AGENCIES = ['public-security', 'emergency'] as const;

export type WatchedCamera = CameraSite & { readonly watchers: readonly string[] };

const rowById = defineLoader<string, CameraSite, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, CameraSite, { id: { $in: [...ids] } }), ({ id }) => id),
);

export async function cameraSiteById(id: string, context: SubgraphContext): Promise<WatchedCamera | null> {
  const row = await rowById(context).load(id);
  return row && Object.assign(row, { watchers: await agenciesOfFields(WATCHING_AGENCIES, context) });
}

export interface CameraSearch {
  readonly division: string | null;
  readonly kind: CameraKind | null;
  readonly place: string | null;
  readonly first: number;
  readonly after: string | null;
}

/** Cameras within the viewer's part of the city, in the order of their device ids: of one division side by side. */
export async function findCameraSites(
  context: SubgraphContext,
  { division, kind, place, first, after }: CameraSearch,
): Promise<Connection<WatchedCamera>> {
  const page = await pageOf<CameraSite>(context.em, CameraSite, {
    where: {
      $and: [
        withinDivision(division, 'divisionCode'),
        withinTenancy(context.viewer, 'divisionCode'),
        kind === null ? {} : { kind },
        place === null ? {} : { placeId: place },
      ],
    },
    order: [
      ['deviceId', 'asc'],
      ['id', 'asc'],
    ],
    first,
    after,
  });
  const watchers = await agenciesOfFields(WATCHING_AGENCIES, context);
  return mapPage(page, (camera) => Object.assign(camera, { watchers }));
}
