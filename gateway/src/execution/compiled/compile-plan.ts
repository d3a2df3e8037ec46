import type { FetchNode, PlanNode } from '../../operation/planning/query-plan.ts';
import { type FetchGroup, fetchGroup } from './fetch-group.ts';
import { isMergeable } from './merged-fetch.ts';
import { demandOf, perform } from './perform-fetch.ts';
import { planSpines } from './plan-spines.ts';
import type { Run } from './run.ts';
import { type Subfetch, subfetch } from './subfetch.ts';
import type { SupergraphTypes } from './supergraph-types.ts';

/** A part of a plan, ready to run. Resolves when everything in it is answered; never rejects. */
export type Step = (run: Run) => Promise<void> | undefined;

/** Turns a plan into closures, once per operation. */
export function compilePlan(plan: PlanNode, types: SupergraphTypes): Step {
  const spineAt = planSpines(plan);
  const steps = new Map<FetchNode, Step>();
  let slots = 0;

  const compile = (node: PlanNode, path: readonly string[]): Step => {
    switch (node.kind) {
      case 'Sequence':
        return sequence(node.nodes.map((child) => compile(child, path)));
      case 'Parallel':
        return parallel(node.nodes, path);
      case 'Flatten':
        return compile(node.node, [...path, ...node.path]);
      case 'Condition':
        return condition(
          node.condition,
          node.ifClause ? compile(node.ifClause, path) : null,
          node.elseClause ? compile(node.elseClause, path) : null,
        );
      case 'Fetch':
        return steps.get(node) ?? alone(subfetch(node, path, types, spineAt));
    }
  };

  /** Fetches that start together and go to one subgraph are one request. */
  const parallel = (nodes: readonly PlanNode[], path: readonly string[]): Step => {
    const bySubgraph = new Map<string, { node: FetchNode; fetch: Subfetch }[]>();
    for (const { node, at } of nodes.flatMap((child) => heads(child, path))) {
      const fetch = subfetch(node, at, types, spineAt);
      if (!isMergeable(fetch)) continue;
      const known = bySubgraph.get(fetch.subgraph);
      if (known) known.push({ node, fetch });
      else bySubgraph.set(fetch.subgraph, [{ node, fetch }]);
    }
    const groups: Together[] = [];
    for (const members of bySubgraph.values()) {
      if (members.length < 2) continue;
      const together: Together = { group: fetchGroup(members.map(({ fetch }) => fetch)), slot: slots };
      slots += 1;
      groups.push(together);
      for (const [member, { node, fetch }] of members.entries()) steps.set(node, joined(together, fetch, member));
    }
    const children = nodes.map((child) => compile(child, path));
    return async (run) => {
      for (const { slot } of groups) run.gathering[slot] = { demands: [], answered: Promise.withResolvers() };
      const answers = children.map((step) => step(run));
      for (const { group, slot } of groups) {
        const gathering = run.gathering[slot];
        run.gathering[slot] = undefined;
        if (gathering)
          perform(run, group, gathering.demands).then(gathering.answered.resolve, gathering.answered.reject);
      }
      for (const answer of answers) await answer;
    };
  };

  return compile(plan, []);
}

/** A group, and where a run gathers what its members want while it is starting them. */
interface Together {
  readonly group: FetchGroup;
  readonly slot: number;
}

function joined({ slot }: Together, fetch: Subfetch, member: number): Step {
  return (run) => {
    const gathering = run.gathering[slot];
    const demand = demandOf(run, fetch, member);
    if (!gathering || !demand) return undefined;
    gathering.demands.push(demand);
    return gathering.answered.promise;
  };
}

function alone(fetch: Subfetch): Step {
  const group = fetchGroup([fetch]);
  return (run) => {
    const demand = demandOf(run, fetch, 0);
    return demand ? perform(run, group, [demand]) : undefined;
  };
}

function sequence(steps: readonly Step[]): Step {
  return async (run) => {
    for (const step of steps) await step(run);
  };
}

function condition(variable: string, then: Step | null, otherwise: Step | null): Step {
  return (run) => (run.coercedVariables[variable] === true ? then : otherwise)?.(run);
}

/** The fetches with which a part of a plan begins, whatever its conditions turn out to be. */
function heads(
  node: PlanNode,
  path: readonly string[],
): { readonly node: FetchNode; readonly at: readonly string[] }[] {
  switch (node.kind) {
    case 'Fetch':
      return [{ node, at: path }];
    case 'Flatten':
      return heads(node.node, [...path, ...node.path]);
    case 'Sequence':
      return node.nodes[0] ? heads(node.nodes[0], path) : [];
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap((child) => (child ? heads(child, path) : []));
    case 'Parallel':
      return [];
  }
}
