import type { ServingState } from '@citygraph/contract';
import type { GatewayProcess } from './gateway-process.entity.ts';

/** A process that has said nothing for so long is gone: nobody waits for it. */
export const SILENT_MS = 15_000;

export const isLiving = ({ seenAt }: Pick<GatewayProcess, 'seenAt'>, now: Date): boolean =>
  now.getTime() - seenAt.getTime() <= SILENT_MS;

type Reported = Pick<GatewayProcess, 'process' | 'serving' | 'seenAt'>;

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
  if (living.some(({ serving }) => serving.refused[digest] !== undefined)) return 'REFUSED';
  return living.length > 0 && living.every(({ serving }) => serves(serving, digest)) ? 'SERVING' : 'OFFERED';
}
