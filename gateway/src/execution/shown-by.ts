import { selectedFields } from '../operation/selected-fields.ts';
import type { Guarded } from '../policy/need.ts';
import type { Decisions } from './decisions.ts';
import type { ExecutionRequest } from './execute-operation.ts';

/** What is not open to everybody, is asked for with the request's variables, and is not refused. */
export function shownBy(
  { operation, coercedVariables }: Pick<ExecutionRequest, 'operation' | 'coercedVariables'>,
  { refusals }: Pick<Decisions, 'refusals'>,
): readonly Guarded[] {
  if (operation.guarded.length === 0) return operation.guarded;
  const selected = selectedFields(operation, coercedVariables);
  return operation.guarded.filter(
    ({ id, coordinate, fields }) => !refusals.has(id) && (selected === null || selected.has(coordinate, fields)),
  );
}
