import { DateTimeScalar } from '@citygraph/contract';
import { Key, Sensitivity } from '@citygraph/kit';
import { Field, ID, ObjectType } from 'type-graphql';

@Key('name')
@Sensitivity('S1')
@ObjectType('Plugin', { description: 'A stranger’s subgraph, through all its releases.' })
export class PluginType {
  @Field(() => ID, { description: 'Name of its subgraph; never changes.' })
  name!: string;

  @Field(() => String, { description: '`city.airlab.aqi`: what its manifest calls it.' })
  id!: string;

  @Field(() => String, { description: 'Its types and fields begin with it.' })
  namespace!: string;

  @Field(() => String, { description: 'What people call it.' })
  title!: string;

  @Field(() => String, { description: 'What it is good for.' })
  description!: string;

  @Field(() => String, { nullable: true, description: 'What people call it, in Chinese; null: nobody said it.' })
  titleZh?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is good for, in Chinese; null: nobody said it.' })
  descriptionZh?: string | null;

  @Field(() => DateTimeScalar, { description: 'Since when it is there.' })
  createdAt!: Date;
}

@Sensitivity('S1')
@ObjectType('PluginDeprecation', { description: 'A vendor’s word that a plugin will end.' })
export class PluginDeprecationType {
  @Field(() => String, { description: 'Why.' })
  reason!: string;

  @Field(() => String, { nullable: true, description: 'Name of the plugin to use instead.' })
  replacement?: string | null;

  @Field(() => DateTimeScalar, { description: 'When it is withdrawn.' })
  sunsetAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it was said.' })
  announcedAt!: Date;
}
