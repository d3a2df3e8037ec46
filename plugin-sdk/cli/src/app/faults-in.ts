import { GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { CommandError } from '../command-error.ts';
import { type Line, textOf } from '../output/line.ts';
import type { AppDocument } from './read-documents.ts';

/** What makes a document one that a graph does not answer. */
export interface DocumentFault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export function faultsIn(documents: readonly AppDocument[], schema: GraphQLSchema): DocumentFault[] {
  return documents.flatMap(({ file, text }) =>
    errorsIn(text, schema).map(({ message, locations }) => ({
      file,
      line: locations?.[0]?.line ?? 1,
      column: locations?.[0]?.column ?? 1,
      message,
    })),
  );
}

function errorsIn(text: string, schema: GraphQLSchema): readonly GraphQLError[] {
  try {
    return validate(schema, parse(text));
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

export const faultLines = (faults: readonly DocumentFault[]): Line[] =>
  faults.map(({ file, line, column, message }) => ({ tone: 'bad', text: `${file}:${line}:${column}  ${message}` }));

/** The problem that faults are; null: there are none. */
export function problemOf(faults: readonly DocumentFault[]): CommandError | null {
  const [first] = faults;
  if (!first) return null;
  const { file, line, column, message } = first;
  return new CommandError(
    'REFUSED',
    'error.documents-invalid',
    { count: faults.length, message },
    { location: { file, line, column } },
  );
}

export function assertValid(faults: readonly DocumentFault[]): void {
  const problem = problemOf(faults);
  if (problem === null) return;
  const text = faultLines(faults).map(textOf);
  throw new CommandError('REFUSED', 'error.documents-invalid', problem.values, {
    ...problem.details,
    data: { faults },
    text,
  });
}
