import type { ServingState } from '@citygraph/contract';
import type { GatewayProcess } from './gateway-process.entity.ts';

/** A process that has said nothing for so long is gone: nobody waits for it. */
export const SILENT_MS = 15_000;

export const isLiving = ({ seenAt }: Pick<GatewayProcess, 'seenAt'>, now: Date): boolean =>
  now.getTime() - seenAt.getTime() <= SILENT_MS;

/** A graph that cannot be got for so long will not come by itself. */
export const MISSED_MS = 60_000;

type Said = Pick<GatewayProcess, 'serving' | 'missingSince'>;

/** What a process says no to, and why: what it refuses, and what it has not got for a minute. */
export function noesOf({ serving, missingSince }: Said, now: Date): Readonly<Record<string, string>> {
  const missed = Object.entries(serving.missing ?? {}).flatMap(([digest, reason]) => {
    const since = missingSince?.[digest];
    const isMissed = since !== undefined && now.getTime() - Date.parse(since) >= MISSED_MS;
    return isMissed ? [[digest, `It cannot get the graph: ${reason}`] as const] : [];
  });
  return { ...Object.fromEntries(missed), ...serving.refused };
}

/** Since when each graph is missing, where some were missing before. */
export const missingFrom = (
  missing: ServingState['missing'],
  before: Readonly<Record<string, string>> | null,
  now: Date,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(missing ?? {}).map((digest) => [digest, before?.[digest] ?? now.toISOString()]));

type Reported = Pick<GatewayProcess, 'process' | 'serving' | 'seenAt' | 'missingSince'>;

/** Processes that are living and do not serve this graph set yet, by name. */
export const lacking = (processes: readonly Reported[], sequence: number, now: Date): string[] =>
  processes.filter((one) => isLiving(one, now) && one.serving.graphs < sequence).map(({ process }) => process);

export const serves = ({ stable, sandbox, rollouts, refused }: ServingState, digest: string): boolean =>
  refused[digest] === undefined && [stable, sandbox, ...Object.values(rollouts)].includes(digest);

export type VersionState = 'COMPOSED' | 'CANARIED' | 'OFFERED' | 'REFUSED' | 'SERVING' | 'RETIRED';

/** Where a graph stands; offered: the head names it, and not all living gateways serve it yet; refused: one of them says no. */
export function versionState(
  {
    digest,
    canariedAt,
    offeredAt,
    retiredAt,
  }: {
    readonly digest: string;
    readonly canariedAt: Date | null;
    readonly offeredAt: Date | null;
    readonly retiredAt: Date | null;
  },
  processes: readonly Reported[],
  now: Date,
): VersionState {
  if (retiredAt !== null) return 'RETIRED';
  if (offeredAt === null) return canariedAt === null ? 'COMPOSED' : 'CANARIED';
  const living = processes.filter((one) => isLiving(one, now));
  if (living.some((one) => noesOf(one, now)[digest] !== undefined)) return 'REFUSED';
  return living.length > 0 && living.every(({ serving }) => serves(serving, digest)) ? 'SERVING' : 'OFFERED';
}
