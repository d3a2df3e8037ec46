import { CommandError, type ErrorDetails } from '../command-error.ts';
import type { Finding } from '../operations/plugin.ts';
import type { Placed } from './place-in-manifest.ts';

type Said = Pick<Finding, 'rule' | 'severity' | 'message' | 'fix' | 'line' | 'column'>;

/** REFUSED by the first error among findings, with its place: of `file`, where it does not say of which. */
export function refusalOf(
  findings: readonly Placed<Said>[],
  file: string,
  details: Pick<ErrorDetails, 'data' | 'text'> = {},
): CommandError {
  const first = findings.find(({ severity }) => severity === 'error') ?? findings[0];
  return new CommandError(
    'REFUSED',
    'error.refused',
    { rule: first?.rule ?? '-', message: first?.message ?? '-' },
    {
      ...details,
      location: { file: first?.file ?? file, ...(first?.line && { line: first.line, column: first.column ?? 1 }) },
      suggestions: first ? [first.fix, ['hint.explain', { code: first.rule }]] : [],
    },
  );
}
