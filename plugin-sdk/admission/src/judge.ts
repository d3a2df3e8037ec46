import type { Composition } from '@citygraph/composition';
import type { AdmissionRequest, AdmissionVerdict } from './admission.ts';
import { boot } from './boot.ts';
import { breakingChanges } from './breaking/breaking-changes.ts';
import type { ComposedGraphs } from './composed-graphs.ts';
import { draftsOf } from './composer-findings.ts';
import type { Compose } from './court.ts';
import { carryLabels } from './document/carry-labels.ts';
import { readVendorDocument, type VendorDocument } from './document/vendor-document.ts';
import { computeEgress, NO_EGRESS } from './egress/compute-egress.ts';
import { createFindings, type Findings } from './findings.ts';
import { readGraph } from './graph/read-graph.ts';
import { type Difference, draft, type Submission } from './rule.ts';
import { description } from './rules/description.rule.ts';
import { DOCUMENT_RULES, GRAPH_RULES } from './rules.ts';
import { judgeScan } from './scan/judge-scan.ts';
import { LONGEST_TEXT } from './text/fault-in-text.ts';
import { textsOf } from './text/texts-of.ts';

/** Bytes that a document may add to the graph: printing repeats and indents, so that a small one may become many times as much. */
const MOST_ADDED = 1_024 * 1_024;

/** How a court judges. */
export interface Proceedings {
  readonly deadlineMs: number;
  readonly bootMs: number;
  readonly file: string | null;
  readonly loopback: readonly string[];
  readonly compose: Compose;
  readonly bases: ComposedGraphs;
}

type Made = Pick<Composition, 'supergraphSdl' | 'refusedSdl' | 'errors'>;

/** Scan, parse, compose, compare; each step only with what the one before let through. */
export async function judge(request: AdmissionRequest, court: Proceedings): Promise<AdmissionVerdict> {
  let document: VendorDocument | null = null;
  const findings = createFindings(court.file, () => document);
  const verdict = (known: Partial<AdmissionVerdict> = {}): AdmissionVerdict => ({
    admitted: !findings.hasErrors(),
    findings: findings.list(),
    supergraphSdl: null,
    composedSdl: null,
    egress: NO_EGRESS,
    ...known,
  });

  const sdl = String(request.plugin.sdl);
  for (const [rule, found] of judgeScan(sdl)) findings.add(rule, found);
  if (findings.hasErrors()) return verdict();
  const read = readVendorDocument(sdl);
  if (!('ast' in read)) {
    const { message: said, place } = read;
    findings.add('COMPOSES', draft(null, ['composes.syntax', 'composes.syntax'], { said }, { place }));
    return verdict();
  }
  document = read;
  const composedSdl = carryLabels(document);
  if (textsOf(document.ast).some(({ text }) => text.length > LONGEST_TEXT)) {
    // Nobody is to read it: no other rule does, and no composer, which need a graph besides.
    findings.judge(description, { document });
    return verdict({ composedSdl });
  }

  const base = request.base.filter(({ name }) => !request.previous || name !== request.plugin.name);
  const { graph, errors, ms } = await court.bases.get(base);
  if (!graph) {
    for (const { message } of errors) findings.add('BASE', draft(null, ['base', 'base'], { said: message }));
    return verdict();
  }
  const submission: Submission = { request: { ...request, base }, document, base: graph, loopback: court.loopback };
  for (const rule of DOCUMENT_RULES) findings.judge(rule, submission);

  const { name, url } = request.plugin;
  const candidate = [...base, { name, url, sdl: composedSdl }];
  const since = performance.now();
  // The same bytes make the same graph: whoever is judged again, by other usage or another leave, is not composed again.
  const known = await court.bases.known(candidate);
  const composition: Made = known?.graph ? known : await court.compose(candidate, ms + court.deadlineMs);
  const made = composition.supergraphSdl ?? composition.refusedSdl ?? null;
  let egress = NO_EGRESS;
  if (made !== null) {
    const after = known?.graph ?? readGraph(made);
    if (!known?.graph && composition.supergraphSdl !== null) {
      const { supergraphSdl, errors } = composition;
      court.bases.keep(candidate, { graph: after, supergraphSdl, errors, ms: performance.now() - since });
    }
    const added = Buffer.byteLength(made) - Buffer.byteLength(graph.sdl);
    if (added > MOST_ADDED) {
      findings.add('TOO_LARGE', draft(null, ['too-large.added', 'too-large'], { count: added, most: MOST_ADDED }));
    }
    egress = computeEgress(after, name, request.manifest ?? null);
    const difference: Difference = { ...submission, after, plugin: name, egress };
    for (const rule of GRAPH_RULES) findings.judge(rule, difference);
    await judgeBreaking(difference, court, findings);
  }
  for (const [rule, found] of draftsOf(composition.errors, name)) findings.add(rule, found);
  const { supergraphSdl } = composition;
  if (supergraphSdl !== null && request.boot && !findings.hasErrors()) {
    for (const found of await boot(request.boot, supergraphSdl, court.bootMs)) findings.add('BOOT', found);
  }
  return verdict({ supergraphSdl, composedSdl, egress });
}

/** Against the graph with the release that serves now. One that does not compose any more has nothing left to break. */
async function judgeBreaking(difference: Difference, { bases }: Proceedings, findings: Findings): Promise<void> {
  const { base, previous, usage, force } = difference.request;
  if (!previous) return;
  const before = readVendorDocument(String(previous.sdl));
  const sdl = 'ast' in before ? carryLabels(before) : String(previous.sdl);
  const { graph } = await bases.get([...base, { ...previous, sdl }]);
  if (!graph) return;
  const drafts = await breakingChanges(graph, difference.after, usage ?? null, force === true);
  for (const change of drafts) findings.add('BREAKING', change);
}
