import fc from 'fast-check';
import { type Finding, sayHubFinding } from '../findings/finding.ts';
import type { World } from '../fixtures/world.ts';
import type { Answer, Asking } from '../hub/ask-hub.ts';
import { type FuzzDepartment, type FuzzKey, rootFieldOf } from './fuzz-department.ts';
import { keysOf, MANY } from './fuzz-keys.ts';
import type { FuzzTarget } from './fuzz-targets.ts';

/** What is tried, how often, and as whom. */
export interface FuzzOptions {
  /** Lists of entities that are tried of each type; default 30. */
  readonly runs?: number;
  /** The same number tries the same lists; default 1. */
  readonly seed?: number;
  /** Entity types to try; default: all that the plugin answers about. */
  readonly types?: readonly string[];
  /** Who asks, and what for; default an administrator, for themselves. */
  readonly asking?: Asking;
}

/** What went wrong, with the shortest list of entities that brings it about. */
export interface FuzzProblem {
  readonly type: string;
  readonly keys: readonly FuzzKey[];
  readonly message: string;
}

/** What came of the tries: problems, and how much was asked. */
export interface FuzzReport {
  /** Empty: nothing went wrong. */
  readonly problems: readonly FuzzProblem[];
  /** Types that were tried. */
  readonly types: readonly string[];
  /** Questions that were asked. */
  readonly asked: number;
}

export interface Fuzzed {
  readonly targets: readonly FuzzTarget[];
  readonly department: FuzzDepartment;
  readonly world: World;
  ask(query: string, asking: Asking): Promise<Answer & { readonly findings: readonly Finding[] }>;
}

/** What the plugin may say of entities that it does not know, or that nobody should have asked it about. */
const ALLOWED = new Set(['NOT_FOUND', 'BAD_USER_INPUT', 'CONFLICT']);

/** Asks about lists of entities and holds the answers against each other: a plugin answers every reference, in order, or with null. */
export async function fuzzEntities(
  { targets, department, world, ask }: Fuzzed,
  { runs = 30, seed = 1, types, asking = { as: 'admin' } }: FuzzOptions = {},
): Promise<FuzzReport> {
  let asked = 0;
  const chosen = targets.filter(({ type }) => types?.includes(type) ?? true);
  const problems: FuzzProblem[] = [];

  const rowsOf = async ({ type, selection }: FuzzTarget, keys: readonly FuzzKey[]): Promise<readonly unknown[]> => {
    department.show(type, keys);
    asked += 1;
    const field = rootFieldOf(type);
    const { data, errors, findings } = await ask(`{ ${field} { ${selection} } }`, asking);
    // Without the plugin having said anything wrong, it is the hub's null in the place of an entity that is not known.
    const isNull = (code: unknown): boolean => code === 'INTERNAL_ERROR' && findings.length === 0;
    const unfit = errors.find(({ extensions }) => !ALLOWED.has(String(extensions?.code)) && !isNull(extensions?.code));
    if (unfit) throw new Error([unfit.message, ...findings.map((finding) => sayHubFinding(finding))].join(' '));
    const rows = data?.[field];
    return Array.isArray(rows) ? rows : [];
  };
  const judge = async (target: FuzzTarget, keys: readonly FuzzKey[]): Promise<void> => {
    const rows = await rowsOf(target, keys);
    const again = await rowsOf(target, keys);
    // What changes by itself cannot be held against anything.
    if (!isSame(rows, again)) return;
    const backwards = await rowsOf(target, [...keys].reverse());
    if (isSame(rows, [...backwards].reverse())) return;
    const at = rows.findIndex((row, index) => !isSame(row, backwards[keys.length - 1 - index]));
    throw new Error(
      `${JSON.stringify(keys[at])} is answered with ${shown(rows[at])}, and with ${shown(backwards[keys.length - 1 - at])} when the list is turned around: answer references in their order.`,
    );
  };

  for (const target of chosen) {
    for (const [most, times] of [
      [5, runs],
      [MANY, Math.ceil(runs / 10)],
    ] as const) {
      const lists =
        most === MANY
          ? fc.array(keysOf(target, world, 1), { minLength: MANY, maxLength: MANY }).map((list) => list.flat())
          : keysOf(target, world, most);
      const { failed, counterexample, errorInstance } = await fc.check(
        fc.asyncProperty(lists, (keys) => judge(target, keys)),
        { numRuns: times, seed, endOnFailure: false },
      );
      if (!failed) continue;
      const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
      problems.push({ type: target.type, keys: counterexample?.[0] ?? [], message });
      break;
    }
  }
  return { problems, types: chosen.map(({ type }) => type), asked };
}

/** Answers are JSON, with their fields in the order of the question. */
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 200);
