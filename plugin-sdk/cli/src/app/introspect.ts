import { buildClientSchema, type GraphQLSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { CommandError } from '../command-error.ts';
import type { Asking, Hub } from '../hub/hub.ts';
import { query } from '../hub/operation.ts';

const INTROSPECTION = query<IntrospectionQuery>(getIntrospectionQuery({ specifiedByUrl: true }));

/** The graph as clients see it, or the sandbox's: what will be stable next. */
export async function introspect(hub: Hub, asking: Asking = {}): Promise<GraphQLSchema> {
  const said = await hub.ask(INTROSPECTION, {}, asking);
  try {
    return buildClientSchema(said);
  } catch (error) {
    const at = error instanceof Error ? error.message.slice(0, 200) : '__schema';
    throw new CommandError('BAD_ANSWER', 'error.bad-answer', { address: hub.origin, at });
  }
}
