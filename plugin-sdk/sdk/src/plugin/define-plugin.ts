import { buildSubgraphSchema } from '@apollo/subgraph';
import { type PluginManifest, type Purpose, publishedSdl } from '@citygraph/contract';
import { type GraphQLSchema, parse } from 'graphql';
import { loadManifest, manifestFileOf } from './load-manifest.ts';
import { type Class, printClasses } from './print-classes.ts';

/** Who asks, as far as a plugin is told: never the person, at most its own id of them and the part of the city that they act for. */
export interface PluginCaller {
  /** The plugin's own id of who asks, where that was granted; null: it is not told. */
  readonly subject: string | null;
  /**
   * The part of the city that who asks acts for, where that was granted: the digits that its divisions' codes begin with (`220102` a district, `220122103` a town).
   * null: it is not told, or they act for none, as residents do.
   */
  readonly tenant: string | null;
  /** Coordinates of others' data that the plugin was granted and is sent for this request (`Resident.name`), sorted. */
  readonly scopes: readonly string[];
  readonly purpose: Purpose | null;
  /** For the log; the hub can find the request by it. */
  readonly requestId: string;
}

/** Answers one field: what it stands on, its arguments, and who asks. `never` lets each resolver name narrower types of its own. */
export type FieldResolver<C> = (source: never, args: never, context: C, info: never) => unknown;
/** Resolvers by type and field. A field that has none is read from its object by its name. */
export type ResolverMap<C> = Readonly<Record<string, Readonly<Record<string, FieldResolver<C>>>>>;
/** Answers a representation with the object it names, or null. As a method's, its parameter may be narrower: the schema says what a reference holds. */
export type PluginReference<C> = {
  answer(reference: Readonly<Record<string, unknown>>, context: C): unknown;
}['answer'];

interface Common<C extends object> {
  /** `citygraph.yaml`, from where the process was started, or by URL from where the module is; or its content. */
  readonly manifest: string | URL | PluginManifest;
  /** By type of a shared or own entity. */
  readonly references?: Readonly<Record<string, PluginReference<C>>>;
  /** What resolvers get besides the caller: made once a request. */
  context?(caller: PluginCaller): object | Promise<object>;
}

/** An SDL with a resolver map. */
export interface SdlPlugin<C extends object> extends Common<C> {
  /** Without the `@link`s, which are added when there are none. */
  readonly typeDefs: string;
  readonly resolvers?: ResolverMap<C>;
}

/** Classes of type-graphql. */
export interface ClassPlugin<C extends object> extends Common<C> {
  readonly resolvers: readonly Class[];
  /** Types that are reached by reference only. */
  readonly orphanedTypes?: readonly Class[];
}

/** A plugin as an SDL with resolvers, or as classes. */
export type PluginDefinition<C extends object = PluginCaller> = SdlPlugin<C> | ClassPlugin<C>;

/** A described plugin: what {@link runPlugin}, {@link servePlugin} and `testPlugin` take. Make one with {@link definePlugin}. */
export interface Plugin {
  readonly manifest: PluginManifest;
  /** Where that was read; null: it was given as it is. */
  readonly manifestFile: string | null;
  /** Its schema document as it is published. */
  sdl(): Promise<string>;
  /** Executable, with `_entities` and `_service`. */
  schema(): Promise<GraphQLSchema>;
  context(caller: PluginCaller): Promise<object>;
}

/** Describes a plugin; nothing starts. A manifest that cannot be used is said at once. */
export function definePlugin<C extends object = PluginCaller>(definition: PluginDefinition<C>): Plugin {
  const manifest = loadManifest(definition.manifest);
  let made: ReturnType<typeof make<C>> | null = null;
  const once = () => {
    made ??= make(definition);
    return made;
  };
  return {
    manifest,
    manifestFile: manifestFileOf(definition.manifest),
    sdl: async () => (await once()).sdl,
    schema: async () => (await once()).schema,
    context: async (caller) => ({ ...caller, ...(await definition.context?.(caller)) }),
  };
}

async function make<C extends object>(
  definition: PluginDefinition<C>,
): Promise<{ readonly sdl: string; readonly schema: GraphQLSchema }> {
  const { body, resolvers } =
    'typeDefs' in definition
      ? { body: definition.typeDefs, resolvers: definition.resolvers ?? {} }
      : await printClasses(definition.resolvers, definition.orphanedTypes ?? []);
  const { sdl } = publishedSdl(body);
  const map: Record<string, unknown> = { ...resolvers };
  for (const [type, resolve] of Object.entries(definition.references ?? {})) {
    map[type] = { ...(map[type] as object | undefined), __resolveReference: resolve };
  }
  return { sdl, schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: map as never }]) };
}
