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
}

/** Ours, everything on. */
export function citygraph({ engine, nodeArguments = [], ledger = false, vendors = [] }: CitygraphOptions): Contender {
  return {
    id: 'citygraph',
    name: 'CityGraph, everything on',
    version: engine === null ? '(default engine)' : `(engine ${engine})`,
    prepare: async () => null,
    async start({ supergraph, urls }) {
      const child = await startChild<{ url: string }>(
        'gateway/serve-citygraph.ts',
        { supergraph, urls, engine, ledger, vendors },
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
