import { extname } from 'node:path';
import { type Composition, createLimitedThread, type SubgraphSource, type ThreadFault } from '@citygraph/composition';
import type { AdmissionRequest, AdmissionVerdict, BootFinding } from './admission.ts';
import type { Court, CourtOptions } from './court.ts';
import { NO_EGRESS } from './egress/compute-egress.ts';
import { createFindings } from './findings.ts';
import { type Draft, draft } from './rule.ts';

export interface JudgeThreadOptions extends CourtOptions {
  /** Milliseconds that reading and comparing a document may take: what is composed or booted meanwhile has limits of its own. */
  readonly rulesMs?: number;
  /** MiB of heap for it, and for the graphs that are kept. */
  readonly memoryMb?: number;
}

export interface JudgeThread extends Court {
  close(): Promise<void>;
}

export interface JudgeTask {
  readonly request: Omit<AdmissionRequest, 'boot'>;
  /** Whether there is a canary to be asked. */
  readonly boots: boolean;
  readonly file: string | null;
}

/** What the thread does not have itself. */
export type JudgeAsk =
  | { readonly compose: readonly SubgraphSource[]; readonly deadlineMs: number }
  | { readonly boot: string };

/** What a canary said, or how it failed. */
export type CanarySaid = { readonly found: readonly BootFinding[] } | { readonly failed: string };

const file = new URL(`./judge.worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Judges in a thread of its own, one document after the other: whatever a document makes a rule do, it does it there, and is ended at its limits. A document that comes to no
 * end is refused like one that is too large.
 */
export function createJudgeThread({
  rulesMs = 10_000,
  memoryMb = 512,
  compose,
  ...workerData
}: JudgeThreadOptions): JudgeThread {
  const thread = createLimitedThread<JudgeTask, AdmissionVerdict | ThreadFault>({
    file,
    workerData,
    memoryMb,
    saysReady: true,
    refused: (fault) => fault,
  });
  return {
    async judge({ boot: canary, ...request }, about) {
      const help = async (asked: unknown): Promise<Composition | CanarySaid> => {
        const wanted = asked as JudgeAsk;
        return 'compose' in wanted ? compose(wanted.compose, wanted.deadlineMs) : askCanary(canary, wanted.boot);
      };
      const named = about?.file ?? null;
      const task: JudgeTask = { request: plain(request), boots: canary !== undefined, file: named };
      const answer = await thread.run(task, rulesMs, help);
      return 'limit' in answer ? refusal(answer, named) : answer;
    },
    close: () => thread.close(),
  };
}

/** Whatever else a caller's objects hold cannot or need not cross the thread. */
function plain({ base, plugin, previous, siblings, ...request }: JudgeTask['request']): JudgeTask['request'] {
  const source = ({ name, url, sdl }: SubgraphSource): SubgraphSource => ({ name, url, sdl });
  return {
    ...request,
    base: base.map(source),
    plugin: source(plugin),
    ...(siblings && { siblings: siblings.map(source) }),
    ...(previous !== undefined && { previous: previous && source(previous) }),
  };
}

async function askCanary(canary: AdmissionRequest['boot'], supergraphSdl: string): Promise<CanarySaid> {
  try {
    const found = (await canary?.(supergraphSdl)) ?? [];
    return { found: found.map(({ message, coordinate = null }) => ({ message: String(message), coordinate })) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

function refusal(fault: ThreadFault, file: string | null): AdmissionVerdict {
  const findings = createFindings(file, () => null);
  findings.add('TOO_LARGE', wordsOf(fault));
  return { admitted: false, findings: findings.list(), supergraphSdl: null, composedSdl: null, egress: NO_EGRESS };
}

function wordsOf(fault: ThreadFault): Draft {
  if (fault.limit === 'deadline') return draft(null, ['too-large.rules-ms', 'unjudged'], { ms: fault.ms });
  if (fault.limit === 'memory') return draft(null, ['too-large.rules-memory', 'unjudged'], { mb: fault.mb });
  return draft(null, ['unjudged', 'unjudged'], { rule: 'TOO_LARGE', said: fault.message });
}
