import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse, printSchema, validate } from 'graphql';
import { adoptScalars } from '../../supergraph/adopt-scalars.ts';
import type { PlannerData, PlannerReply, PlannerTask, ValidationError } from './planner-messages.ts';
import { plannerSupergraph } from './planner-supergraph.ts';
import type { PlanNode } from './query-plan.ts';

/** Apollo's planner (Elastic licence 2.0) over one supergraph. Synchronous and heavy (a plan takes 20 to 100 ms): the worker's body. */
export interface ThreadPlanner {
  readonly loaded: PlannerReply & { kind: 'loaded' };
  /** Throws what the planner throws. */
  perform(task: PlannerTask): PlannerReply;
}

/** Throws when the supergraph cannot be understood. */
export function planInThisThread({ supergraph: sdl, adoptsScalars }: PlannerData): ThreadPlanner {
  const supergraph = Supergraph.build(plannerSupergraph(parse(sdl)), { validateSupergraph: true });
  const apiSchema = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph, {
    // The default of 10,000 lets one hostile query plan for a second.
    debug: { maxEvaluatedPlans: 100 },
    // Fragments in subrequests would keep them from being merged; their texts are made once per operation anyway.
    reuseQueryFragments: false,
  });
  const schema = apiSchema.toGraphQLJSSchema();
  const apiText = printSchema(schema);
  if (adoptsScalars) adoptScalars(schema);
  const labels = overrideLabels(supergraph);

  return {
    loaded: { kind: 'loaded', apiSchema: apiText, labels },
    perform(task) {
      const document = parse(task.document, { noLocation: task.kind === 'plan' });
      if (task.kind === 'validate') {
        const errors = validate(schema, document, undefined, { maxErrors: task.maxErrors });
        return { kind: 'validated', errors: errors.map((error) => error.toJSON() as ValidationError) };
      }
      const name = task.operationName === null ? {} : { operationName: task.operationName };
      const operation = operationFromDocument(apiSchema, document, { ...name, validate: false });
      const overrideConditions = new Map(labels.map((label) => [label, task.labels.includes(label)]));
      const { node } = planner.buildQueryPlan(operation, { overrideConditions });
      // Functions and prototypes do not cross threads; the plan is plain data once it is text.
      return { kind: 'planned', node: node ? (JSON.parse(JSON.stringify(node)) as PlanNode) : null };
    },
  };
}

function overrideLabels({ schema }: Supergraph): string[] {
  const applications = schema.directive('join__field')?.applications() ?? [];
  const labels = [...applications].map((application) => application.arguments().overrideLabel as unknown);
  return [...new Set(labels.filter((label): label is string => typeof label === 'string'))];
}
