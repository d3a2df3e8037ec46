import { type Connection, LARGEST_PAGE, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { LegalEntityType } from '../legal-entity/legal-entity.resolver.ts';
import { parseChoice } from '../parse-choice.ts';
import type { ResidentSubject } from '../resident/resident.access.ts';
import { ResidentType } from '../resident/resident.resolver.ts';
import { APPLICATION_STATUSES, type ServiceApplication } from './service-application.entity.ts';
import { entityApplicationPages, residentApplicationPages } from './service-application.loader.ts';
import { ServiceApplicationConnection, ServiceApplicationType } from './service-application.resolver.ts';

@Resolver(() => ResidentType)
export class ResidentApplicationsResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [ServiceApplicationType], {
    nullable: true,
    description: `What the resident applied for, newest first; at most ${LARGEST_PAGE}, the rest by applicationsConnection.`,
  })
  async applications(
    @Root() { id }: ResidentSubject,
    @Arg('status', () => String, { nullable: true, description: 'Only applications of this status.' })
    status: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<ServiceApplication[]> {
    const page = residentApplicationPages(context, { first: LARGEST_PAGE, ...ofStatus(status) });
    return [...(await page.load(id)).nodes];
  }

  @Sensitivity('S3')
  @FieldResolver(() => ServiceApplicationConnection, {
    nullable: true,
    description: 'What the resident applied for, newest first.',
  })
  applicationsConnection(
    @Root() { id }: ResidentSubject,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('status', () => String, { nullable: true, description: 'Only applications of this status.' })
    status: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<ServiceApplication>> {
    return residentApplicationPages(context, { first, after: after ?? null, ...ofStatus(status) }).load(id);
  }
}

@Resolver(() => LegalEntityType)
export class LegalEntityApplicationsResolver {
  @Sensitivity('S3')
  @FieldResolver(() => ServiceApplicationConnection, {
    nullable: true,
    description: 'What was applied for in the name of the entity, newest first: for who represents it and officers.',
  })
  applicationsConnection(
    @Root() { uscc }: LegalEntity,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('status', () => String, { nullable: true, description: 'Only applications of this status.' })
    status: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<ServiceApplication>> {
    return entityApplicationPages(context, { first, after: after ?? null, ...ofStatus(status) }).load(uscc);
  }
}

const ofStatus = (text: string | null) => {
  const status = parseChoice(text, APPLICATION_STATUSES, 'status');
  return status ? { where: { status } } : {};
};
