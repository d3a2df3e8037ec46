import { DateTimeScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  defineLoader,
  findRows,
  mapPage,
  PageArgs,
  pageLoader,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { cameraSiteById, type WatchedCamera } from '../camera-site/camera-site.loader.ts';
import { CameraSiteType } from '../camera-site/camera-site.resolver.ts';
import { requestStreamTicket } from './request-stream-ticket.ts';
import type { TicketForCamera } from './stream-ticket.access.ts';
import { StreamTicket } from './stream-ticket.entity.ts';
import { StreamTicketKey } from './stream-ticket-key.entity.ts';
import { signTicket, TICKET_AUDIENCE, TICKET_ISSUER, TICKET_SECONDS } from './ticket-token.ts';

@Sensitivity('S3')
@ObjectType('StreamTicket', {
  description: 'Leave to look through one camera, once, within a minute; who had it stays.',
})
export class StreamTicketType {
  @Sensitivity('S1')
  @Field(() => ID, { description: "Opaque key, the token's jti." })
  id!: string;

  @Field(() => String, { nullable: true, description: 'The officer who asked: OIDC subject.' })
  requestedBy?: string;

  @Field(() => String, { nullable: true, description: 'The case it was asked for.' })
  caseId?: string;

  @Field(() => String, { nullable: true, description: 'The purpose it was asked for.' })
  purpose?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was issued.' })
  issuedAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: `When it dies: ${TICKET_SECONDS} s later.` })
  expiresAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the video gateway took it; null: never.' })
  redeemedAt?: Date;
}

const StreamTicketConnection = connectionOf('StreamTicket', () => StreamTicketType);

const ticketPages = pageLoader(StreamTicket, {
  parent: 'cameraSiteId',
  order: [
    ['issuedAt', 'desc'],
    ['id', 'asc'],
  ],
});

const keyByKid = defineLoader<string, StreamTicketKey, SubgraphContext>(async (kids, { em }) => {
  const keys = new Map((await findRows(em, StreamTicketKey, { kid: { $in: [...kids] } })).map((key) => [key.kid, key]));
  return kids.map((kid) => keys.get(kid) ?? null);
});

@Resolver(() => StreamTicketType)
export class StreamTicketResolver {
  @Sensitivity('I', 'opens a live picture of a public place')
  @Mutation(() => StreamTicketType, {
    nullable: true,
    description: `A one-time ticket for a camera, valid ${TICKET_SECONDS} s: for officers of Public Security and Emergency Management on a case, for emergency-response or city-management. Each leaves a record.`,
  })
  async requestStreamTicket(
    @Arg('cameraSiteId', () => ID, { description: 'The camera.' }) cameraSiteId: string,
    @Arg('idempotencyKey', () => ID, {
      nullable: true,
      description:
        'A repeat under the same key answers the same ticket, even an expired one; take a new key for a new one.',
    })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<TicketForCamera | null> {
    const { em, viewer, clock } = context;
    const id = await requestStreamTicket(em, viewer, { cameraSiteId }, key ?? null, clock.now());
    const camera = await cameraSiteById(cameraSiteId, context);
    return camera && Object.assign(await em.findOneOrFail(StreamTicket, { id }), { camera });
  }

  @Sensitivity('I', 'opens a live picture of a public place')
  @FieldResolver(() => String, {
    nullable: true,
    description: `The ticket for the video gateway: a JWS (EdDSA) with aud ${TICKET_AUDIENCE}, sub device id, jti and exp. For who asked alone; never a URL.`,
  })
  async token(@Root() { id, deviceId, issuedAt, expiresAt, kid }: TicketForCamera, @Ctx() context: SubgraphContext) {
    const key = await keyByKid(context).load(kid);
    if (!key) return null;
    const [iat, exp] = [issuedAt.getTime() / 1000, expiresAt.getTime() / 1000];
    return signTicket(key, { iss: TICKET_ISSUER, aud: TICKET_AUDIENCE, sub: deviceId, jti: id, iat, exp });
  }

  @Sensitivity('S3')
  @FieldResolver(() => CameraSiteType, { nullable: true, description: 'The camera.' })
  cameraSite(@Root() { camera }: TicketForCamera): WatchedCamera {
    return camera;
  }
}

@Resolver(() => CameraSiteType)
export class CameraSiteTicketsResolver {
  @Sensitivity('S3')
  @FieldResolver(() => StreamTicketConnection, {
    nullable: true,
    description: 'Who looked through the camera and on which case, the latest first.',
  })
  async streamTickets(
    @Root() camera: WatchedCamera,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<TicketForCamera>> {
    const page = await ticketPages(context, { first, after: after ?? null }).load(camera.id);
    return mapPage(page, (ticket) => Object.assign(ticket, { camera }));
  }
}
