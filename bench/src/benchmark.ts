/** One measured way of doing the same thing. */
export interface Row {
  readonly name: string;
  /** In the benchmark's unit; less is better. */
  readonly value: number;
  readonly note?: string;
}

/** Rows of one run on one machine; the first is the peer that the others are compared with. */
export interface Comparison {
  readonly title: string;
  readonly unit: string;
  readonly rows: readonly [Row, ...Row[]];
}

/** How a run is to be done; each benchmark reads what concerns it. */
export interface RunOptions {
  /** Of our gateway; null: its default. */
  readonly engine: string | null;
  /** Ids of the gateways that take part; null: all. */
  readonly only: readonly string[] | null;
  /** Of each measured round. */
  readonly seconds: number;
  readonly rounds: number;
  readonly soakSeconds: number;
}

export interface Benchmark {
  readonly name: string;
  readonly description: string;
  run(options: RunOptions): Promise<readonly Comparison[]>;
}

/** A comparison as lines of text: the ratio first, for the figures themselves are this machine's. */
export function printComparison({ title, unit, rows }: Comparison): string {
  const [peer] = rows;
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, value, note }) => {
    const ratio = `${(peer.value / value).toFixed(2)} ×`;
    return `  ${name.padEnd(width)}  ${ratio.padStart(9)}  ${value.toPrecision(3).padStart(9)} ${unit}${note ? `  ${note}` : ''}`;
  });
  return [title, ...lines].join('\n');
}
