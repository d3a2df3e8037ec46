/** Apollo's query plan, as far as it is executed here; it crosses threads as data. */
export type PlanNode = SequenceNode | ParallelNode | FlattenNode | ConditionNode | FetchNode;

export interface SequenceNode {
  readonly kind: 'Sequence';
  readonly nodes: readonly PlanNode[];
}

export interface ParallelNode {
  readonly kind: 'Parallel';
  readonly nodes: readonly PlanNode[];
}

/** Runs its node for every object at a place of the data. */
export interface FlattenNode {
  readonly kind: 'Flatten';
  /** Response keys from the root; `@` enters a list. */
  readonly path: readonly string[];
  readonly node: PlanNode;
}

export interface ConditionNode {
  readonly kind: 'Condition';
  /** Name of a Boolean variable of the operation. */
  readonly condition: string;
  readonly ifClause?: PlanNode;
  readonly elseClause?: PlanNode;
}

export interface FetchNode {
  readonly kind: 'Fetch';
  readonly serviceName: string;
  readonly variableUsages?: readonly string[];
  /** What each representation holds; absent: a fetch at the root. */
  readonly requires?: readonly RequiredSelection[];
  readonly operation: string;
  readonly operationName?: string;
  readonly operationKind: 'query' | 'mutation' | 'subscription';
  readonly inputRewrites?: readonly Rewrite[];
  readonly outputRewrites?: readonly Rewrite[];
}

export type RequiredSelection = RequiredField | RequiredFragment;

export interface RequiredField {
  readonly kind: 'Field';
  readonly alias?: string;
  readonly name: string;
  readonly selections?: readonly RequiredSelection[];
}

export interface RequiredFragment {
  readonly kind: 'InlineFragment';
  readonly typeCondition?: string;
  readonly selections: readonly RequiredSelection[];
}

/** Elements of a path are field names, or `... on Type` for a condition. */
export type Rewrite =
  | { readonly kind: 'ValueSetter'; readonly path: readonly string[]; readonly setValueTo: unknown }
  | { readonly kind: 'KeyRenamer'; readonly path: readonly string[]; readonly renameKeyTo: string };
