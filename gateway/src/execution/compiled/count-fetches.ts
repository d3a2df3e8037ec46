import type { PlanNode } from '../../operation/planning/query-plan.ts';

/** Requests to subgraphs that a plan may take at most: of a condition's two ways the longer. What runs for each object of a list is one. */
export function countFetches(node: PlanNode | null | undefined): number {
  switch (node?.kind) {
    case undefined:
      return 0;
    case 'Fetch':
      return 1;
    case 'Flatten':
      return countFetches(node.node);
    case 'Condition':
      return Math.max(countFetches(node.ifClause), countFetches(node.elseClause));
    case 'Sequence':
    case 'Parallel':
      return node.nodes.reduce((sum, child) => sum + countFetches(child), 0);
  }
}
