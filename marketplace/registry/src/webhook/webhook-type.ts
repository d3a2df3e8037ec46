import { DateTimeScalar } from '@citygraph/contract';
import { allowed, refused, Sensitivity, subjectRule, type TypeAccess } from '@citygraph/kit';
import { Field, ID, Int, ObjectType } from 'type-graphql';

@Sensitivity('S2')
@ObjectType('WebhookDelivery', { description: 'One message to one webhook; for who keeps it.' })
export class WebhookDeliveryType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { nullable: true, description: '`webhook-id`: the same for every attempt and replay.' })
  messageId?: string;

  @Field(() => String, { nullable: true, description: 'What happened, e.g. `release.state-changed`.' })
  topic?: string;

  @Field(() => String, { nullable: true, description: 'What is sent.' })
  body?: string;

  @Field(() => String, { nullable: true, description: 'PENDING, DELIVERED or FAILED.' })
  state?: string;

  @Field(() => Int, { nullable: true, description: 'How often it was tried since it was made or replayed.' })
  attempts?: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it is tried next, while PENDING.' })
  nextAt?: Date;

  @Field(() => Int, { nullable: true, description: 'What the server answered last; null: nothing.' })
  lastStatus?: number | null;

  @Field(() => String, { nullable: true, description: 'What was wrong last.' })
  lastError?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it arrived.' })
  deliveredAt?: Date | null;
}

@Sensitivity('S2')
@ObjectType('Webhook', {
  description:
    'Where a publisher’s, an app’s or an agency’s own server hears what happens, as Standard Webhooks; for who keeps it.',
})
export class WebhookType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Where messages are sent.' })
  url?: string;

  @Field(() => [String], { nullable: true, description: 'What it hears of: release, review, …; empty: of all.' })
  topics?: readonly string[];

  @Field(() => [String], {
    nullable: true,
    description: 'Of an app’s: the plugins it hears of; none: those that it subscribed to.',
  })
  plugins?: readonly string[];

  @Field(() => Int, {
    nullable: true,
    description: 'Which secret messages are signed with; a higher number is a new one.',
  })
  secretNumber?: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it is there.' })
  createdAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when nothing arrives; null: all does.' })
  failingSince?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when nothing is sent; null: it is.' })
  disabledAt?: Date | null;

  @Field(() => String, { nullable: true, description: 'Why nothing is sent.' })
  disabledReason?: string | null;
}

@Sensitivity('S2')
@ObjectType('WebhookSecret', {
  description: 'A webhook with what its messages are signed with; shown when it is made or changed.',
})
export class WebhookSecretType {
  @Field(() => String, { nullable: true, description: '`whsec_…`: HMAC-SHA256 over id, time and body.' })
  secret?: string;

  @Field(() => WebhookType, { nullable: true, description: 'The webhook.' })
  webhook?: WebhookType;
}

/** Whoever finds webhooks says whether the viewer keeps them: no token says it. */
export interface Kept {
  readonly isKept: boolean;
}

export const webhookAccess: TypeAccess<Kept> = {
  default: subjectRule('keeper', (_, { isKept }) =>
    isKept ? allowed('keeper') : refused('FORBIDDEN', 'You may not see this, or it does not exist.'),
  ),
};
