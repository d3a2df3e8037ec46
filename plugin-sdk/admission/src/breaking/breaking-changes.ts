import { type Change, CriticalityLevel, diff } from '@graphql-inspector/core';
import { type GraphQLSchema, getNamedType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import type { UsedCoordinate } from '../admission.ts';
import type { Graph } from '../graph/graph.ts';
import { type Draft, draft } from '../rule.ts';
import { apiSchema } from './api-schema.ts';

/**
 * What clients asked for in the last 30 days goes on being answered, unless two people say otherwise. Nobody's counting is
 * no leave: without usage everything counts as used.
 */
export async function breakingChanges(
  before: Graph,
  after: Graph,
  usage: readonly UsedCoordinate[] | null,
  isForced: boolean,
): Promise<Draft[]> {
  const [old, next] = [apiSchema(before), apiSchema(after)];
  const changes = await diff(old, next);
  const users = usageBy(old, usage);
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .flatMap((change) => {
      const { path = null, count } = { path: change.path, count: users(change) };
      if (count === 0) return [];
      const more = isForced ? { severity: 'warning' as const } : {};
      const coordinate = coordinateOf(path);
      const said = { change: change.message };
      return count === null
        ? draft(coordinate, ['breaking.uncounted', 'breaking'], said, more)
        : draft(coordinate, ['breaking.counted', 'breaking'], { ...said, count }, more);
    });
}

/** How often what a change is about was used; null: nobody counted. */
function usageBy(old: GraphQLSchema, usage: readonly UsedCoordinate[] | null): (change: Change) => number | null {
  if (usage === null) return () => null;
  const counts = new Map(usage.map(({ coordinate, count }) => [String(coordinate), count]));
  const sum = (coordinates: Iterable<string>): number =>
    [...new Set(coordinates)].reduce((total, coordinate) => total + (counts.get(coordinate) ?? 0), 0);
  return ({ path = '' }) => {
    const [type = '', field] = path.split('.');
    const named = old.getType(type);
    const isAsked = isObjectType(named) || isInterfaceType(named);
    if (isAsked && field !== undefined) return sum([`${type}.${field}`, ...implementing(old, type, field)]);
    if (isAsked)
      return sum([...Object.keys(named.getFields()).map((name) => `${type}.${name}`), ...leadingTo(old, type)]);
    return sum(leadingTo(old, type));
  };
}

/** Fields of an interface's implementations, and of the interfaces a type implements: either may be how it was asked for. */
function implementing(schema: GraphQLSchema, type: string, field: string): string[] {
  const named = schema.getType(type);
  if (isObjectType(named)) return named.getInterfaces().map(({ name }) => `${name}.${field}`);
  if (!isInterfaceType(named)) return [];
  return schema.getPossibleTypes(named).map(({ name }) => `${name}.${field}`);
}

/** Fields that return a type or take it, directly or within other inputs. */
function leadingTo(schema: GraphQLSchema, type: string): string[] {
  const wanted = new Set([type]);
  const all = Object.values(schema.getTypeMap());
  for (let size = 0; size !== wanted.size; ) {
    size = wanted.size;
    for (const input of all.filter(isInputObjectType)) {
      if (Object.values(input.getFields()).some((field) => wanted.has(getNamedType(field.type).name)))
        wanted.add(input.name);
    }
  }
  return all.flatMap((owner) =>
    isObjectType(owner) || isInterfaceType(owner)
      ? Object.values(owner.getFields())
          .filter(({ type: returned, args }) =>
            [returned, ...args.map((argument) => argument.type)].some((one) => wanted.has(getNamedType(one).name)),
          )
          .map(({ name }) => `${owner.name}.${name}`)
      : [],
  );
}

/** Inspector writes `Type.field.argument`. */
function coordinateOf(path: string | null): string | null {
  const [type, field, argument] = path?.split('.') ?? [];
  if (!type) return null;
  return argument ? `${type}.${field}(${argument}:)` : field ? `${type}.${field}` : type;
}
