import type { Finding } from '../operations/plugin.ts';
import { readWording, type Worded } from './in-readers-words.ts';
import type { Project } from './project.ts';

/** A finding that says in which file it is. */
export type Placed<F> = F & { readonly file?: string | null };

/** By the message of a finding: which list of the manifest has what it is about. */
const LISTS: Readonly<
  Record<string, (manifest: Project['manifest']) => readonly [path: string, names: readonly string[]]>
> = {
  'extends.unknown': ({ extends: names }) => ['extends', names],
  'extends.unused': ({ extends: names }) => ['extends', names],
  'mints-reference.unused': ({ permissions }) => ['permissions.mints', permissions.mints ?? []],
  'egress.public': ({ permissions }) => ['permissions.data', permissions.data.map(({ coordinate }) => coordinate)],
  'egress.unused': ({ permissions }) => ['permissions.data', permissions.data.map(({ coordinate }) => coordinate)],
  'egress.misspelt': () => ['permissions.persons.arguments', []],
};

/** What is wrong with the manifest of a release that is not in this folder: in which file, and no more. */
export const nameManifest = <F extends Worded & Pick<Finding, 'line' | 'column'>>(
  findings: readonly F[],
): Placed<F>[] =>
  findings.map((finding) =>
    Object.hasOwn(LISTS, readWording(finding.wording)?.message ?? '')
      ? { ...finding, file: 'citygraph.yaml', line: null, column: null }
      : finding,
  );

/** What is wrong with the manifest is shown there, and not where the document has something of the same name. */
export function placeInManifest<F extends Worded & Pick<Finding, 'coordinate' | 'line' | 'column'>>(
  findings: readonly F[],
  { manifest, manifestFile, placeOf }: Pick<Project, 'manifest' | 'manifestFile' | 'placeOf'>,
): readonly Placed<F>[] {
  return findings.map((finding) => {
    const list = LISTS[readWording(finding.wording)?.message ?? '']?.(manifest);
    if (!list) return finding;
    const [path, names] = list;
    const index = names.indexOf(finding.coordinate ?? '');
    return { ...finding, file: manifestFile, ...placeOf(index < 0 ? path : `${path}[${index}]`) };
  });
}
