import { CityGraphError } from '@citygraph/contract';
import { ArgsType, Field, Int } from 'type-graphql';

export const LARGEST_PAGE = 100;

/** The arguments of every connection. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: 'Rows wanted, 1 to 100.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'Cursor of the row before the page; none: from the beginning.' })
  after?: string | null;
}

/** Pages of 1 to 100 rows: larger ones are many pages. */
export function assertPageSize(first: number): void {
  if (Number.isInteger(first) && first >= 1 && first <= LARGEST_PAGE) return;
  throw new CityGraphError('BAD_USER_INPUT', `first: ${first} is no size of a page; give 1 to ${LARGEST_PAGE}.`, {
    extensions: { argument: 'first' },
  });
}
