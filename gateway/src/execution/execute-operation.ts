import { CityGraphError, type Principal, type Purpose, type Standing, type Viewer } from '@citygraph/contract';
import { coordinateAt } from '../operation/coordinate-at.ts';
import type { ReadyOperation } from '../operation/ready-operation.ts';
import { isLabelled, type Need } from '../policy/need.ts';
import { type Refusal, refusalOf } from '../policy/refusal.ts';
import { variantOf, wholeOf } from '../policy/variant-of.ts';
import type { Dispatch, Engine } from './engine.ts';
import { executableOf } from './executable-of.ts';
import { type AnswerError, mergeErrors } from './merge-errors.ts';

export interface ExecutionRequest {
  readonly operation: ReadyOperation;
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** With defaults and input coercion: what `@skip` and `@include` go by. */
  readonly coercedVariables: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  readonly purpose: Purpose | null;
  readonly mayTouchSensitive: boolean;
  /** Asked only when the operation touches what is labelled beyond S1. */
  readonly standing: () => Promise<Standing | null>;
  readonly engine: Engine;
  /** Sends to subgraphs in the name of this viewer. */
  readonly dispatchAs: (viewer: Viewer) => Dispatch;
}

export interface Answer {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly AnswerError[];
}

/** Decide, then fetch, then complete. Nothing is asked of any subgraph that the caller may not have. */
export async function executeOperation(request: ExecutionRequest): Promise<Answer> {
  const { operation, principal, purpose, variables, coercedVariables, engine, dispatchAs } = request;
  const refusals = new Map<string, Refusal>();
  for (const need of operation.guarded) {
    const refusal = refusalOf(need, request);
    if (refusal) refusals.set(need.coordinate, refusal);
  }
  const standing = operation.guarded.length === 0 ? null : await standingFor(request, refusals);

  const variant = refusals.size === 0 ? wholeOf(operation) : variantOf(operation, [...refusals.keys()]);
  const prepared = executableOf(variant, engine);
  const executable = prepared instanceof Promise ? await prepared : prepared;
  const viewer: Viewer = { principal, standing, purpose, receivers: [] };
  const result = await executable.execute({ variables, coercedVariables, dispatch: dispatchAs(viewer) });
  const errors = result.errors.length === 0 ? [] : mergeErrors(result.errors, (keys) => coordinateAt(operation, keys));
  if (refusals.size === 0) return { data: result.data, errors };

  const refused = new Map<string, AnswerError>();
  for (const { path, coordinate, conditions } of variant.positions) {
    const refusal = refusals.get(coordinate);
    if (!refusal || conditions.some(({ variable, wanted }) => coercedVariables[variable] !== wanted)) continue;
    const count = Math.max(1, result.refused.get(path.join('.')) ?? 0);
    const { code, message } = refusal;
    refused.set(JSON.stringify([path, coordinate]), { message, path, extensions: { code, coordinate, count } });
  }
  return { data: result.data, errors: [...refused.values(), ...errors] };
}

/**
 * What government knows of the caller, when a department will need it to judge. If government does not answer, nobody
 * can judge: what is labelled beyond S1 is refused, and the rest is served.
 */
async function standingFor(
  { operation, principal, standing }: ExecutionRequest,
  refusals: Map<string, Refusal>,
): Promise<Standing | null> {
  const labelled = operation.guarded.filter((need) => isLabelled(need) && !refusals.has(need.coordinate));
  if (principal.subject === null || labelled.length === 0) return null;
  try {
    return await standing();
  } catch (error) {
    for (const need of labelled) refusals.set(need.coordinate, unjudged(need, error));
    return null;
  }
}

function unjudged({ coordinate }: Need, error: unknown): Refusal {
  const message = 'The department government is not answering, and without it nobody can say whose data you may see.';
  return error instanceof CityGraphError && error.code !== 'DEPARTMENT_UNAVAILABLE' && error.code !== 'INTERNAL_ERROR'
    ? { coordinate, code: error.code, message: error.message }
    : { coordinate, code: 'DEPARTMENT_UNAVAILABLE', message };
}
