import type { Admission, AdmissionFinding, AdmissionVerdict } from '@citygraph/admission';
import type { PluginManifest } from '@citygraph/contract';
import { isLoopback } from '../hub/address.ts';
import type { Finding } from '../operations/plugin.ts';
import type { Line } from '../output/line.ts';
import type { City } from '../schema/city.ts';
import type { Placed } from './place-in-manifest.ts';
import type { Project } from './project.ts';

export interface JudgeOptions {
  /** Granted names outside the namespace. */
  readonly claims: readonly string[];
}

/** What the hub's admission would say, judged by the same rules. Findings name the file as the person would. */
export async function judgeProject(
  admission: Admission,
  { manifest, sdl, sdlFile }: Project,
  city: City,
  { claims }: JudgeOptions,
): Promise<AdmissionVerdict> {
  const { requestOfManifest } = await import('@citygraph/admission');
  const { publishedSdl } = await import('@citygraph/contract');
  const base = city.subgraphs.map(({ name, sdl: text }) => ({
    name,
    url: `http://${name}.invalid/graphql`,
    sdl: text,
  }));
  const previous = base.find(({ name }) => name === manifest.subgraph) ?? null;
  const { url } = manifest.runtime.stable;
  const published = publishedSdl(sdl);
  const request = requestOfManifest(manifest, { sdl: published.sdl, url }, { base, previous, claims });
  const verdict = await admission.judge(request, { file: sdlFile });
  return { ...verdict, findings: verdict.findings.map((finding) => inOwnLines(finding, published.linesAbove)) };
}

/** Of a place in the lines that were added there is nothing to mend. */
function inOwnLines(finding: AdmissionFinding, linesAbove: number): AdmissionFinding {
  if (finding.line === null || linesAbove === 0) return finding;
  const line = finding.line - linesAbove;
  return line > 0 ? { ...finding, line } : { ...finding, line: null, column: null };
}

/** Addresses on this machine pass here: whether a hub takes them is for its operator. */
export const ownLoopback = ({ runtime }: PluginManifest): string[] =>
  [runtime.stable.url, runtime.sandbox.url].flatMap((url) => {
    const { hostname, host, protocol } = new URL(url);
    return protocol === 'http:' && isLoopback(hostname) ? [host] : [];
  });

/** Findings as a compiler says them: `file:line:column`; of `file`, where they do not say of which. */
export function findingLines(findings: readonly Placed<Omit<Finding, 'wording'>>[], file: string): Line[] {
  return findings.flatMap(({ rule, severity, coordinate, message, fix, line, column, file: own }): Line[] => [
    {
      tone: severity === 'error' ? 'bad' : 'warn',
      text: `${[own ?? file, line, column].filter((part) => part !== null).join(':')}  ${rule}${coordinate === null ? '' : ` ${coordinate}`}`,
    },
    ...message.split('\n').map((part) => `    ${part}`),
    `    → ${fix}`,
  ]);
}

/** One finding in one line, while somebody writes and saves; of `file`, where it does not say of which. */
export function findingLine(
  {
    line,
    column,
    rule,
    message,
    fix,
    file: own,
  }: Placed<Pick<Finding, 'line' | 'column' | 'rule' | 'message' | 'fix'>>,
  file: string,
): string {
  const named = own ?? file;
  return `${line === null ? named : `${named}:${line}:${column ?? 1}`} ${rule} ${message} ${fix}`;
}
