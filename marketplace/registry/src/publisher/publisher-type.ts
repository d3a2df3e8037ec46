import { DateTimeScalar } from '@citygraph/contract';
import { Key, Sensitivity } from '@citygraph/kit';
import { Field, ID, ObjectType } from 'type-graphql';
import { MemberRoleEnum } from './member-role.ts';
import type { MemberRole } from './publisher.entity.ts';

@Key('handle')
@Sensitivity('S1')
@ObjectType('Publisher', { description: 'An organisation or a few people who publish plugins.' })
export class PublisherType {
  @Field(() => ID, { description: 'The middle of its plugins’ ids; never changes.' })
  handle!: string;

  @Field(() => String, { description: 'What it calls itself.' })
  name!: string;

  @Field(() => String, { description: 'Where people reach it when something breaks.' })
  contact!: string;

  @Field(() => String, { description: 'UNVERIFIED, DOMAIN_PROVED or LICENCE_CHECKED; each includes the ones before.' })
  verification!: string;

  @Field(() => String, { nullable: true, description: 'The first of the domains that it has proved to be its own.' })
  domain?: string | null;

  @Field(() => DateTimeScalar, { description: 'Since when it is registered.' })
  registeredAt!: Date;

  @Sensitivity('S2')
  @Field(() => String, {
    nullable: true,
    description: 'Why it may not publish any more; null: it may. For members and administrators.',
  })
  suspended?: string | null;
}

@Sensitivity('S2')
@ObjectType('PublisherMember', { description: 'What somebody is in a publisher; for its members and administrators.' })
export class PublisherMemberType {
  @Field(() => String, { nullable: true, description: 'By the subject of their token.' })
  subject?: string;

  @Field(() => MemberRoleEnum, { nullable: true, description: 'What they may do.' })
  memberRole?: MemberRole;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when; of an invitation: when they were asked.' })
  since?: Date;
}

@Sensitivity('S1')
@ObjectType('PublisherInvitation', { description: 'You are asked to become a member.' })
export class PublisherInvitationType {
  @Field(() => String, { description: 'Handle of the publisher.' })
  publisher!: string;

  @Field(() => MemberRoleEnum, { description: 'What you would be.' })
  role!: MemberRole;

  @Field(() => DateTimeScalar, { description: 'When you were asked.' })
  invitedAt!: Date;
}

@Sensitivity('S1')
@ObjectType('PublisherDomain', { description: 'A domain that a publisher has proved to be its own.' })
export class PublisherDomainType {
  @Field(() => String, { description: 'Its servers stand on it or under it.' })
  domain!: string;

  @Field(() => DateTimeScalar, { description: 'When an owner proved it last.' })
  provedAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When the hub last looked whether the proof is served.' })
  lookedAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it is the publisher’s no more unless the proof is served again; null: it is served.',
  })
  lostAt?: Date | null;
}

@Sensitivity('S1')
@ObjectType('DomainChallenge', { description: 'What a publisher serves to prove that a domain is its own.' })
export class DomainChallengeType {
  @Field(() => String, { description: 'The domain.' })
  domain!: string;

  @Field(() => String, { description: 'Where it is served, with status 200.' })
  url!: string;

  @Field(() => String, { description: 'The text that is served.' })
  content!: string;

  @Field(() => DateTimeScalar, { description: 'Until when it can be proved.' })
  until!: Date;
}
