import * as contract from '@citygraph/contract';
import { type GraphQLScalarType, isScalarType } from 'graphql';

/** The scalars that hub, departments and plugins read alike, by name. */
export const hubScalars: ReadonlyMap<string, GraphQLScalarType> = new Map(
  Object.values(contract).flatMap((one): [string, GraphQLScalarType][] => (isScalarType(one) ? [[one.name, one]] : [])),
);
