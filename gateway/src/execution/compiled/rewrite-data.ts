import type { Rewrite } from '../../operation/planning/query-plan.ts';
import { type Data, isData, ownValue } from './data.ts';
import type { SupergraphTypes } from './supergraph-types.ts';

const CONDITION = '... on ';

/** Applies a plan's rewrites in place; without rewrites there is nothing to call. */
export function rewriter(
  rewrites: readonly Rewrite[] | undefined,
  types: SupergraphTypes,
): ((value: unknown) => void) | null {
  if (!rewrites || rewrites.length === 0) return null;
  return (value) => {
    for (const rewrite of rewrites) apply(rewrite, 0, value, types);
  };
}

function apply(rewrite: Rewrite, from: number, value: unknown, types: SupergraphTypes): void {
  if (Array.isArray(value)) {
    for (const element of value) apply(rewrite, from, element, types);
    return;
  }
  const element = rewrite.path[from];
  if (!isData(value) || element === undefined) return;
  if (from === rewrite.path.length - 1) {
    setAt(rewrite, element, value);
  } else if (element.startsWith(CONDITION)) {
    const typename = value.__typename;
    // Without a type name the planner could not have told either: the condition is taken to hold.
    if (typeof typename !== 'string' || types.holds(element.slice(CONDITION.length), typename)) {
      apply(rewrite, from + 1, value, types);
    }
  } else {
    apply(rewrite, from + 1, ownValue(value, element), types);
  }
}

function setAt(rewrite: Rewrite, key: string, data: Data): void {
  if (rewrite.kind === 'ValueSetter') {
    data[key] = rewrite.setValueTo;
    return;
  }
  const value = ownValue(data, key);
  if (value === undefined) return;
  data[rewrite.renameKeyTo] = value;
  delete data[key];
}

/** What the last elements of error paths are called after the rewrites. */
export function renamedKeys(rewrites: readonly Rewrite[] | undefined): ReadonlyMap<string, string> | null {
  const renamed = (rewrites ?? []).flatMap((rewrite) =>
    rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1) ?? '', rewrite.renameKeyTo] as const] : [],
  );
  return renamed.length === 0 ? null : new Map(renamed);
}
