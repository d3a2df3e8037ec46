import { departmentSchemaHead } from '@citygraph/contract';

export interface FillerSubgraph {
  readonly name: string;
  readonly sdl: string;
}

const KINDS = 10;

/**
 * Plugins that are there and that no question asks: each has a root field and records of its own that point at places; one in ten adds
 * to residents. (Were it all of them, composition would weigh every pair of them.)
 */
export function fillerSubgraphs(count: number): FillerSubgraph[] {
  return Array.from({ length: count }, (_, n) => ({
    name: `plugin${n}`,
    sdl: `${departmentSchemaHead()}
      extend type Query { records${n}(first: Int): [Record${n}!]! @sensitivity(level: "S1") }
      type Record${n} @key(fields: "id") @sensitivity(level: "S1") { id: ID! title: String! weight: Float at: Place }
      type Place @key(fields: "id", resolvable: false) { id: ID! }
      ${n % KINDS === 0 ? `extend type Resident @key(fields: "id") { id: ID! @external records${n}: [Record${n}!]! @sensitivity(level: "S2") }` : ''}`,
  }));
}
