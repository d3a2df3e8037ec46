import { DateTimeScalar } from '@citygraph/contract';
import {
  alignRows,
  type Connection,
  connectionOf,
  defineLoader,
  findRows,
  Key,
  PageArgs,
  pageLoader,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { DataGrant } from '../data-grant/data-grant.entity.ts';
import { DataGrantType, grantById } from '../data-grant/data-grant.resolver.ts';
import { LegalEntityType, ResidentType } from '../federated-types.ts';
import { readAnew } from '../read-anew.ts';
import { keysOf } from '../registry-context.ts';
import { artefactOf, openingOf } from './artefact-of.ts';
import { Consent } from './consent.entity.ts';
import { giveConsent } from './give-consent.ts';
import { revokeConsent } from './revoke-consent.ts';

/** Consents in one list. */
const MOST_CONSENTS = 100;

@Key('id')
@Sensitivity('S3')
@ObjectType('Consent', { description: 'The word of whose data it is that a grant may be used on it.' })
export class ConsentType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was given.' })
  givenAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it runs out.' })
  until?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was taken back; null: it was not.' })
  revokedAt?: Date | null;
}

const NEWEST_FIRST = [
  ['givenAt', 'desc'],
  ['id', 'asc'],
] as const;
const ConsentConnection = connectionOf('Consent', () => ConsentType);
const ACTIVE = {
  defaultValue: false,
  description: 'True: only those that are in force, and can be taken back.',
} as const;
const consentsOf = pageLoader(Consent, { parent: 'subjectKey', order: NEWEST_FIRST });

export const consentById = defineLoader<string, Consent, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, Consent, { id: { $in: [...ids] } }), ({ id }) => id),
);

function pageOfConsents(
  subjectKey: string,
  { first, after, active }: { first: number; after?: string | null | undefined; active: boolean },
  context: SubgraphContext,
): Promise<Connection<Consent>> {
  const where = active ? { revokedAt: null, until: { $gt: context.clock.now() } } : {};
  return consentsOf(context, { where: where as never, first, after: after ?? null }).load(subjectKey);
}

@Resolver(() => ConsentType)
export class ConsentResolver {
  @Sensitivity('S1')
  @Query(() => [String], {
    nullable: true,
    description: 'Public keys (JWK, JSON) under which consents are signed.',
  })
  consentKeys(@Ctx() context: SubgraphContext): string[] {
    return [JSON.stringify(keysOf(context).consentKey.publicJwk)];
  }

  @Sensitivity('S3')
  @Mutation(() => ConsentType, {
    nullable: true,
    description:
      'Consent to a grant for yourself, your child or the firm you represent, for a year at most. Given again, it is the same.',
  })
  async giveConsent(
    @Arg('grantId', () => ID, { description: 'A grant in force that asks for consent.' }) grantId: string,
    @Arg('subject', () => ID, {
      nullable: true,
      description: "Whose data: a resident's id or a firm's code; default: yourself.",
    })
    subject: string | null,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Consent | null> {
    const { em, viewer, clock } = context;
    const act = { key, now: clock.now(), signer: keysOf(context).consentKey };
    return readAnew(consentById(context), await giveConsent(em, viewer, { grantId, subject: subject ?? null }, act));
  }

  @Sensitivity('S3')
  @Mutation(() => ConsentType, {
    nullable: true,
    description: 'Take a consent back: in force everywhere within seconds.',
  })
  async revokeConsent(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<Consent | null> {
    const { em, viewer, clock } = context;
    return readAnew(consentById(context), await revokeConsent(em, viewer, { id }, clock.now()));
  }

  @Sensitivity('S3')
  @FieldResolver(() => String, { nullable: true, description: 'ACTIVE, EXPIRED or REVOKED.' })
  status(@Root() { revokedAt, until }: Consent, @Ctx() { clock }: SubgraphContext): string {
    if (revokedAt !== null) return 'REVOKED';
    return until > clock.now() ? 'ACTIVE' : 'EXPIRED';
  }

  @Sensitivity('S3')
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'What was consented to, signed by the registry: a compact JWS (EdDSA), good for any court. Its `sub` is a hash that `artefactOpening` opens.',
  })
  artefactJws(@Root() consent: Consent, @Ctx() context: SubgraphContext): Promise<string> {
    return artefactOf(consent, context);
  }

  @Sensitivity('S3')
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Shows whose consent an artefact is, as JSON: `type`, `key`, and the `salt` under which they make `sub`. By the city’s own apps alone; null: the artefact has the key itself.',
  })
  artefactOpening(@Root() consent: Consent, @Ctx() context: SubgraphContext): Promise<string | null> {
    return openingOf(consent, context);
  }

  @Sensitivity('S1')
  @FieldResolver(() => String, { nullable: true, description: 'The mutation that takes it back, given `id`.' })
  takenBackBy(): string {
    return 'revokeConsent';
  }

  @Sensitivity('S3')
  @FieldResolver(() => DataGrantType, { nullable: true, description: 'What was consented to.' })
  grant(@Root() { grantId }: Consent, @Ctx() context: SubgraphContext): Promise<DataGrant | null> {
    return grantById(context).load(grantId);
  }
}

@Resolver(() => ResidentType)
export class ResidentConsentsResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [ConsentType], {
    nullable: true,
    description: `Consents given for the person, the latest first, at most ${MOST_CONSENTS}; for themselves and their guardians.`,
  })
  async consents(@Root() { id }: ResidentType, @Ctx() context: SubgraphContext): Promise<readonly Consent[]> {
    return (await consentsOf(context, { first: MOST_CONSENTS }).load(id)).nodes;
  }

  @Sensitivity('S3')
  @FieldResolver(() => ConsentConnection, {
    nullable: true,
    description: 'Consents given for the person, the latest first, page by page; for themselves and their guardians.',
  })
  consentsConnection(
    @Root() { id }: ResidentType,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('active', () => Boolean, ACTIVE) active: boolean,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Consent>> {
    return pageOfConsents(id, { first, after, active }, context);
  }
}

@Resolver(() => LegalEntityType)
export class LegalEntityConsentsResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [ConsentType], {
    nullable: true,
    description: `Consents given for the firm, the latest first, at most ${MOST_CONSENTS}; for its representatives.`,
  })
  async consents(@Root() { uscc }: LegalEntityType, @Ctx() context: SubgraphContext): Promise<readonly Consent[]> {
    return (await consentsOf(context, { first: MOST_CONSENTS }).load(uscc)).nodes;
  }

  @Sensitivity('S3')
  @FieldResolver(() => ConsentConnection, {
    nullable: true,
    description: 'Consents given for the firm, the latest first, page by page; for its representatives.',
  })
  consentsConnection(
    @Root() { uscc }: LegalEntityType,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('active', () => Boolean, ACTIVE) active: boolean,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Consent>> {
    return pageOfConsents(uscc, { first, after, active }, context);
  }
}
