import { isTypeUnder } from '@citygraph/contract';
import { parse } from 'graphql';

/** What is needed to know who stands on whose names. */
export interface Resident {
  readonly name: string;
  /** Key of its publisher; not set: the city's own. */
  readonly publisher?: string;
  readonly namespace?: string;
}

/** The names of those whose types a document defines, or adds to. */
export type HostsOf = (resident: Resident) => readonly string[];

/**
 * A plugin is the guest of another publisher's if its document has a type under the other's namespace: an entity that it adds to, or a copy. What the host changes, or takes away, is the host's to decide, so that
 * a guest is never in its way.
 */
export function hostsAmong<R extends Resident>(residents: readonly R[], sdlOf: (resident: R) => string): HostsOf {
  const hosts = new Map<string, readonly string[]>();
  const landlords = residents.filter(({ namespace }) => namespace !== undefined);
  for (const resident of residents) {
    const { publisher } = resident;
    if (publisher === undefined || resident.namespace === undefined) continue;
    const others = landlords.filter((other) => other.publisher !== publisher);
    if (others.length === 0) continue;
    const types = typesIn(sdlOf(resident));
    const isHost = ({ namespace = '' }: R): boolean => types.some((type) => isTypeUnder(namespace, type));
    hosts.set(
      resident.name,
      others.filter(isHost).map(({ name }) => name),
    );
  }
  return ({ name }) => hosts.get(name) ?? [];
}

/** The guests of some, their guests, and so on. */
export function guestsOf<R extends Resident>(
  of: Iterable<string>,
  residents: readonly R[],
  hostsOf: HostsOf,
): ReadonlySet<string> {
  const hosts = new Set(of);
  const guests = new Set<string>();
  for (let before = -1; before !== guests.size; ) {
    before = guests.size;
    for (const resident of residents) {
      if (hosts.has(resident.name) || !hostsOf(resident).some((name) => hosts.has(name) || guests.has(name))) continue;
      guests.add(resident.name);
    }
  }
  return guests;
}

/** In the order in which they are, but nobody before a host. Guests of each other stay as they were. */
export function hostsFirst<R extends Resident>(residents: readonly R[], hostsOf: HostsOf): readonly R[] {
  const left = new Map(residents.map((resident) => [resident.name, resident]));
  const ordered: R[] = [];
  while (left.size > 0) {
    const all = [...left.values()];
    const free = all.filter((resident) => !hostsOf(resident).some((name) => left.has(name)));
    // Of guests of each other, the first.
    const next = free.length > 0 ? free : all.slice(0, 1);
    for (const resident of next) left.delete(resident.name);
    ordered.push(...next);
  }
  return ordered;
}

/** Types that a document defines, or extends. What cannot be read has none: composers say so. */
function typesIn(sdl: string): readonly string[] {
  try {
    return parse(sdl, { noLocation: true }).definitions.flatMap((definition) =>
      definition.kind.includes('Type') && 'name' in definition && definition.name ? [definition.name.value] : [],
    );
  } catch {
    return [];
  }
}
