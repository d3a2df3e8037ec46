import type { SubgraphError, SubgraphReply, ToldPerson } from '../engine.ts';
import type { ArgumentPersons } from './boundary/argument-persons.ts';
import type { Projection } from './boundary/project-reply.ts';
import { type Data, isData } from './data.ts';
import type { Demand, FetchGroup } from './fetch-group.ts';
import { mergeInto } from './merge-data.ts';
import { entitiesKey } from './merged-fetch.ts';
import type { Run } from './run.ts';
import type { Subfetch } from './subfetch.ts';
import { objectsAt, ownedAlong, type Place, placesAt } from './walk-path.ts';

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
  const { indices, texts } = represent(targets);
  return texts.length === 0 ? null : { fetch, member, targets, indices, representations: texts, tells };
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
    failAll(run, fetch, targets, PERSON_NAMED);
    return false;
  }
  const told = persons.told(run.variables);
  if (told.length === 0) return true;
  if (!told.every(({ type, key }) => run.mayName?.(type, key))) {
    failAll(run, fetch, targets, UNNAMEABLE);
    return false;
  }
  if (run.mayReceive && !told.every(({ type, key }) => run.mayReceive?.(fetch.subgraph, type, key))) {
    failAll(run, fetch, targets, UNCONSENTED);
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
  if (others.length > 0) failAll(run, fetch, others, LED_TO);
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
  if (others.length > 0) failAll(run, fetch, others, UNCONSENTED);
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
  const tells = demands.length === 1 ? first.tells : demands.flatMap((demand) => demand.tells);
  const reply = await run.dispatch(subgraph, { body, operationName, isMutation, maxBytes: run.bytesLeft, cost, tells });
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

/** The errors of one member: those of its entities, and those about the whole request. */
function errorsUnder(errors: readonly SubgraphError[], key: string, isMerged: boolean): readonly SubgraphError[] {
  return isMerged ? errors.filter(({ path }) => path === null || path.length === 0 || path[0] === key) : errors;
}

function placeRoot(run: Run, { fetch, targets }: Demand, reply: SubgraphReply): void {
  const { data, errors, isShared } = reply;
  for (const error of errors) {
    const path = renamedPath(fetch, error.path ?? []);
    if (path.length === 0) failAll(run, fetch, targets, error);
    else run.errors.push({ ...told(error), path: [...fetch.path, ...path], count: targets.length });
  }
  if (data === null) {
    if (errors.length === 0) failAll(run, fetch, targets, unreadable(fetch));
    return;
  }
  const { projection, spine, overlaps } = fetch;
  const flaws: Place[] = [];
  const own = projection ? projection.root(data, flaws) : isShared && fetch.rewrite ? structuredClone(data) : data;
  if (flaws.length > 0) tellFlaws(run, reply, fetch, targets, flaws);
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
  if (errors.length > 0) placeErrors(run, demand, errors);
  if (!Array.isArray(entities) || entities.length !== representations.length) {
    if (entities === null && errors.length > 0) return;
    reply.invalid?.();
    failAll(run, fetch, wanted(demand), fetch.projection ? unreadable(fetch) : WRONG_NUMBER);
    return;
  }
  const { projection, rewrite, spine, overlaps } = fetch;
  const own: readonly unknown[] = projection
    ? projectedEntities(run, reply, demand, entities, projection)
    : isShared && rewrite
      ? structuredClone(entities)
      : isShared && spine
        ? entities.map((entity) => ownedAlong(entity, spine))
        : entities;
  if (rewrite) for (const entity of own) rewrite(entity);
  const taken = overlaps ? new Set<number>() : null;
  for (let index = 0; index < targets.length; index += 1) {
    const number = indices[index] ?? -1;
    const entity = number < 0 ? null : own[number];
    if (entity === null || entity === undefined) continue;
    const target = targets[index];
    if (!target) continue;
    if (!isData(entity)) {
      failAll(run, fetch, [target], unreadable(fetch));
      continue;
    }
    mergeInto(target, overlaps && taken?.has(number) ? ownedAlong(entity, overlaps) : entity);
    taken?.add(number);
  }
}

/** Entities as their vendor was asked for them, each by the type that it is known to have. */
function projectedEntities(
  run: Run,
  reply: SubgraphReply,
  { fetch, targets, indices }: Demand,
  entities: readonly unknown[],
  projection: Projection,
): unknown[] {
  const typenames: unknown[] = [];
  targets.forEach(({ __typename }, index) => {
    typenames[indices[index] ?? -1] ??= __typename;
  });
  return entities.map((entity, number) => {
    const typename = typenames[number];
    if (typeof typename !== 'string') return null;
    const flaws: Place[] = [];
    const value = projection.entity(entity, typename, flaws);
    if (flaws.length > 0) {
      const concerned = targets.filter((_, index) => indices[index] === number);
      tellFlaws(run, reply, fetch, concerned, flaws);
    }
    return value;
  });
}

/** What a vendor said instead of what it was asked for is null, and told where it is. */
function tellFlaws(
  run: Run,
  reply: SubgraphReply,
  fetch: Subfetch,
  targets: readonly Data[],
  flaws: readonly Place[],
): void {
  reply.invalid?.();
  for (const flaw of flaws) {
    const rest = renamedPath(fetch, flaw);
    if (rest.length === 0) failAll(run, fetch, targets, unreadable(fetch));
    else {
      const { place, count } = placed(run, fetch, targets);
      run.errors.push({ ...unreadable(fetch), path: [...place, ...rest], count });
    }
  }
}

/** Errors of entities show at the first place of each, and say at how many places that entity stands. */
function placeErrors(run: Run, demand: Demand, errors: readonly SubgraphError[]): void {
  const { fetch, targets, indices } = demand;
  for (const error of errors) {
    const number = error.path?.[1];
    if (typeof number !== 'number' || error.path === null) {
      failAll(run, fetch, wanted(demand), error);
      continue;
    }
    const concerned = targets.filter((_, index) => indices[index] === number);
    if (concerned.length === 0) continue;
    const rest = renamedPath(fetch, error.path.slice(2));
    // An entity that failed as a whole misses everything that this fetch was to bring.
    if (rest.length === 0) failAll(run, fetch, concerned, error);
    else {
      const { place, count } = placed(run, fetch, concerned);
      run.errors.push({ ...told(error), path: [...place, ...rest], count });
    }
  }
}

/** The objects that a representation was sent for. */
const wanted = ({ targets, indices }: Demand): Data[] => targets.filter((_, index) => (indices[index] ?? -1) >= 0);

/** Everything that a fetch was to bring to some objects failed: said at each field, once for all places. */
function failAll(run: Run, fetch: Subfetch, targets: readonly Data[], error: Failure): void {
  const { place, count } = placed(run, fetch, targets);
  for (const key of fetch.brings) run.errors.push({ ...told(error), path: [...place, key], count });
}

/** The first place of several objects, and the number of all of them. */
function placed(run: Run, { path }: Subfetch, targets: readonly Data[]): { place: Place; count: number } {
  const places = placesAt(run.data, path);
  const occurrences = targets.flatMap((target) => places.get(target) ?? []);
  const count = occurrences.reduce((sum, occurrence) => sum + occurrence.count, 0);
  return { place: occurrences[0]?.place ?? [], count: Math.max(1, count) };
}

type Failure = Pick<SubgraphError, 'message' | 'code'>;

const told = ({ message, code }: Failure): Failure => ({ message, code });

/** A path within a reply as the answer has it; of a vendor's, as far as it was asked for. */
function renamedPath({ renamed, projection }: Subfetch, path: Place): Place {
  const known = projection ? projection.knownPath(path) : path;
  return renamed ? known.map((key) => (typeof key === 'string' ? (renamed.get(key) ?? key) : key)) : known;
}

const PERSON_NAMED: Failure = {
  message:
    'A plugin is not told who somebody is: leave ids of people and households out of its arguments, and nest nothing in them deeper than 64.',
  code: 'BAD_USER_INPUT',
};
/** The same for a stranger and for somebody who does not exist: nobody finds people by trying ids. */
const UNNAMEABLE: Failure = {
  message:
    'Somebody whom the arguments name may not be named by you, or does not exist. To a plugin you may name yourself and whom you stand for.',
  code: 'FORBIDDEN',
};
const LED_TO: Failure = {
  message:
    'A plugin led to somebody of whom another plugin tells you nothing. It tells you of yourself and of whom you stand for.',
  code: 'FORBIDDEN',
};
const UNCONSENTED: Failure = {
  message:
    'It is worked out from data that is used with the consent of whom it is about, and it was not given or was taken back.',
  code: 'CONSENT_REQUIRED',
};
const WRONG_NUMBER: Failure = {
  message: 'A subgraph answered with another number of entities than it was asked for.',
  code: 'INTERNAL_ERROR',
};
const unreadable = ({ projection, subgraph }: Subfetch): Failure =>
  projection
    ? { message: `The plugin ${subgraph} gave something else than it was asked for.`, code: 'PLUGIN_INVALID_REPLY' }
    : { message: 'A subgraph gave an answer that cannot be read.', code: 'INTERNAL_ERROR' };
