import { DateTimeScalar, type Viewer } from '@citygraph/contract';
import {
  allowed,
  findRows,
  refused,
  Sensitivity,
  type SubgraphContext,
  subjectRule,
  type TypeAccess,
} from '@citygraph/kit';
import { Arg, Ctx, Field, ID, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { App } from '../app/app.entity.ts';
import { isOfApp } from '../app/register-documents.ts';
import { AppKeyRow } from './app-key.entity.ts';
import { createAppKey, revokeAppKey } from './create-app-key.ts';

type ReadKey = AppKeyRow & Pick<App, 'organisationUscc'>;

const whoRunsIt = subjectRule('who runs the app', (viewer: Viewer, key: ReadKey) =>
  isOfApp(viewer, key) ? allowed('who runs the app') : refused('FORBIDDEN', 'You may not see this.'),
);
export const appKeyAccess: TypeAccess<ReadKey> = { default: whoRunsIt };

@Sensitivity('S2')
@ObjectType('AppKey', { description: 'By what an app shows who it is where nobody is signed in.' })
export class AppKeyType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key of this entry, not the app’s key itself.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'What its owner calls it.' })
  name?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was made.' })
  madeAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when it is good; null: until it is revoked.' })
  until?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked; null: it was not.' })
  revokedAt?: Date | null;
}

@Sensitivity('S1')
@ObjectType('CreatedAppKey', { description: 'A new key, shown this once to who made it.' })
class CreatedAppKeyType {
  @Field(() => ID, { description: 'Key of the entry: what revokes it.' })
  id!: string;

  @Field(() => String, { description: 'What the app sends as `CityGraph-App-Key`. Nobody can say it again.' })
  key!: string;
}

@Resolver(() => AppKeyType)
export class AppKeyResolver {
  @Sensitivity('S1')
  @Query(() => [AppKeyType], {
    nullable: true,
    description: 'Keys of an app, the latest first; what they say is for who runs it and for administrators.',
  })
  async appKeys(
    @Arg('app', () => ID, { description: 'Client id.' }) app: string,
    @Ctx() { em }: SubgraphContext,
  ): Promise<ReadKey[]> {
    const [owner] = await findRows(em, App, { clientId: app });
    const keys = await findRows(em, AppKeyRow, { app }, { orderBy: { madeAt: 'desc', id: 'desc' }, limit: 200 });
    return keys.map((key) => ({ ...key, organisationUscc: owner?.organisationUscc ?? null }));
  }

  @Sensitivity('S2')
  @Mutation(() => CreatedAppKeyType, { nullable: true, description: 'Make a key of an app, for who runs it.' })
  createAppKey(
    @Arg('app', () => ID, { description: 'Client id.' }) app: string,
    @Arg('name', () => String, { description: 'What it is for.' }) name: string,
    @Arg('until', () => DateTimeScalar, { nullable: true, description: 'None: until it is revoked.' })
    until: Date | null,
    @Arg('idempotencyKey', () => ID, {
      nullable: true,
      description:
        'A repeat under the same key makes no second entry: it answers the same one with a key that takes the first’s place.',
    })
    idempotencyKey: string | null,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<CreatedAppKeyType> {
    return createAppKey(em, viewer, { app, name, until: until ?? null }, idempotencyKey ?? null, clock.now());
  }

  @Sensitivity('S2')
  @Mutation(() => ID, {
    nullable: true,
    description: 'Take a key back at once, for who runs the app. Answers its entry’s key.',
  })
  revokeAppKey(@Arg('id', () => ID) id: string, @Ctx() { em, viewer, clock }: SubgraphContext): Promise<string> {
    return revokeAppKey(em, viewer, id, clock.now());
  }
}
