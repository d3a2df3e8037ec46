import { cpus, totalmem } from 'node:os';

/** What a figure was measured on, as far as it matters to the figure; nothing that tells whose machine it is. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly platform: string;
  readonly node: string;
  /** Day of the run, UTC. */
  readonly date: string;
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    date: new Date().toISOString().slice(0, 10),
  };
}

export const machineLine = ({ cpu, cores, memoryGb, node, date }: Machine): string =>
  `${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}, ${date}; load, departments and gateway share the cores.`;
