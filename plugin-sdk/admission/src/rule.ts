import type { AdmissionFinding, AdmissionRequest, EgressReport, RuleName } from './admission.ts';
import type { TextPlace, VendorDocument } from './document/vendor-document.ts';
import type { Graph } from './graph/graph.ts';

/** What a rule finds; where it is in the vendor's text follows from the coordinate, unless the rule knows better. */
export interface Draft {
  readonly coordinate: string | null;
  readonly message: string;
  readonly fix: string;
  readonly severity?: AdmissionFinding['severity'];
  readonly place?: TextPlace | null;
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
