import { DateTimeScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  findRows,
  PageArgs,
  pageOf,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { assertAdministrator } from '../administrator.ts';
import { OutboxEvent } from './outbox-event.entity.ts';
import { retellEvent } from './retell-event.ts';

@Sensitivity('S2')
@ObjectType('SetAsideEvent', {
  description: 'Something that happened and could not be told to those it concerns, however often it was tried.',
})
export class SetAsideEventType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'What happened, e.g. `review.decided`.' })
  topic?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it happened.' })
  at?: Date;

  @Field(() => Int, { nullable: true, description: 'How often it could not be told.' })
  attempts?: number;

  @Field(() => String, { nullable: true, description: 'Why it could not be told the last time.' })
  lastError?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was set aside; null: it is told again.' })
  setAsideAt?: Date | null;
}

const SetAsideEventConnection = connectionOf('SetAsideEvent', () => SetAsideEventType);
const NEWEST_FIRST = [
  ['at', 'desc'],
  ['id', 'asc'],
] as const;

@Resolver(() => SetAsideEventType)
export class OutboxEventResolver {
  @Sensitivity('S2')
  @Query(() => SetAsideEventConnection, {
    nullable: true,
    description: 'What could not be told to those it concerns, the latest first; for administrators.',
  })
  eventsSetAside(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() { em, viewer }: SubgraphContext,
  ): Promise<Connection<OutboxEvent>> {
    assertAdministrator(viewer);
    const where = { takenAt: null, setAsideAt: { $ne: null } };
    return pageOf<OutboxEvent>(em, OutboxEvent, { where, order: NEWEST_FIRST, first, after });
  }

  @Sensitivity('S2')
  @Mutation(() => SetAsideEventType, {
    nullable: true,
    description:
      'Tell an event after all that was set aside, for administrators. One that waits or was told stays as it is.',
  })
  async retellEvent(
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, { description: 'What was wrong and is not any more, for the audit.' }) reason: string,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<OutboxEvent | null> {
    await retellEvent(em, viewer, { id, reason }, clock.now());
    return (await findRows(em, OutboxEvent, { id }))[0] ?? null;
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, { nullable: true, description: 'Name of the plugin it is about.' })
  plugin(@Root() { subject }: OutboxEvent): string | null {
    return subject;
  }
}
