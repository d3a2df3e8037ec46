import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ: what `/proc/<pid>/stat` counts in, 100 a second in every Linux ABI (proc_pid_stat(5)). */
const TICKS_PER_SECOND = 100;

export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** User and system time of all its threads, and of those of its children that it has waited for. */
  readonly ticks: number;
}

export interface Usage {
  readonly cpuSeconds: number;
  readonly rssMb: number;
}

/** One line of `/proc/<pid>/stat`. The command's name stands in brackets and may hold anything, brackets and spaces too. */
export function parseStat(line: string): ProcessStat {
  const end = line.lastIndexOf(')');
  const pid = Number.parseInt(line, 10);
  const fields = line.slice(end + 2).split(' ');
  const [parent, ...times] = [1, 11, 12, 13, 14].map((index) => Number(fields[index]));
  const ticks = times.reduce((sum, time) => sum + time, 0);
  if (end < 0 || parent === undefined || !Number.isFinite(ticks)) throw new Error(`This is no line of stat: ${line}`);
  return { pid, parent, ticks };
}

/** Megabytes in `/proc/<pid>/status`; 0 where the kernel shows none (a process that is ending). */
export function parseRssMb(status: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}

/** `root` and all that descend from it. */
export function treeOf(root: number, stats: readonly ProcessStat[]): ProcessStat[] {
  const family = new Set([root]);
  for (let grown = true; grown; ) {
    const before = family.size;
    for (const { pid, parent } of stats) if (family.has(parent)) family.add(pid);
    grown = family.size > before;
  }
  return stats.filter(({ pid }) => family.has(pid));
}

/** What a process and its descendants have used so far, to a hundredth of a second. */
export function usageOf(root: number): Usage {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const line = readIfThere(`/proc/${pid}/stat`);
      return line === null ? [] : [parseStat(line)];
    });
  const tree = treeOf(root, stats);
  return {
    cpuSeconds: tree.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND,
    rssMb: tree.reduce((sum, { pid }) => sum + parseRssMb(readIfThere(`/proc/${pid}/status`) ?? ''), 0),
  };
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
