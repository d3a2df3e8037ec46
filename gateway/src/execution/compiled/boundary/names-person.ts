import { subjectTypeOf } from '@citygraph/contract';
import { Kind, type OperationDefinitionNode, visit } from 'graphql';
import { looksSealed } from '../../../policy/pairwise/sealed-id.ts';

/** Would a vendor be told who somebody is by the arguments that it gets? Of a fetch's literals and of a request's variables. */
export type NamesPerson = (variables: Readonly<Record<string, unknown>>) => boolean;

/**
 * Keys of people and households stand for nothing outside the hub, in the clear or sealed for somebody else, and no manifest says yet which arguments may
 * hold one: a client that writes one into a vendor's argument is stopped here.
 */
export function namesPerson(operation: OperationDefinitionNode, variables: readonly string[]): NamesPerson {
  let isLiteral = false;
  visit(operation, {
    [Kind.STRING]({ value }) {
      if (isPerson(value)) isLiteral = true;
    },
  });
  if (isLiteral) return () => true;
  if (variables.length === 0) return () => false;
  return (given) => variables.some((name) => Object.hasOwn(given, name) && holdsPerson(given[name]));
}

function holdsPerson(value: unknown): boolean {
  if (typeof value === 'string') return isPerson(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsPerson);
}

function isPerson(text: string): boolean {
  const plain = text.trim();
  const type = subjectTypeOf(plain);
  return type === 'Resident' || type === 'Household' || looksSealed(plain);
}
