import { worth } from '../../operation/operation-cost.ts';
import type { SubgraphError, SubgraphReply, ToldPerson } from '../engine.ts';
import type { ArgumentPersons } from './boundary/argument-persons.ts';
import type { Projection } from './boundary/project-reply.ts';
import { type Data, isData } from './data.ts';
import type { Demand, FetchGroup } from './fetch-group.ts';
import { mergeInto } from './merge-data.ts';
import { entitiesKey } from './merged-fetch.ts';
import type { Representations } from './representations.ts';
import type { Run } from './run.ts';
import type { Subfetch } from './subfetch.ts';
import {
  LED_TO,
  LED_TOO_FAR,
  PERSON_NAMED,
  renamedPath,
  type Telling,
  telling,
  told,
  UNCONSENTED,
  UNNAMEABLE,
  unreadable,
  WRONG_NUMBER,
} from './tell-failures.ts';
import { objectsAt, ownedAlong, type Place } from './walk-path.ts';

/** What a fetch asks for now; null: there is nothing to ask. */
export function demandOf(run: Run, fetch: Subfetch, member: number): Demand | null {
  const all = objectsAt(run.data, fetch.path, fetch.mayRepeat);
  const found = fetch.isLedByStranger && fetch.personsOf ? ofTheirOwn(run, fetch, all, fetch.personsOf) : all;
  const tells: ToldPerson[] = [];
  const targets = run.mayReceive && fetch.personsOf ? withoutOthers(run, fetch, found, fetch.personsOf, tells) : found;
  if (targets.length === 0) return null;
  if (fetch.persons && !mayTell(run, fetch, fetch.persons, targets, tells)) return null;
  const { represent } = fetch;
  if (!represent) return { fetch, member, targets, indices: [], representations: [], tells };
  const represented = represent(targets);
  const { indices, texts } = fetch.isLedByVendor ? asManyAsMayBeLed(run, fetch, targets, represented) : represented;
  return texts.length === 0 ? null : { fetch, member, targets, indices, representations: texts, tells };
}

/** What a vendor leads to costs others: departments are asked about so much of it in one operation, and not about the rest. */
function asManyAsMayBeLed(run: Run, fetch: Subfetch, targets: readonly Data[], all: Representations): Representations {
  const most = Math.min(run.ledLeft, all.texts.length);
  run.ledLeft -= most;
  if (most === all.texts.length) return all;
  telling(run, fetch).all(
    targets.filter((_, index) => (all.indices[index] ?? -1) >= most),
    LED_TOO_FAR,
  );
  return { indices: all.indices.map((number) => (number < most ? number : -1)), texts: all.texts.slice(0, most) };
}

/** May a vendor get the arguments as they are? Whom the caller may not name is judged first: nothing is said of their consent. */
function mayTell(
  run: Run,
  fetch: Subfetch,
  persons: ArgumentPersons,
  targets: readonly Data[],
  tells: ToldPerson[],
): boolean {
  if (persons.namesPerson(run.variables)) {
    telling(run, fetch).all(targets, PERSON_NAMED);
    return false;
  }
  const told = persons.told(run.variables);
  if (told.length === 0) return true;
  if (!told.every(({ type, key }) => run.mayName?.(type, key))) {
    telling(run, fetch).all(targets, UNNAMEABLE);
    return false;
  }
  if (run.mayReceive && !told.every(({ type, key }) => run.mayReceive?.(fetch.subgraph, type, key))) {
    telling(run, fetch).all(targets, UNCONSENTED);
    return false;
  }
  tells.push(...told);
  return true;
}

/** A plugin may lead the caller to anybody whom it was ever told of. Another one answers about them as about whom arguments name: for whoever stands for them. */
function ofTheirOwn(
  run: Run,
  fetch: Subfetch,
  targets: readonly Data[],
  personsOf: NonNullable<Subfetch['personsOf']>,
): Data[] {
  const own = new Set(
    targets.filter((target) => {
      const persons = personsOf(target);
      return persons !== 'unknown' && persons.every(({ type, key }) => run.mayName?.(type, key));
    }),
  );
  const others = targets.filter((target) => !own.has(target));
  if (others.length > 0) telling(run, fetch).all(others, LED_TO);
  return [...own];
}

