import type { Admission, AdmissionVerdict } from '@citygraph/admission';
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
export function judgeProject(
  admission: Admission,
  { manifest, sdl, sdlFile }: Project,
  city: City,
  { claims }: JudgeOptions,
): Promise<AdmissionVerdict> {
  const { permissions, runtime, namespace, subgraph } = manifest;
  const others = city.subgraphs.filter(({ name }) => name !== subgraph);
  const previous = city.subgraphs.find(({ name }) => name === subgraph);
  const source = (name: string, text: string) => ({ name, url: `http://${name}.invalid/graphql`, sdl: text });
  return admission.judge(
    {
      base: others.map(({ name, sdl: text }) => source(name, text)),
      plugin: { name: subgraph, url: runtime.stable.url, sdl },
      namespace,
      // `iov:Place` is leave to return a type; what the manifest mints is taken to be granted here.
      claims: claims.filter((name) => !name.includes(':')),
      manifest: {
        data: permissions.data.map(({ coordinate }) => coordinate),
        ...(permissions.persons && { persons: permissions.persons }),
        extends: manifest.extends,
        mints: permissions.mints ?? [],
      },
      mintable: permissions.mints ?? [],
      previous: previous ? source(subgraph, previous.sdl) : null,
    },
    { file: sdlFile },
  );
}

/** An address on this machine passes here: whether a hub takes it is for its operator. */
export const ownLoopback = (url: string): string[] => {
  const { hostname, host, protocol } = new URL(url);
  return protocol === 'http:' && isLoopback(hostname) ? [host] : [];
};

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

/** One finding in one line, while somebody writes and saves. */
export function findingLine(
  { line, column, rule, message, fix }: Pick<Finding, 'line' | 'column' | 'rule' | 'message' | 'fix'>,
  file: string,
): string {
  return `${line === null ? file : `${file}:${line}:${column ?? 1}`} ${rule} ${message} ${fix}`;
}
