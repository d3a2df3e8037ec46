import type { City } from '@citygraph/city';
import { ANONYMOUS, type Viewer } from '@citygraph/contract';

/** What a gateway asks of a department in one request: representations of one type, and a selection on them. */
export interface Batch {
  readonly department: string;
  readonly typename: string;
  readonly representations: readonly Readonly<Record<string, unknown>>[];
  readonly selection: string;
  readonly viewer: Viewer;
}

const COUNT = 100;

/**
 * Each department's busiest batch: the entity that the city's questions reach it by, and what they ask of it, with lists and rules on
 * every row. A child has some eighteen immunisations: health answers for 1,800 objects here.
 */
export function batchesOf(city: City): Batch[] {
  const wards = spread(city.guardianships.map(({ ward }) => ward));
  const guardian = viewer({ guardianOf: wards });
  const [operator] = city.usagePoints.map((point) => point.operator);
  if (operator === undefined) throw new Error('The city has no utility.');
  const cards = new Map(city.residents.map(({ id, card }) => [id, card]));
  return [
    {
      department: 'government',
      typename: 'Resident',
      representations: wards.map((id) => ({ id })),
      selection: 'name birthDate citizenCard { functions } household { dwelling { addressText division { name } } }',
      viewer: guardian,
    },
    {
      department: 'health',
      typename: 'Resident',
      representations: wards.map((id) => ({ id })),
      selection: 'healthRecord { immunizations { occurrence completeForSchoolEntry } }',
      viewer: guardian,
    },
    {
      department: 'education',
      typename: 'Resident',
      representations: wards.map((id) => ({ id })),
      selection: 'enrolments { academicYear status school { name } }',
      viewer: guardian,
    },
    {
      department: 'commerce',
      typename: 'Product',
      representations: spread(city.products).map(({ gtin }) => ({ gtin })),
      selection: 'name brandOwner { uscc } offers { priceCents stock seller { uscc } }',
      viewer: viewer({}),
    },
    {
      department: 'energy',
      typename: 'UsagePoint',
      representations: spread(city.usagePoints.filter((point) => point.operator === operator)).map(({ mrid }) => ({
        mrid,
        paidCents: 0,
      })),
      selection: 'commodity amountDueCents latestReading { at value unit quality } bills(last: 3) { amountCents }',
      viewer: viewer({ represents: [operator] }),
    },
    {
      department: 'finance',
      typename: 'CitizenCard',
      representations: wards.map((ward) => ({ id: cards.get(ward) })),
      selection:
        'balanceCents payments(last: 5) { amountCents } ledgerConnection(first: 5) { nodes { kind amountCents } }',
      viewer: guardian,
    },
    {
      department: 'agriculture',
      typename: 'FieldPlot',
      representations: spread(city.farms.flatMap(({ plots }) => plots)).map(({ id }) => ({ id })),
      selection: 'season crop { name agrovocUri } place { id }',
      viewer: viewer({}),
    },
  ];
}

/** `COUNT` of them, from all over the list: neighbours would lie on the same page of the database. */
function spread<T>(all: readonly T[]): T[] {
  const step = all.length / COUNT;
  return Array.from({ length: Math.min(COUNT, all.length) }, (_, n) => all[Math.floor(n * Math.max(step, 1))] as T);
}

const viewer = (relations: { guardianOf?: readonly string[]; represents?: readonly string[] }): Viewer => ({
  principal: { ...ANONYMOUS, subject: 'bench', resident: 'res_bench', roles: ['resident'], app: 'bench' },
  standing: {
    resident: 'res_bench',
    guardianOf: [],
    household: null,
    dwelling: null,
    represents: [],
    case: null,
    version: 'bench',
    ...relations,
  },
  purpose: 'self-service',
  receivers: [],
});
