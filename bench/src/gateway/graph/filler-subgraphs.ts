import { departmentSchemaHead } from '@citygraph/contract';

export interface FillerSubgraph {
  readonly name: string;
  readonly sdl: string;
}

/** Plugins that are there and that no question asks: each adds to residents and places, and has a root field of its own. */
export function fillerSubgraphs(count: number): FillerSubgraph[] {
  return Array.from({ length: count }, (_, n) => ({
    name: `plugin${n}`,
    sdl: `${departmentSchemaHead()}
      extend type Query { records${n}(first: Int): [Record${n}!]! @sensitivity(level: "S1") }
      extend type Resident @key(fields: "id") { id: ID! @external records${n}: [Record${n}!]! @sensitivity(level: "S2") }
      extend type Place @key(fields: "id") { id: ID! @external note${n}: String @sensitivity(level: "S1") }
      type Record${n} @key(fields: "id") @sensitivity(level: "S1") { id: ID! title: String! weight: Float at: Place }`,
  }));
}