/** The objects that a vendor may be told of, with everybody whom it is sent for them; of the others it is not, and the client is told why they have nothing from it. */
function withoutOthers(
  run: Run,
  fetch: Subfetch,
  targets: readonly Data[],
  personsOf: NonNullable<Subfetch['personsOf']>,
  tells: ToldPerson[],
): Data[] {
  const allowed: Data[] = [];
  const others: Data[] = [];
  for (const target of targets) {
    const persons = personsOf(target);
    if (persons !== 'unknown' && persons.every(({ type, key }) => run.mayReceive?.(fetch.subgraph, type, key))) {
      allowed.push(target);
      tells.push(...persons);
    } else others.push(target);
  }
  if (others.length > 0) telling(run, fetch).all(others, UNCONSENTED);
  return allowed;
}

/** Sends what a group's fetches ask for as one request and puts the answer where each of them wants it. Never rejects. */
export async function perform(run: Run, group: FetchGroup, demands: readonly Demand[]): Promise<void> {
  const [first] = demands;
  if (!first) return;
  const { subgraph, operationName, isMutation } = first.fetch;
  const texts = demands.map(({ representations }) => representations.join());
  const body = group.bodyOf(demands)(run, texts);
  const cost = costOf(demands);
  const asked = first.fetch.projection ? askedOf(run, demands) : null;
  const tells = demands.length === 1 ? first.tells : demands.flatMap((demand) => demand.tells);
  const reply = await run.dispatch(subgraph, {
    body,
    operationName,
    isMutation,
    maxBytes: run.bytesLeft,
    cost,
    tells,
    ...asked,
  });
  run.bytesLeft -= reply.bytes;
  if (reply.disclosed) run.disclosed.push(reply.disclosed);
  const { data, errors } = reply;
  const isMerged = demands.length > 1;
  for (const demand of demands) {
    const key = isMerged ? entitiesKey(demand.member) : '_entities';
    if (demand.fetch.represent === null) placeRoot(run, demand, reply);
    else
      placeEntities(
        run,
        demand,
        data?.[key] ?? null,
        errors.length > 0 ? errorsUnder(errors, key, isMerged) : [],
        reply,
      );
  }
}

function costOf(demands: readonly Demand[]): number {
  let cost = 0;
  for (const { fetch, representations } of demands) {
    cost += fetch.fields * (fetch.represent === null ? 1 : representations.length);
  }
  return cost;
}

/** What its vendor is to be judged by. */
function askedOf({ coercedVariables }: Run, demands: readonly Demand[]): { values: number; isChosen: boolean } {
  let values = 0;
  for (const { fetch, representations } of demands) {
    values += worth(fetch.size, coercedVariables) * (fetch.represent === null ? 1 : representations.length);
  }
  return { values, isChosen: demands.some(({ fetch }) => fetch.isChosen) };
}

/** The errors of one member: those of its entities, and those about the whole request. */
function errorsUnder(errors: readonly SubgraphError[], key: string, isMerged: boolean): readonly SubgraphError[] {
  return isMerged ? errors.filter(({ path }) => path === null || path.length === 0 || path[0] === key) : errors;
}

function placeRoot(run: Run, { fetch, targets }: Demand, reply: SubgraphReply): void {
  const { data, errors, isShared } = reply;
  const tell = telling(run, fetch);
  for (const error of errors) {
    const path = renamedPath(fetch, error.path ?? []);
    if (path.length === 0) tell.all(targets, error);
    else run.errors.push({ ...told(error), path: [...fetch.path, ...path], count: targets.length });
  }
  if (data === null) {
    if (errors.length === 0) tell.all(targets, unreadable(fetch));
    return;
  }
  const { projection, spine, overlaps } = fetch;
  const flaws: Place[] = [];
  const own = projection
    ? projection.root(data, { flaws, variables: run.coercedVariables })
    : isShared && fetch.rewrite
      ? structuredClone(data)
      : data;
  if (flaws.length > 0) reply.invalid?.();
  for (const flaw of flaws) tell.below(targets, flaw, unreadable(fetch));
  if (own === null) return;
  fetch.rewrite?.(own);
  targets.forEach((target, index) => {
    const needed = isShared && !projection ? spine : index > 0 ? overlaps : null;
    mergeInto(target, needed ? ownedAlong(own, needed) : own);
  });
}

