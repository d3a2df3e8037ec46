import type { Viewer } from '@citygraph/contract';
import { findRows, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { assertAdministrator } from '../administrator.ts';
import { audit } from '../audit-entry/audit.ts';
import { endIncident } from '../incident/close-incident.ts';
import { openKeyOf } from '../incident/open-incident.ts';
import { reasonText } from '../plain-text.ts';
import { beginStepsAnew } from '../rollout/begin-steps-anew.ts';
import { Composition } from '../supergraph-version/composition.entity.ts';
import { SupergraphVersion } from '../supergraph-version/supergraph-version.entity.ts';
import { GraphPin } from './graph-pin.entity.ts';
import { holdGraphs, wantGraphs } from './want-graphs.ts';

/** Forgets what did not compose and what the canary refused, so that it is tried again; for administrators. Answers the change's number. */
export function recomposeGraphs(em: EntityManager, viewer: Viewer, why: string, now: Date): Promise<number> {
  assertAdministrator(viewer);
  const said = validate(reasonText, why);
  return transact(em, async (inner) => {
    await holdGraphs(inner);
    const number = await wantGraphs(inner, viewer, { act: 'recomposeGraphs' }, now);
    // What composed whole is as good as ever.
    const known = await findRows(inner, Composition, {});
    const keys = known.filter(({ digest, leftOut }) => digest === null || leftOut.length > 0).map(({ key }) => key);
    const forgotten = await inner.nativeDelete(Composition, { key: { $in: keys } });
    const again = await inner.nativeUpdate(SupergraphVersion, { canariedAt: null }, { canaryFindings: [] });
    const after = { forgotten, again };
    await audit(inner, viewer, { act: 'recomposeGraphs', target: 'graphs', reason: said, before: null, after }, now);
    return number;
  });
}

/** Lets releases say again what is stable, where an operator has put a graph in force by hand; for administrators. Answers whether one had. */
export function unpinGraphs(em: EntityManager, viewer: Viewer, why: string, now: Date): Promise<boolean> {
  assertAdministrator(viewer);
  const said = validate(reasonText, why);
  return transact(em, async (inner) => {
    await holdGraphs(inner);
    const pin = await inner.findOne(GraphPin, { channel: 'stable' }, { disableIdentityMap: true });
    if (!pin) return false;
    await wantGraphs(inner, viewer, { act: 'unpinGraphs' }, now);
    await inner.nativeDelete(GraphPin, { channel: 'stable' });
    await beginStepsAnew(inner, {}, now);
    await endIncident(inner, viewer, openKeyOf({ kind: 'GRAPH_PINNED', subject: 'stable' }), now);
    await audit(inner, viewer, { act: 'unpinGraphs', target: 'stable', reason: said, before: pin, after: null }, now);
    return true;
  });
}
