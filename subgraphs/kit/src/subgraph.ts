import type { Viewer } from '@citygraph/contract';
import type { Operation } from '@citygraph/plugin-sdk';
import type { EntityClass, EntityManager } from '@mikro-orm/sql';
import type { Disclosure } from './access/disclosure.ts';
import type { AnyTypeAccess } from './access/rule.ts';
import type { MigrationStep } from './database/migration.ts';

/** The moment, in one place, so that a test can say it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** What every resolver gets: made once per request. */
export interface SubgraphContext {
  /** A unit of work of its own. */
  readonly em: EntityManager;
  readonly viewer: Viewer;
  readonly clock: Clock;
  readonly requestId: string;
  readonly disclosure: Disclosure;
}

/** Answers a representation with the object it names, or null. */
export type ReferenceResolver = (ref: Record<string, unknown>, context: SubgraphContext) => unknown;

/** Work that a department does by the clock: statutory clocks, timetables. Must be safe to run twice and in two processes at once. */
export interface Job {
  readonly name: string;
  readonly everySeconds: number;
  run(em: EntityManager, clock: Clock): Promise<void>;
}

/** A mutation that was refused, by whom the context says. */
export interface RefusedMutation {
  readonly mutation: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Code of the error. */
  readonly code: string;
}

/** type-graphql takes classes as they are; their constructors are its business. */
type Class = abstract new (...args: never[]) => object;

export interface SubgraphDefinition {
  /** Name in the supergraph, and the audience of its hop tokens. */
  readonly name: string;
  readonly description: string;
  readonly entities: readonly EntityClass<object>[];
  /** In the order they landed; kit's own tables come before them. */
  readonly migrations: readonly MigrationStep[];
  readonly resolvers: readonly Class[];
  /** API types that are reached by reference only. */
  readonly orphanedTypes?: readonly Class[];
  readonly references: Readonly<Record<string, ReferenceResolver>>;
  /** Who may see the fields of each type. */
  readonly access: Readonly<Record<string, AnyTypeAccess>>;
  /** Mutations that are S1, with why nobody need be known for them: name → reason. All others are S2 or higher, so that the hub asks who the caller is to others, and of a third party's app a grant. */
  readonly openMutations?: Readonly<Record<string, string>>;
  /** Answered to the hub beside the graph, at `/operations/<name>`. */
  readonly operations?: Readonly<Record<string, Operation<SubgraphContext>>>;
  readonly jobs?: readonly Job[];
  /** What a deployment gives it beside a database, such as keys: put into every request's context. */
  readonly provides?: Readonly<Record<string, unknown>>;
  /** Told of every mutation that is refused, after the fact; must not throw. */
  readonly refused?: (attempt: RefusedMutation, context: SubgraphContext) => void;
  /** Fills an empty database from the synthetic city. */
  seed(em: EntityManager, city: unknown): Promise<void>;
}

export interface Subgraph extends SubgraphDefinition {
  readonly operations: Readonly<Record<string, Operation<SubgraphContext>>>;
  readonly openMutations: Readonly<Record<string, string>>;
  readonly jobs: readonly Job[];
  readonly orphanedTypes: readonly Class[];
  readonly provides: Readonly<Record<string, unknown>>;
}

/** Describes a department; nothing starts. */
export function defineSubgraph(definition: SubgraphDefinition): Subgraph {
  return { openMutations: {}, operations: {}, jobs: [], orphanedTypes: [], provides: {}, ...definition };
}