function placeEntities(
  run: Run,
  demand: Demand,
  entities: unknown,
  errors: readonly SubgraphError[],
  reply: SubgraphReply,
): void {
  const { isShared } = reply;
  const { fetch, targets, indices, representations } = demand;
  const tell = telling(run, fetch);
  if (errors.length > 0) placeErrors(tell, demand, errors);
  if (!Array.isArray(entities) || entities.length !== representations.length) {
    if (entities === null && errors.length > 0) return;
    reply.invalid?.();
    tell.all(wanted(demand), fetch.projection ? unreadable(fetch) : WRONG_NUMBER);
    return;
  }
  const { projection, rewrite, spine, overlaps } = fetch;
  const own: readonly unknown[] = projection
    ? projectedEntities(run, tell, reply, demand, entities, projection)
    : isShared && rewrite
      ? structuredClone(entities)
      : isShared && spine
        ? entities.map((entity) => ownedAlong(entity, spine))
        : entities;
  if (rewrite) for (const entity of own) rewrite(entity);
  const taken = overlaps ? new Set<number>() : null;
  const misshapen: Data[] = [];
  for (let index = 0; index < targets.length; index += 1) {
    const number = indices[index] ?? -1;
    const entity = number < 0 ? null : own[number];
    if (entity === null || entity === undefined) continue;
    const target = targets[index];
    if (!target) continue;
    if (!isData(entity)) {
      misshapen.push(target);
      continue;
    }
    mergeInto(target, overlaps && taken?.has(number) ? ownedAlong(entity, overlaps) : entity);
    taken?.add(number);
  }
  if (misshapen.length > 0) tell.all(misshapen, unreadable(fetch));
}

/** Flaws of one reply that are told, each for all entities that have it; the rest are nulls all the same. */
const FLAWS = 10;

/** Entities as their vendor was asked for them, each by the type that it is known to have. */
function projectedEntities(
  { coercedVariables: variables }: Run,
  tell: Telling,
  reply: SubgraphReply,
  demand: Demand,
  entities: readonly unknown[],
  projection: Projection,
): unknown[] {
  const { fetch } = demand;
  const targets = targetsByNumber(demand);
  const found = new Map<string, { readonly flaw: Place; readonly concerned: Data[] }>();
  const projected = entities.map((entity, number) => {
    const typename = targets[number]?.[0]?.__typename;
    if (typeof typename !== 'string') return null;
    const flaws: Place[] = [];
    const value = projection.entity(entity, typename, { flaws, variables });
    for (const flaw of flaws) {
      const kind = flaw.filter((key) => typeof key === 'string').join();
      const known = found.get(kind) ?? { flaw, concerned: [] };
      for (const target of targets[number] ?? []) known.concerned.push(target);
      found.set(kind, known);
    }
    return value;
  });
  // What a vendor said instead of what it was asked for is null, and told where it is.
  if (found.size > 0) reply.invalid?.();
  for (const { flaw, concerned } of [...found.values()].slice(0, FLAWS)) {
    tell.below(concerned, flaw, unreadable(fetch));
  }
  return projected;
}

/** The objects that each representation stands for. */
function targetsByNumber({ targets, indices, representations }: Demand): readonly Data[][] {
  const byNumber: Data[][] = representations.map(() => []);
  for (const [index, target] of targets.entries()) byNumber[indices[index] ?? -1]?.push(target);
  return byNumber;
}

/** Errors of entities show at the first place of each, and say at how many places that entity stands. */
function placeErrors(tell: Telling, demand: Demand, errors: readonly SubgraphError[]): void {
  const targets = targetsByNumber(demand);
  const everybody = wanted(demand);
  for (const error of errors) {
    const number = error.path?.[1];
    if (typeof number !== 'number' || error.path === null) {
      tell.all(everybody, error);
      continue;
    }
    const concerned = targets[number] ?? [];
    // An entity that failed as a whole misses everything that this fetch was to bring.
    if (concerned.length > 0) tell.below(concerned, error.path.slice(2), error);
  }
}

/** The objects that a representation was sent for. */
const wanted = ({ targets, indices }: Demand): Data[] => targets.filter((_, index) => (indices[index] ?? -1) >= 0);
