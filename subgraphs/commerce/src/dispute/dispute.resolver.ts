import {
  alignRows,
  anyOf,
  defineLoader,
  findRows,
  granted,
  Sensitivity,
  type SubgraphContext,
  type Told,
} from '@citygraph/kit';
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { buyerSide, sellerSide, supervisor } from '../order/order.access.ts';
import { Dispute } from './dispute.entity.ts';
import { DisputeType } from './dispute.type.ts';
import { answerDispute, decideDispute, reportDispute, withdrawDispute } from './report-dispute.ts';

const disputeById = defineLoader<string, Dispute, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, Dispute, { id: { $in: [...ids] } }), ({ id }) => id),
);

@Resolver(() => DisputeType)
export class DisputeResolver {
  @Sensitivity('S3')
  @Query(() => DisputeType, {
    nullable: true,
    description: 'A dispute, for buyer, seller, and Market Supervision on a case.',
  })
  async dispute(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<Dispute> {
    const options = { argument: 'id', what: 'dispute', now: context.clock.now() };
    const found = await disputeById(context).load(id);
    return granted(context.viewer, anyOf(buyerSide, sellerSide, supervisor), found, options) as Dispute;
  }

  @Sensitivity('S3')
  @Mutation(() => ID, {
    nullable: true,
    description:
      "The buyer disputes an order within three years; one open dispute an order. Answers the dispute's id; the same words again, the first one's.",
  })
  reportDispute(
    @Arg('orderId', () => ID) orderId: string,
    @Arg('grounds', () => String) grounds: string,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<Told<string>> {
    return reportDispute(em, viewer, { orderId, grounds }, clock.now());
  }

  @Sensitivity('S3')
  @Mutation(() => DisputeType, { nullable: true, description: 'The seller answers an open dispute, once.' })
  async answerDispute(
    @Arg('id', () => ID) id: string,
    @Arg('answer', () => String) answer: string,
    @Ctx() context: SubgraphContext,
  ): Promise<Dispute | null> {
    const { em, viewer, clock } = context;
    return disputeById(context).load(await answerDispute(em, viewer, { id, answer }, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => DisputeType, {
    nullable: true,
    description: 'Market Supervision, on a case that names the seller, upholds or dismisses, once.',
  })
  async decideDispute(
    @Arg('id', () => ID) id: string,
    @Arg('uphold', () => Boolean) uphold: boolean,
    @Arg('decision', () => String) decision: string,
    @Ctx() context: SubgraphContext,
  ): Promise<Dispute | null> {
    const { em, viewer, clock } = context;
    return disputeById(context).load(await decideDispute(em, viewer, { id, uphold, decision }, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => DisputeType, { nullable: true, description: 'The buyer takes a dispute back that is not decided.' })
  async withdrawDispute(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<Dispute | null> {
    const { em, viewer, clock } = context;
    return disputeById(context).load(await withdrawDispute(em, viewer, { id }, clock.now()));
  }
}

export const disputeReference = ({ id }: Record<string, unknown>, context: SubgraphContext): Promise<Dispute | null> =>
  disputeById(context).load(String(id));
