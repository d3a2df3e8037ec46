import { selectedCoordinates } from '../operation/selected-coordinates.ts';
import type { Need } from '../policy/need.ts';
import type { Decisions } from './decisions.ts';
import type { ExecutionRequest } from './execute-operation.ts';

/** What is not open to everybody, is asked for with the request's variables, and is not refused. */
export function shownBy(
  { operation, coercedVariables }: Pick<ExecutionRequest, 'operation' | 'coercedVariables'>,
  { refusals }: Pick<Decisions, 'refusals'>,
): readonly Need[] {
  if (operation.guarded.length === 0) return operation.guarded;
  const selected = selectedCoordinates(operation, coercedVariables);
  return operation.guarded.filter(
    ({ coordinate }) => !refusals.has(coordinate) && (selected === null || selected.has(coordinate)),
  );
}
