import { type ClassType, Field, ObjectType } from 'type-graphql';
import { Sensitivity, Shareable } from '../label.ts';
import type { Connection } from './connection.ts';

@Sensitivity('S1')
@Shareable()
@ObjectType('PageInfo', { description: 'Where a page of a connection lies (Relay Cursor Connections).' })
class PageInfoType {
  @Field(() => Boolean, { description: 'Whether rows follow the page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether the page was asked for after a cursor.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first row; null on an empty page.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last row: give it as `after` for the next page.' })
  endCursor!: string | null;
}

/**
 * The GraphQL types `<name>Connection` and `<name>Edge` of a list of `node`. Call it once per type, at the top of the
 * resolver file. What a node shows is judged by the node's own rules; the field that returns the connection carries the label.
 */
export function connectionOf(name: string, node: () => ClassType): ClassType<Connection<unknown>> {
  @Sensitivity('S1')
  @ObjectType(`${name}Edge`, { description: `One ${name} of a page, with its cursor.` })
  class EdgeType {
    @Field(node, { description: `The ${name}.` })
    node!: unknown;

    @Field(() => String, { description: 'Opaque; marks this row.' })
    cursor!: string;
  }

  @Sensitivity('S1')
  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}.` })
  class ConnectionType {
    @Field(() => [EdgeType], { description: 'The rows with their cursors.' })
    edges!: EdgeType[];

    @Field(() => [node()], { description: 'The rows alone.' })
    nodes!: unknown[];

    @Field(() => PageInfoType, { description: 'Where the page lies.' })
    pageInfo!: PageInfoType;
  }
  return ConnectionType;
}
