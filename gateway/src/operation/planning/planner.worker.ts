/**
 * The thread that Apollo's planner (Elastic licence 2.0) runs in: a plan takes 20 to 100 ms, which no other request should
 * wait for. It is started both from source (Node strips the types) and from `dist`.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse, printSchema, validate } from 'graphql';
import { adoptScalars } from '../../supergraph/adopt-scalars.ts';
import type { PlannerData, PlannerReply, PlannerTask, ValidationError } from './planner-messages.ts';
import type { PlanNode } from './query-plan.ts';

const { supergraph: sdl, adoptsScalars } = workerData as PlannerData;
const answer = (reply: PlannerReply) => parentPort?.postMessage(reply);
const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function load() {
  const supergraph = Supergraph.build(sdl, { validateSupergraph: true });
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
  return { apiSchema, planner, schema, apiText, labels: overrideLabels(supergraph) };
}

function overrideLabels({ schema }: Supergraph): string[] {
  const applications = schema.directive('join__field')?.applications() ?? [];
  const labels = [...applications].map((application) => application.arguments().overrideLabel as unknown);
  return [...new Set(labels.filter((label): label is string => typeof label === 'string'))];
}

function perform(task: PlannerTask, { apiSchema, planner, schema, labels }: ReturnType<typeof load>) {
  const document = parse(task.document, { noLocation: task.kind === 'plan' });
  if (task.kind === 'validate') {
    const errors = validate(schema, document, undefined, { maxErrors: task.maxErrors });
    answer({ kind: 'validated', errors: errors.map((error) => error.toJSON() as ValidationError) });
    return;
  }
  const name = task.operationName === null ? {} : { operationName: task.operationName };
  const operation = operationFromDocument(apiSchema, document, { ...name, validate: false });
  const overrideConditions = new Map(labels.map((label) => [label, task.labels.includes(label)]));
  const { node } = planner.buildQueryPlan(operation, { overrideConditions });
  // Functions and prototypes do not cross threads; the plan is plain data once it is text.
  answer({ kind: 'planned', node: node ? (JSON.parse(JSON.stringify(node)) as PlanNode) : null });
}

try {
  const loaded = load();
  parentPort?.on('message', (task: PlannerTask) => {
    try {
      perform(task, loaded);
    } catch (error) {
      answer({ kind: 'failed', message: wordsOf(error) });
    }
  });
  answer({ kind: 'loaded', apiSchema: loaded.apiText, labels: loaded.labels });
} catch (error) {
  answer({ kind: 'refused', message: wordsOf(error) });
}
