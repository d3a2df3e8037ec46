import type { AdmissionFinding, AdmissionRequest, EgressReport, RuleName } from './admission.ts';
import type { TextPlace, VendorDocument } from './document/vendor-document.ts';
import type { Graph } from './graph/graph.ts';
import { type FixKey, type MessageKey, namesIn, type ParametersOf, type Wording } from './words/words.ts';

/** What a rule finds; where it is in the vendor's text follows from the coordinate, unless the rule knows better. */
export interface Draft {
  readonly coordinate: string | null;
  readonly wording: Wording;
  readonly severity?: AdmissionFinding['severity'];
  readonly place?: TextPlace | null;
}

/** What is wrong and what to do, by the keys of their words, and what these leave open besides the coordinate. */
export function draft<M extends MessageKey, F extends FixKey>(
  coordinate: string | null,
  [message, fix]: readonly [M, F],
  parameters: ParametersOf<M, F>,
  more: Pick<Draft, 'severity' | 'place'> = {},
): Draft {
  const all = Object.entries({ ...(coordinate !== null && { coordinate }), ...parameters });
  const named = all.filter(([name]) => namesIn(message, fix).includes(name));
  const texts = named.map(([name, value]) => [name, String(value)] as const);
  return { coordinate, wording: { message, fix, parameters: Object.fromEntries(texts) }, ...more };
}

/** A rule is a function of what is known; one that throws has refused the document. */
export interface Rule<Facts> {
  readonly name: RuleName;
  judge(facts: Facts): Iterable<Draft>;
}

/** What is known before the graph is composed with the plugin. */
export interface Submission {
  readonly request: AdmissionRequest;
  readonly document: VendorDocument;
  readonly base: Graph;
  /** `host:port` pairs on this machine that the operator registered. */
  readonly loopback: readonly string[];
}

/** What the plugin would change. */
export interface Difference extends Submission {
  readonly after: Graph;
  /** Name of the plugin's subgraph. */
  readonly plugin: string;
  readonly egress: EgressReport;
}
