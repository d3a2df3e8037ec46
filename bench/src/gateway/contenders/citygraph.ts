import { startChild } from '../../child.ts';
import type { Contender } from './contender.ts';

export interface CitygraphOptions {
  /** null: the gateway's own default. */
  readonly engine: string | null;
  /** Of Node, besides those of our launchers. */
  readonly nodeArguments?: readonly string[];
  /** Writes down who sees personal data; default: it does not. */
  readonly ledger?: boolean;
  /** Subgraphs that are taken for vendors'; default: none. */
  readonly vendors?: readonly string[];
  /** Vendors may take what they may by default; otherwise as much as they can. */
  readonly ownLimits?: boolean;
  /** Judges every request by a policy bundle; default: nobody has decided anything. */
  readonly policy?: boolean;
  /** Serves so many graphs, clients dealt to them evenly; default 1. */
  readonly graphs?: number;
  /** Counts what is reported to a registry; default: nothing. */
  readonly reports?: boolean;
}

/** Ours, everything on. */
export function citygraph({
  engine,
  nodeArguments = [],
  ledger = false,
  vendors = [],
  ownLimits = false,
  policy = false,
  graphs = 1,
  reports = false,
}: CitygraphOptions): Contender {
  return {
    id: 'citygraph',
    name: 'CityGraph, everything on',
    version: engine === null ? '(default engine)' : `(engine ${engine})`,
    prepare: async () => null,
    async start({ supergraph, urls }) {
      const child = await startChild<{ url: string }>(
        'gateway/serve-citygraph.ts',
        { supergraph, urls, engine, ledger, vendors, ownLimits, policy, graphs, reports },
        nodeArguments,
      );
      return {
        url: child.said.url,
        pid: child.pid,
        stallMs: async () => (await child.ask<{ stallMs: number }>('stall')).stallMs,
        close: child.close,
      };
    },
  };
}
