import type { Viewer } from '@citygraph/contract';
import { Sensitivity } from '@citygraph/kit';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { isAdministrator } from '../administrator.ts';
import { checkOf, type DecisionState, type GatewayRefusal } from './decision-standing.rules.ts';

export const DecisionStates = {
  ACCEPTED: 'ACCEPTED',
  COMPOSED: 'COMPOSED',
  REFUSED: 'REFUSED',
  SERVING: 'SERVING',
} as const satisfies Record<DecisionState, DecisionState>;

registerEnumType(DecisionStates, {
  name: 'DecisionState',
  description: 'How far a decision about graphs has come, by what gateways report.',
  valuesConfig: {
    ACCEPTED: { description: 'It is decided; no graph set has it yet.' },
    COMPOSED: { description: 'A graph set has it; not every living gateway serves its graph yet.' },
    REFUSED: {
      description:
        'A living gateway refuses its graph or could not get it for a minute; what was served before goes on there.',
    },
    SERVING: { description: 'Every living gateway reports the digest of its graph.' },
  },
});

@Sensitivity('S2')
@ObjectType('GatewayRefusal', { description: 'That a gateway refuses a graph that it was offered.' })
export class GatewayRefusalType {
  @Field(() => ID, { nullable: true, description: 'Digest of the graph.' })
  digest?: string;

  @Field(() => String, { nullable: true, description: 'Which check failed there.' })
  check?: string;

  @Field(() => String, {
    nullable: true,
    description: 'The gateway, its process and all that it says, for administrators: it may quote what clients ask.',
  })
  detail?: string | null;
}

export const refusalsAs = (viewer: Viewer, refusals: readonly GatewayRefusal[]): GatewayRefusalType[] =>
  refusals.map(({ gateway, process, digest, reason }) => ({
    digest,
    check: checkOf(reason),
    detail: isAdministrator(viewer) ? `${gateway} (${process}): ${reason}` : null,
  }));
