import { DateTimeScalar, USCCScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  PageArgs,
  pageLoader,
  Sensitivity,
  type SubgraphContext,
  type Told,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { ResidentType } from '../health-record/health-record.resolver.ts';
import { LegalEntityType } from '../hospital/hospital.resolver.ts';
import { ConsentDirective } from './consent-directive.entity.ts';
import { recordConsentDirective } from './record-consent-directive.ts';
import { revokeConsentDirective } from './revoke-consent-directive.ts';

const BASIS = 'PIPL-28 health';
const MOST = 50;

@Sensitivity('S4', BASIS)
@ObjectType('ConsentDirective', { description: 'What a resident says about who may see the record (FHIR Consent).' })
export class ConsentDirectiveType {
  @Field(() => ID, { nullable: true, description: 'Opaque key: give it to revokeConsentDirective.' })
  id?: string;

  @Field(() => String, { nullable: true, description: 'HIDE_ENCOUNTERS or DENY_RECORD.' })
  scope?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ends or ended; null: it holds until revoked.' })
  until?: Date | null;
}

const ConsentDirectiveConnection = connectionOf('ConsentDirective', () => ConsentDirectiveType);

const directivesPage = pageLoader(ConsentDirective, {
  parent: 'residentId',
  order: [
    ['recordedAt', 'desc'],
    ['id', 'asc'],
  ],
});

@Resolver(() => ConsentDirectiveType)
export class ConsentDirectiveGranteeResolver {
  @Sensitivity('S4', BASIS)
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'The institution it is about.' })
  grantee(@Root() { granteeUscc }: ConsentDirective): { uscc: string } {
    return { uscc: granteeUscc };
  }

  @Sensitivity('S1')
  @FieldResolver(() => String, { nullable: true, description: 'The mutation that takes it back, given `id`.' })
  takenBackBy(): string {
    return 'revokeConsentDirective';
  }
}

@Resolver(() => ResidentType)
export class ResidentDirectivesResolver {
  @Sensitivity('S4', BASIS)
  @FieldResolver(() => [ConsentDirectiveType], {
    nullable: true,
    description: `The resident's directives, the latest first, at most ${MOST}.`,
  })
  async consentDirectives(
    @Root() { id }: { id: string },
    @Ctx() context: SubgraphContext,
  ): Promise<readonly ConsentDirective[]> {
    return (await directivesPage(context, { first: MOST }).load(id)).nodes;
  }

  @Sensitivity('S4', BASIS)
  @FieldResolver(() => ConsentDirectiveConnection, {
    nullable: true,
    description: "The resident's directives, the latest first, page by page.",
  })
  consentDirectivesConnection(
    @Root() { id }: { id: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('running', () => Boolean, { nullable: true, description: 'True: only those that hold at this moment.' })
    running: boolean | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<ConsentDirective>> {
    const where = running === true ? { $or: [{ until: null }, { until: { $gt: context.clock.now() } }] } : {};
    return directivesPage(context, { where, first, after }).load(id);
  }
}

@Resolver()
export class ConsentDirectiveResolver {
  @Sensitivity('S4', BASIS)
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
  ): Promise<Told<string>> {
    return recordConsentDirective(
      em,
      viewer,
      { residentId, scope, granteeUscc, until: until ?? null },
      key ?? null,
      clock.now(),
    );
  }

  @Sensitivity('S4', BASIS)
  @Mutation(() => ID, { nullable: true, description: 'End a directive of yours or of your ward now. Answers its id.' })
  revokeConsentDirective(
    @Arg('id', () => ID) id: string,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<Told<string>> {
    return revokeConsentDirective(em, viewer, { id }, clock.now());
  }
}
