import type { Finding } from '@citygraph/composition';
import { defineEntity, p } from '@mikro-orm/core';

/** A plugin's release that a graph had to go without. */
export interface LeftOut {
  readonly plugin: string;
  readonly release: string;
  readonly findings: readonly Finding[];
  /** When that was found, in ISO 8601; left out: when the graph was composed. */
  readonly at?: string;
  /** `cityKey` of the city's own that it was tried with. */
  readonly city?: string;
  /** Releases by the names of their plugins, with one of which it does not go: where each is as it was, so is this. */
  readonly against?: Readonly<Record<string, string>>;
  /** It was not tried with this graph; it will be, when nothing newer waits. */
  readonly waits?: true;
}

const CompositionSchema = defineEntity({
  name: 'Composition',
  tableName: 'composition',
  properties: {
    /** `compositionKey` of what was to be composed. */
    key: p.string().length(64).primary(),
    /** The graph that came of it; null: the first-party subgraphs alone do not compose. */
    digest: p.string().length(64).strictNullable(),
    leftOut: p.json<readonly LeftOut[]>(),
    /** Why there is no graph. */
    findings: p.json<readonly Finding[]>(),
    milliseconds: p.integer(),
    at: p.datetime(3),
  },
});

/** What came of composing certain releases: the same ones need not be composed again. */
export class Composition extends CompositionSchema.class {}
CompositionSchema.setClass(Composition);
