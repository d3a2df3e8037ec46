import { USCCScalar } from '@citygraph/contract';
import { Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { clientOf } from '../guarded-client.ts';
import { readAnew } from '../read-anew.ts';
import { answerInvitation, changeMemberRole, inviteMember, removeMember } from './change-members.ts';
import { closePublisher } from './close-publisher.ts';
import { dropDomain } from './drop-domain.ts';
import { publisherByHandle, type SeenPublisher } from './find-publishers.ts';
import { freeNames } from './free-names.ts';
import { checkLicence, suspendPublisher } from './judge-publisher.ts';
import { MemberRoleEnum } from './member-role.ts';
import { type DomainChallenge, proveDomain, startDomainProof } from './prove-domain.ts';
import type { MemberRole } from './publisher.entity.ts';
import { DomainChallengeType, PublisherType } from './publisher-type.ts';
import { registerPublisher, takeNamespace } from './register-publisher.ts';

const HANDLE = { description: 'Handle of the publisher.' };
type Seen = Promise<SeenPublisher | null>;

const anew = async (context: SubgraphContext, handle: Promise<string>): Seen =>
  readAnew(publisherByHandle(context), await handle);

@Resolver(() => PublisherType)
export class PublisherMutationsResolver {
  @Sensitivity('S2')
  @Mutation(() => PublisherType, { nullable: true, description: 'Register a publisher; you are its first owner.' })
  registerPublisher(
    @Arg('handle', () => ID, { description: 'Small letters, digits, single hyphens; never changes.' }) handle: string,
    @Arg('name', () => String, { description: 'What it is called.' }) name: string,
    @Arg('contact', () => String, { description: 'Where people reach it when something breaks.' }) contact: string,
    @Arg('namespace', () => String, { description: '`iov`: its types begin with `Iov`, its fields with `iov_`.' })
    namespace: string,
    @Arg('uscc', () => USCCScalar, { nullable: true, description: 'The firm; null: no firm.' }) uscc: string | null,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Seen {
    const { em, viewer, clock } = context;
    const registration = { handle, name, contact, namespace, uscc: uscc ?? null };
    return anew(context, registerPublisher(em, viewer, registration, key, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => PublisherType, { nullable: true, description: 'Take one more namespace, at most five; for owners.' })
  takeNamespace(
    @Arg('publisher', () => ID, HANDLE) publisher: string,
    @Arg('namespace', () => String, { description: 'Letters and digits, a letter first.' }) namespace: string,
    @Ctx() context: SubgraphContext,
  ): Seen {
    const { em, viewer, clock } = context;
    return anew(context, takeNamespace(em, viewer, { publisher, namespace }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => PublisherType, {
    nullable: true,
    description: 'Ask somebody to become a member; they are one when they say yes. For owners.',
  })
  inviteMember(
    @Arg('publisher', () => ID, HANDLE) publisher: string,
    @Arg('subject', () => String, { description: 'By the subject of their token.' }) subject: string,
    @Arg('role', () => MemberRoleEnum, { description: 'What they may do.' }) role: MemberRole,
    @Ctx() context: SubgraphContext,
  ): Seen {
    const { em, viewer, clock } = context;
    return anew(context, inviteMember(em, viewer, { publisher, subject, role }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => PublisherType, { nullable: true, description: 'Say yes or no to a publisher that invited you.' })
  answerInvitation(
    @Arg('publisher', () => ID, HANDLE) publisher: string,
    @Arg('accept', () => Boolean, { description: 'Yes.' }) accept: boolean,
    @Ctx() context: SubgraphContext,
  ): Seen {
    const { em, viewer, clock } = context;
    return anew(context, answerInvitation(em, viewer, { publisher, accept }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => PublisherType, {
    nullable: true,
    description: 'Give a member another role; for owners. One owner always remains.',
  })
  changeMemberRole(
    @Arg('publisher', () => ID, HANDLE) publisher: string,
    @Arg('subject', () => String, { description: 'The member.' }) subject: string,
    @Arg('role', () => MemberRoleEnum, { description: 'What they may do from now on.' }) role: MemberRole,
    @Ctx() context: SubgraphContext,
  ): Seen {
    const { em, viewer, clock } = context;
    return anew(context, changeMemberRole(em, viewer, { publisher, subject, role }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => PublisherType, {
    nullable: true,
    description: 'End a membership or take an invitation back: for owners, and for the member. The last owner stays.',
  })
  removeMember(
    @Arg('publisher', () => ID, HANDLE) publisher: string,
    @Arg('subject', () => String, { description: 'The member.' }) subject: string,
    @Ctx() context: SubgraphContext,
  ): Seen {
    const { em, viewer, clock } = context;
    return anew(context, removeMember(em, viewer, { publisher, subject }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => DomainChallengeType, {
    nullable: true,
    description: 'Begin the proof that a domain is the publisher’s: answers what to serve and where. For owners.',
  })
  startDomainProof(
    @Arg('publisher', () => ID, HANDLE) publisher: string,
    @Arg('domain', () => String, { description: 'Without scheme and path.' }) domain: string,
    @Ctx() context: SubgraphContext,
  ): Promise<DomainChallenge> {
    const { em, viewer, clock } = context;
    return startDomainProof(em, viewer, { publisher, domain }, clientOf(context), clock.now());
  }

  @Sensitivity('S2')
  @Mutation(() => PublisherType, {
    nullable: true,
    description: 'Let the hub fetch what `startDomainProof` asked for: the domain is then proved. For owners.',
  })
  proveDomain(@Arg('publisher', () => ID, HANDLE) publisher: string, @Ctx() context: SubgraphContext): Seen {
    const { em, viewer, clock } = context;
    return anew(context, proveDomain(em, viewer, publisher, clientOf(context), clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => PublisherType, {
    nullable: true,
    description:
      'Give a domain back that is the publisher’s no more: what runs there goes to nobody more, and whoever proves it has it. For owners.',
  })
  dropDomain(
    @Arg('publisher', () => ID, HANDLE) publisher: string,
    @Arg('domain', () => String, { description: 'One that it has proved.' }) domain: string,
    @Ctx() context: SubgraphContext,
  ): Seen {
    const { em, viewer, clock } = context;
    return anew(context, dropDomain(em, viewer, { publisher, domain }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => PublisherType, {
    nullable: true,
    description: 'Confirm whose licence a publisher has shown; for administrators, never of their own publisher.',
  })
  checkLicence(
    @Arg('publisher', () => ID, HANDLE) publisher: string,
    @Arg('uscc', () => USCCScalar, { description: 'The code on the licence.' }) uscc: string,
    @Ctx() context: SubgraphContext,
  ): Seen {
    const { em, viewer, clock } = context;
    return anew(context, checkLicence(em, viewer, { publisher, uscc }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => PublisherType, {
    nullable: true,
    description: 'Let a publisher publish, claim and ask for nothing more; what it has goes on. For administrators.',
  })
  suspendPublisher(
    @Arg('publisher', () => ID, HANDLE) publisher: string,
    @Arg('reason', () => String, { description: 'Why; its members read it.' }) reason: string,
    @Ctx() context: SubgraphContext,
  ): Seen {
    const { em, viewer, clock } = context;
    return anew(context, suspendPublisher(em, viewer, { publisher, reason }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => PublisherType, {
    nullable: true,
    description:
      'End your publisher: its plugins are switched off, its grants revoked, and nobody is a member any more. Its names stay taken. For owners.',
  })
  closePublisher(
    @Arg('publisher', () => ID, HANDLE) publisher: string,
    @Arg('reason', () => String, { description: 'Why; whoever uses its plugins reads it.' }) reason: string,
    @Ctx() context: SubgraphContext,
  ): Seen {
    const { em, viewer, clock } = context;
    return anew(context, closePublisher(em, viewer, { publisher, reason }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => [String], {
    nullable: true,
    description:
      'Free the namespaces and claimed names of a publisher that closed; for administrators. Its handle and its plugins’ names stay. Answers what is free by it.',
  })
  freeNames(
    @Arg('publisher', () => ID, HANDLE) publisher: string,
    @Arg('reason', () => String, { description: 'Why, for the audit.' }) reason: string,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<string[]> {
    return freeNames(em, viewer, { publisher, reason }, clock.now());
  }

  @Sensitivity('S2')
  @Mutation(() => PublisherType, { nullable: true, description: 'Let a publisher publish again; for administrators.' })
  restorePublisher(@Arg('publisher', () => ID, HANDLE) publisher: string, @Ctx() context: SubgraphContext): Seen {
    const { em, viewer, clock } = context;
    return anew(context, suspendPublisher(em, viewer, { publisher, reason: null }, clock.now()));
  }
}
