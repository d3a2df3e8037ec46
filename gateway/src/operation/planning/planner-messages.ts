import type { PlanNode } from './query-plan.ts';

/** What the planner's thread starts with. */
export interface PlannerData {
  /** As it was composed. */
  readonly supergraph: string;
  /** Literals of the hub's scalars are read as the departments read them. */
  readonly adoptsScalars: boolean;
}

export type PlannerTask =
  | { readonly kind: 'validate'; readonly document: string; readonly maxErrors: number }
  | {
      readonly kind: 'plan';
      readonly document: string;
      readonly operationName: string | null;
      /** Labels of `@override(label:)` that are on. */
      readonly labels: readonly string[];
    };

export interface ValidationError {
  readonly message: string;
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export type PlannerReply =
  | { readonly kind: 'loaded'; readonly apiSchema: string; readonly labels: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'validated'; readonly errors: readonly ValidationError[] }
  | { readonly kind: 'planned'; readonly node: PlanNode | null }
  | { readonly kind: 'failed'; readonly message: string };
