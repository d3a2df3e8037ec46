import type { GraphQLScalarType } from 'graphql';
import * as scalars from './scalars.ts';

/** All scalars of the hub, for whoever treats them alike, whatever they hold. */
export const HUB_SCALARS: readonly GraphQLScalarType<never, unknown>[] = Object.values(
  scalars,
) as unknown as readonly GraphQLScalarType<never, unknown>[];
