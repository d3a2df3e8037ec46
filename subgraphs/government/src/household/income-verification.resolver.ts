import { DateTimeScalar } from '@citygraph/contract';
import { Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { Agency } from '../agency/agency.entity.ts';
import { agencyByUscc } from '../agency/agency.loader.ts';
import { AgencyType } from '../agency/agency.resolver.ts';
import type { IncomeVerificationSubject } from './household.access.ts';

export interface IncomeVerificationOfHousehold extends IncomeVerificationSubject {
  readonly requestedByUscc: string;
  readonly bracket: string;
  readonly decidedAt: Date | null;
}

@ObjectType('IncomeVerification', { description: 'The outcome of a means test: a bracket, never an amount.' })
export class IncomeVerificationType {
  @Sensitivity('S4')
  @Field(() => String, { nullable: true, description: "Bracket relative to the city's subsistence line." })
  bracket?: string;

  @Sensitivity('S4')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was decided; null while it is open.' })
  decidedAt?: Date;
}

@Resolver(() => IncomeVerificationType)
export class IncomeVerificationResolver {
  @Sensitivity('S4')
  @FieldResolver(() => AgencyType, { nullable: true, description: 'The agency that asked for the means test.' })
  async requestedBy(
    @Root() { requestedByUscc }: IncomeVerificationOfHousehold,
    @Ctx() context: SubgraphContext,
  ): Promise<Agency | null> {
    return agencyByUscc(context).load(requestedByUscc);
  }
}
