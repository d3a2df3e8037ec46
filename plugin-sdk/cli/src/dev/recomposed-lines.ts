import type { AdmissionFinding } from '@citygraph/admission';
import type { LocalText } from '@citygraph/contract';
import type { Translate } from '../messages/messages.ts';
import type { Line } from '../output/line.ts';
import { findingLine } from '../plugin/judge-project.ts';
import type { Placed } from '../plugin/place-in-manifest.ts';

/** What became of a document that was saved. */
export interface Saved {
  /** It is served here; else what was served before goes on. */
  readonly serving: boolean;
  /** The hub would take it. */
  readonly admitted: boolean;
  /** In the reader's language, each with the file that it is in. */
  readonly findings: readonly Placed<AdmissionFinding>[];
  /** What the gateway says against a graph that composes; null: nothing. */
  readonly refused: LocalText | null;
  readonly ms: number;
}

/** The same for who develops: findings, and what it comes to. Here more is served than the hub would take: a document is tried before it is right. */
export function recomposedLines(
  { serving, admitted, findings, refused, ms }: Saved,
  file: string,
  m: Translate,
): Line[] {
  const tone = serving ? 'warn' : 'bad';
  return [
    ...findings.map((finding) => ({ tone, text: findingLine(finding, file) }) as const),
    ...(refused === null ? [] : [{ tone, text: m('say.finding', { finding: refused }) } as const]),
    serving
      ? {
          tone: admitted ? 'good' : 'warn',
          text: m(admitted ? 'say.dev-recomposed' : 'say.dev-served-here', { file, ms: Math.round(ms) }),
        }
      : { tone: 'bad', text: m('say.dev-refused', { file }) },
  ];
}
