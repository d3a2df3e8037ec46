import { DateTimeScalar, USCCScalar } from '@citygraph/contract';
import {
  alignRows,
  type Connection,
  connectionOf,
  defineLoader,
  findRows,
  groupRows,
  Key,
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
import { LegalEntityType } from '../federated-types.ts';
import { readAnew } from '../read-anew.ts';
import { App, AppDocument } from './app.entity.ts';
import { registerApp } from './register-app.ts';
import { registerDocuments } from './register-documents.ts';

@Sensitivity('S2')
@ObjectType('AppDocument', { description: 'A document that an app has said it will send.' })
export class AppDocumentType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'SHA-256 of its exact text, in hex.' })
  digest!: string;

  @Field(() => String, { nullable: true, description: 'Its text.' })
  document?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was registered.' })
  registeredAt?: Date;
}

@Key('clientId')
@Sensitivity('S1')
@ObjectType('App', { description: 'An app that asks the endpoint.' })
export class AppType {
  @Field(() => ID, { description: 'OIDC client id.' })
  clientId!: string;

  @Field(() => String, { description: 'What it is called.' })
  name!: string;

  @Field(() => Boolean, { description: 'Beyond public data it gets what was granted, and nothing else.' })
  thirdParty!: boolean;

  @Field(() => Boolean, { description: 'It may ask its registered documents only.' })
  documentsOnly!: boolean;

  @Field(() => Int, { nullable: true, description: 'Requests a minute; null: no limit of its own.' })
  requestsPerMinute?: number | null;

  @Field(() => Int, { nullable: true, description: 'Cost a minute; null: no limit of its own.' })
  costPerMinute?: number | null;
}

const AppConnection = connectionOf('App', () => AppType);
const ORDER = [['clientId', 'asc']] as const;

export const appById = defineLoader<string, App, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, App, { clientId: { $in: [...ids] } }), ({ clientId }) => clientId),
);

/** A document with whose it is: what its rule reads. */
export type OwnedDocument = AppDocument & Pick<App, 'organisationUscc'>;

const documentsOf = defineLoader<string, AppDocument[], SubgraphContext>(async (ids, { em }) =>
  groupRows(
    ids,
    await findRows(
      em,
      AppDocument,
      { clientId: { $in: [...ids] } },
      { orderBy: { registeredAt: 'desc', digest: 'asc' } },
    ),
    ({ clientId }) => clientId,
  ),
);

@Resolver(() => AppType)
export class AppResolver {
  @Sensitivity('S1')
  @Query(() => AppConnection, { nullable: true, description: 'Registered apps, in the order of their client ids.' })
  apps(@Args(() => PageArgs) { first, after }: PageArgs, @Ctx() { em }: SubgraphContext): Promise<Connection<App>> {
    return pageOf<App>(em, App, { order: ORDER, first, after });
  }

  @Sensitivity('S1')
  @Query(() => AppType, { nullable: true, description: 'One app; null: there is none with this client id.' })
  app(@Arg('clientId', () => ID) clientId: string, @Ctx() context: SubgraphContext): Promise<App | null> {
    return appById(context).load(clientId);
  }

  @Sensitivity('S2')
  @Mutation(() => AppType, {
    nullable: true,
    description:
      'Register an app of your organisation, or change its name and `documentsOnly`; the city’s own, and limits, are for administrators. What is left out stays as it is. Whose it is never changes. It opens public data and no more.',
  })
  async registerApp(
    @Arg('clientId', () => ID, { description: 'As sign-on has it; an organisation’s begins with `app-`.' })
    clientId: string,
    @Arg('name', () => String, { description: 'What it is called.' }) name: string,
    @Arg('organisation', () => USCCScalar, { nullable: true, description: 'Who runs it; null: the city itself.' })
    organisation: string | null,
    @Arg('documentsOnly', () => Boolean, {
      nullable: true,
      description: 'It may ask its registered documents only. Null: as it is; of a new app, it may ask others.',
    })
    documentsOnly: boolean | null,
    @Arg('requestsPerMinute', () => Int, { nullable: true, description: 'With `costPerMinute`; null: as it is.' })
    requestsPerMinute: number | null,
    @Arg('costPerMinute', () => Int, { nullable: true, description: 'With `requestsPerMinute`; null: as it is.' })
    costPerMinute: number | null,
    @Arg('withoutLimits', () => Boolean, {
      defaultValue: false,
      description: 'Take both limits away: those of its plans hold, or the hub’s.',
    })
    withoutLimits: boolean,
    @Ctx() context: SubgraphContext,
  ): Promise<App | null> {
    const { em, viewer, clock } = context;
    const limits = {
      requestsPerMinute: requestsPerMinute ?? null,
      costPerMinute: costPerMinute ?? null,
      withoutLimits,
    };
    const said = { organisationUscc: organisation ?? null, documentsOnly: documentsOnly ?? null };
    const registration = { clientId, name, ...said, ...limits };
    return readAnew(appById(context), await registerApp(em, viewer, registration, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => [ID], {
    nullable: true,
    description:
      'Say which documents your app sends: these may touch S4. Gateways know them by SHA-256 of their exact text. Answers the digests.',
  })
  registerDocuments(
    @Arg('app', () => ID, { description: 'Client id.' }) app: string,
    @Arg('documents', () => [String], { description: 'At most 100 at once, of 100 KiB each.' }) documents: string[],
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<string[]> {
    return registerDocuments(em, viewer, { app, documents }, clock.now());
  }

  @Sensitivity('S1')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'Who runs it; null: the city itself.' })
  organisation(@Root() { organisationUscc }: App): { uscc: string } | null {
    return organisationUscc === null ? null : { uscc: organisationUscc };
  }

  @Sensitivity('S1')
  @FieldResolver(() => [AppDocumentType], {
    nullable: true,
    description: 'Documents it has registered, the latest first; their text is for who runs it and for administrators.',
  })
  async documents(
    @Root() { clientId, organisationUscc }: App,
    @Ctx() context: SubgraphContext,
  ): Promise<OwnedDocument[]> {
    const documents = (await documentsOf(context).load(clientId)) ?? [];
    return documents.map((document) => ({ ...document, organisationUscc }));
  }
}
