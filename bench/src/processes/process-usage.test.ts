import { describe, expect, it } from '@jest/globals';
import { parseRssMb, parseStat, treeOf, usageOf } from './process-usage.ts';

const stat = (pid: number, name: string, parent: number, times: string) =>
  `${pid} (${name}) S ${parent} 1 1 0 -1 4194560 900 0 0 0 ${times} 20 0 11 0 5000 1000000 9000`;

describe('parseStat', () => {
  it('adds user and system time, of the process and of the children it waited for', () => {
    expect(parseStat(stat(4711, 'node', 12, '100 20 3 4'))).toEqual({ pid: 4711, parent: 12, ticks: 127 });
  });

  it('is not confused by brackets and spaces in a name', () => {
    expect(parseStat(stat(7, 'a) R 99 (b', 3, '1 2 0 0'))).toEqual({ pid: 7, parent: 3, ticks: 3 });
  });

  it('refuses what is no line of stat', () => {
    expect(() => parseStat('4711 node')).toThrow('This is no line of stat: 4711 node');
  });
});

describe('parseRssMb', () => {
  it('reads kilobytes as megabytes', () => {
    expect(parseRssMb('Name:\tnode\nVmHWM:\t  409600 kB\nVmRSS:\t  204800 kB\nThreads:\t11\n')).toBe(200);
  });

  it('is 0 where the kernel shows none', () => {
    expect(parseRssMb('Name:\tzombie\nState:\tZ (zombie)\n')).toBe(0);
  });
});

describe('treeOf', () => {
  it('holds a process and all that descend from it, and no others', () => {
    const stats = [
      { pid: 30, parent: 20, ticks: 1 },
      { pid: 10, parent: 1, ticks: 1 },
      { pid: 20, parent: 10, ticks: 1 },
      { pid: 11, parent: 1, ticks: 1 },
    ];
    expect(treeOf(10, stats).map(({ pid }) => pid)).toEqual([30, 10, 20]);
  });
});

describe('usageOf', () => {
  it('is not below what this process knows of itself', () => {
    const { user, system } = process.cpuUsage();
    const { cpuSeconds, rssMb } = usageOf(process.pid);
    expect(cpuSeconds).toBeGreaterThanOrEqual((user + system) / 1e6 - 0.03);
    expect(rssMb).toBeGreaterThan(1);
  });
});
