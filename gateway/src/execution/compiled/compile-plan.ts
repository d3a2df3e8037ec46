import type { FetchNode, PlanNode } from '../../operation/planning/query-plan.ts';
import { type Demand, type FetchGroup, fetchGroup } from './fetch-group.ts';
import { isMergeable } from './merged-fetch.ts';
import { demandOf, perform } from './perform-fetch.ts';
import { planSpines } from './plan-spines.ts';
import type { Run } from './run.ts';
import { type FetchOptions, ledByVendors, subfetch } from './subfetch.ts';

/** A plan, ready to run. Resolves when everything in it is answered. */
export type RunPlan = (run: Run) => Promise<void>;

/**
 * Turns a plan into closures, once per operation. Fetches that can start at the same distance from the root and go to one subgraph are one
 * request: it waits for whatever its members wait for.
 */
export function compilePlan(plan: PlanNode, options: FetchOptions): RunPlan {
  const spineAt = planSpines(plan);
  const steps = stepsOf(plan);
  const bySubgraph = new Map<string, Ready[]>();
  const fetches = ledByVendors(steps.map((step) => subfetch(step.node, step.path, options, spineAt)));
  for (const [number, fetch] of fetches.entries()) {
    const step = steps[number] as Step;
    const ready: Ready = { step, fetch };
    const key = isMergeable(fetch) ? `${step.level} ${fetch.subgraph}` : `alone ${bySubgraph.size}`;
    const known = bySubgraph.get(key);
    if (known) known.push(ready);
    else bySubgraph.set(key, [ready]);
  }
  // A step waits for steps of lower levels only, so what is waited for always comes first.
  const groups = [...bySubgraph.values()].sort((one, other) => levelOf(one) - levelOf(other));
  const numberOf = new Map(groups.flatMap((members, number) => members.map(({ step }) => [step, number] as const)));
  const tasks = groups.map((members): Task => {
    const after = members.flatMap(({ step }) => step.after.map((before) => numberOf.get(before) ?? 0));
    return {
      members: members.map(({ step: { conditions }, fetch }) => ({ conditions, fetch })),
      group: fetchGroup(members.map(({ fetch }) => fetch)),
      after: [...new Set(after)],
    };
  });

  return async (run) => {
    const done: Promise<void>[] = [];
    for (const task of tasks) done.push(start(run, task, done));
    await Promise.all(done);
  };
}

/** A fetch of the plan, and what must be answered before it can start. */
interface Step {
  readonly node: FetchNode;
  readonly path: readonly string[];
  readonly conditions: readonly Condition[];
  readonly after: readonly Step[];
  /** How many fetches there are before it, at most. */
  readonly level: number;
}

interface Condition {
  readonly variable: string;
  readonly wanted: boolean;
}

interface Ready {
  readonly step: Step;
  readonly fetch: ReturnType<typeof subfetch>;
}

interface Task {
  readonly members: readonly { readonly conditions: readonly Condition[]; readonly fetch: Ready['fetch'] }[];
  readonly group: FetchGroup;
  readonly after: readonly number[];
}

const levelOf = ([first]: readonly Ready[]): number => first?.step.level ?? 0;

async function start(run: Run, { members, group, after }: Task, done: readonly Promise<void>[]): Promise<void> {
  for (const number of after) await done[number];
  const demands: Demand[] = [];
  for (const [member, { conditions, fetch }] of members.entries()) {
    if (!hold(run, conditions)) continue;
    const demand = demandOf(run, fetch, member);
    if (demand) demands.push(demand);
  }
  if (demands.length > 0) await perform(run, group, demands);
}

function hold({ coercedVariables }: Run, conditions: readonly Condition[]): boolean {
  for (const { variable, wanted } of conditions) if ((coercedVariables[variable] === true) !== wanted) return false;
  return true;
}

/** The fetches of a plan with what each has to wait for. */
function stepsOf(plan: PlanNode): Step[] {
  const steps: Step[] = [];
  /** Answers what has to be waited for after the node. */
  const walk = (
    node: PlanNode,
    path: readonly string[],
    conditions: readonly Condition[],
    after: readonly Step[],
  ): readonly Step[] => {
    switch (node.kind) {
      case 'Fetch': {
        const level = after.reduce((most, before) => Math.max(most, before.level + 1), 0);
        const step: Step = { node, path, conditions, after, level };
        steps.push(step);
        return [step];
      }
      case 'Flatten':
        return walk(node.node, [...path, ...node.path], conditions, after);
      case 'Sequence':
        return node.nodes.reduce((before, child) => walk(child, path, conditions, before), after);
      case 'Parallel':
        return [...new Set(node.nodes.flatMap((child) => walk(child, path, conditions, after)))];
      case 'Condition': {
        const { condition: variable, ifClause, elseClause } = node;
        const branch = (child: PlanNode | undefined, wanted: boolean) =>
          child ? walk(child, path, [...conditions, { variable, wanted }], after) : after;
        return [...new Set([...branch(ifClause, true), ...branch(elseClause, false)])];
      }
    }
  };
  walk(plan, [], [], []);
  return steps;
}
