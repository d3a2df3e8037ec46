import type { Viewer } from '@citygraph/contract';
import { granted } from '@citygraph/kit';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/sql';
import { tendsFarm } from '../farm/farm.access.ts';
import { FieldPlot } from '../field-plot/field-plot.entity.ts';

/**
 * The plot, locked until the transaction ends, so that two who write into one diary write one after the other.
 * @throws FORBIDDEN when it is none of the viewer's, or none at all.
 */
export async function takePlot(em: EntityManager, viewer: Viewer, plotId: string, now: Date): Promise<FieldPlot> {
  const found = await em.findOne(FieldPlot, { id: plotId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  return granted(viewer, tendsFarm, found, { argument: 'plotId', what: 'plot', now });
}
