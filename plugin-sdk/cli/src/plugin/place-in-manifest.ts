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

/** Where the manifest has an address that a finding is about: the plugin's own, or a page of it; null: the document has it, and its place is known. */
function addressIn(
  { rule, message, wording, line }: Worded & Pick<Finding, 'rule' | 'message' | 'line'>,
  runtime?: Project['manifest']['runtime'],
): string | null {
  const { fix, parameters } = readWording(wording) ?? {};
  // The registry's own: it knows which domains are proved, and says which address it means.
  if (rule === 'URL' && fix === undefined && line === null)
    return message.startsWith('runtime.sandbox.url ') ? 'runtime.sandbox.url' : 'runtime.stable.url';
  if (fix === 'url.page') return line === null ? 'support.url' : null;
  if (fix !== 'url.endpoint') return null;
  // As admission quotes it.
  const isSandbox = runtime && parameters?.url === JSON.stringify(runtime.sandbox.url.slice(0, 120));
  return isSandbox && runtime.sandbox.url !== runtime.stable.url ? 'runtime.sandbox.url' : 'runtime.stable.url';
}

/** What is wrong with the manifest of a release that is not in this folder: in which file, and no more. */
export const nameManifest = <F extends Worded & Pick<Finding, 'rule' | 'message' | 'line' | 'column'>>(
  findings: readonly F[],
): Placed<F>[] =>
  findings.map((finding) =>
    Object.hasOwn(LISTS, readWording(finding.wording)?.message ?? '') || addressIn(finding) !== null
      ? { ...finding, file: 'citygraph.yaml', line: null, column: null }
      : finding,
  );

/** What is wrong with the manifest is shown there, and not where the document has something of the same name. */
export function placeInManifest<
  F extends Worded & Pick<Finding, 'rule' | 'message' | 'coordinate' | 'line' | 'column'>,
>(
  findings: readonly F[],
  { manifest, manifestFile, placeOf }: Pick<Project, 'manifest' | 'manifestFile' | 'placeOf'>,
): readonly Placed<F>[] {
  return findings.map((finding) => {
    const address = addressIn(finding, manifest.runtime);
    if (address !== null) return { ...finding, file: manifestFile, ...placeOf(address) };
    const list = LISTS[readWording(finding.wording)?.message ?? '']?.(manifest);
    if (!list) return finding;
    const [path, names] = list;
    const index = names.indexOf(finding.coordinate ?? '');
    return { ...finding, file: manifestFile, ...placeOf(index < 0 ? path : `${path}[${index}]`) };
  });
}
