import { DateTimeScalar, USCCScalar } from '@citygraph/contract';
import { Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { recordConsentDirective } from './record-consent-directive.ts';

@Resolver()
export class ConsentDirectiveResolver {
  @Sensitivity('S4', 'PIPL-28 health')
  @Mutation(() => ID, {
    nullable: true,
    description:
      "HIDE_ENCOUNTERS: no other institution sees your encounters at that one. DENY_RECORD: that institution may not read the record. Answers the directive's id; a repeat answers the first one's.",
  })
  recordConsentDirective(
    @Arg('residentId', () => ID) residentId: string,
    @Arg('scope', () => String) scope: string,
    @Arg('granteeUscc', () => USCCScalar) granteeUscc: string,
    @Arg('until', () => DateTimeScalar, { nullable: true }) until: Date | null,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<string> {
    return recordConsentDirective(
      em,
      viewer,
      { residentId, scope, granteeUscc, until: until ?? null },
      key ?? null,
      clock.now(),
    );
  }
}
