import { buildSubgraphSchema } from '@apollo/subgraph';
import { CityGraphError, type Viewer } from '@citygraph/contract';
import { type GraphQLFieldResolver, type GraphQLResolveInfo, type GraphQLSchema, isObjectType, parse } from 'graphql';
import { askLive, type LiveEndpoint } from './live-endpoint.ts';
import { livePlan } from './live-query.ts';
import type { LookUp } from './look-ups.ts';

/** A request to a department that is somewhere else. */
export interface LiveContext {
  readonly viewer: Viewer;
  /** What the live hub answered to all of it; asked once. */
  answer?: Promise<Record<string, unknown>>;
}

/** A department's schema whose fields are answered by a live hub, asked as a client. Nothing is changed there: mutations are refused. */
export function liveSchema(sdl: string, lookUps: ReadonlyMap<string, LookUp>, live: LiveEndpoint): GraphQLSchema {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl) }]);
  const root: GraphQLFieldResolver<unknown, LiveContext> = async (_, __, context, info) => {
    context.answer ??= ask(context.viewer, info, lookUps, live);
    return (await context.answer)[keyOf(info)] ?? null;
  };
  const below: GraphQLFieldResolver<Record<string, unknown>, LiveContext> = (source, _, __, info) =>
    source[keyOf(info)] ?? null;
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('_')) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.name === '_service') continue;
      field.resolve = type === schema.getMutationType() ? refuse : type === schema.getQueryType() ? root : below;
    }
  }
  return schema;
}

const refuse = (): never => {
  throw new CityGraphError('FORBIDDEN', 'Nothing is changed in a live city from here: send mutations to it yourself.');
};

const keyOf = ({ fieldNodes: [node], fieldName }: GraphQLResolveInfo): string => node?.alias?.value ?? fieldName;

async function ask(
  { purpose }: Viewer,
  { operation, fragments, variableValues }: GraphQLResolveInfo,
  lookUps: ReadonlyMap<string, LookUp>,
  live: LiveEndpoint,
): Promise<Record<string, unknown>> {
  const { queries, entities } = livePlan(operation, fragments, variableValues, lookUps);
  // Without a prototype: its keys are somebody else's.
  const whole: Record<string, unknown> = Object.create(null);
  for (const query of queries) {
    const { data, errors } = await askLive(live, query, purpose);
    Object.assign(whole, data);
    for (const { message, code, path } of errors) {
      if (path.length === 0) throw new CityGraphError(code, `The live hub says: ${message}`);
      putAt(whole, path, new CityGraphError(code, message));
    }
  }
  for (const [key, list] of entities) {
    whole[key] = list.map((entity) =>
      'alias' in entity
        ? (whole[entity.alias] ?? null)
        : new CityGraphError(
            'NOT_FOUND',
            `${entity.type} cannot be asked live: no public query takes its key. Ask for it through a field that leads to it, or work without --live.`,
          ),
    );
  }
  return whole;
}

/** Where a value is an error, GraphQL says it there. */
function putAt(whole: Record<string, unknown>, path: readonly (string | number)[], error: Error): void {
  let place: Record<string | number, unknown> = whole;
  for (const key of path.slice(0, -1)) {
    const next: unknown = Object.hasOwn(place, key) ? place[key] : undefined;
    if (!isPlace(next)) return;
    place = next;
  }
  const last = path.at(-1);
  if (last !== undefined && last !== '__proto__') place[last] = error;
}

const isPlace = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof Error);
