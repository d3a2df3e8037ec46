import { SENSITIVITY_LEVELS, type SensitivityLevel } from '@citygraph/contract';
import type { FieldNode } from 'graphql';

/** Lists of which one must be held in full (`@requiresScopes(scopes: [["a", "b"], ["c"]])`). */
export type OneOf = readonly (readonly string[])[];

/** What a coordinate asks of whoever selects it. Every part must be met. */
export interface Need {
  /** `Type.field`. */
  readonly coordinate: string;
  /** null: the graph does not label. */
  readonly level: SensitivityLevel | null;
  readonly authenticated: boolean;
  readonly scopes: readonly OneOf[];
  readonly policies: readonly OneOf[];
  /** Purpose lists; the caller's purpose must be in each. */
  readonly purposes: readonly (readonly string[])[];
  /** The vendors that answer it, and what each is sent for that; none: it is the city's own. */
  readonly feeds: readonly Feeding[];
  /** Of an interface's field: the fields of objects that may stand for it. A grant names those, as the catalogue does. */
  readonly standIns?: readonly StandIn[];
}

export interface StandIn extends Pick<Need, 'coordinate' | 'level'> {
  /** Plugins answer it. */
  readonly isPlugins: boolean;
}

/** A need where an operation has it. */
export interface Guarded extends Need {
  /** The coordinate; where its places demand different things, each kind of them has its own. Without spaces. */
  readonly id: string;
  /** Its fields in the operation's document; null: wherever the coordinate stands. */
  readonly fields: ReadonlySet<FieldNode> | null;
}

/** What a vendor is sent so that it can answer, and what that asks of the caller and of the vendor. */
export interface Feeding {
  readonly plugin: string;
  readonly given: readonly Given[];
  /** What its token says of whoever asks, where that was granted; empty: it asks for nothing. */
  readonly claims: readonly Given[];
  /** Its arguments may hold people's keys, by the vendor's contract. */
  readonly namesPeople: boolean;
  /** It answers with people, by ids of its own. */
  readonly leadsToPeople: boolean;
}

export interface Given {
  readonly coordinate: string;
  /** Who may see it may let it be used. */
  readonly demands: Demands;
  /** Its owner must have granted it to the vendor. */
  readonly needsGrant: boolean;
  /** It is of somebody whom the vendor is told by their key; whose else it is, departments say when they answer. */
  readonly isOfNamed: boolean;
}

export type Demands = Omit<Need, 'coordinate'>;

export const NO_DEMANDS: Demands = {
  level: null,
  authenticated: false,
  scopes: [],
  policies: [],
  purposes: [],
  feeds: [],
};

/** The demands of all together: the highest level, and everything that any of them asks. */
export function union(all: readonly Demands[]): Demands {
  return all.reduce<Demands>(
    (sum, demands) => ({
      level: higher(sum.level, demands.level),
      authenticated: sum.authenticated || demands.authenticated,
      scopes: distinct([...sum.scopes, ...demands.scopes]),
      policies: distinct([...sum.policies, ...demands.policies]),
      purposes: distinct([...sum.purposes, ...demands.purposes]),
      feeds: distinct([...sum.feeds, ...demands.feeds]),
    }),
    NO_DEMANDS,
  );
}

/** Beyond S1: not everybody's business. */
export function isLabelled({ level }: Pick<Demands, 'level'>): boolean {
  return level !== null && level !== 'S1';
}

/** S3, S4 or I: people's data, or what harms many. */
export const isSensitive = ({ level }: Pick<Demands, 'level'>): boolean =>
  level === 'S3' || level === 'S4' || level === 'I';

/** Who sees it is written down. */
export function isRecorded(demands: Demands): boolean {
  return isSensitive(demands) || demands.feeds.some(isPersonal);
}

const isPersonal = ({ given }: Feeding): boolean => given.some(({ needsGrant }) => needsGrant);

/** Anyone may select it, and nobody can switch it off. */
export function isOpen(demands: Demands): boolean {
  const { authenticated, scopes, policies, purposes, feeds } = demands;
  return (
    !isLabelled(demands) && !authenticated && scopes.length + policies.length + purposes.length + feeds.length === 0
  );
}

function higher(a: SensitivityLevel | null, b: SensitivityLevel | null): SensitivityLevel | null {
  if (a === null) return b;
  if (b === null) return a;
  return SENSITIVITY_LEVELS.indexOf(a) >= SENSITIVITY_LEVELS.indexOf(b) ? a : b;
}

/** Five implementations that ask for one scope list ask for it once. */
function distinct<T>(lists: readonly T[]): T[] {
  return [...new Map(lists.map((list) => [JSON.stringify(list), list])).values()];
}
