import { expected, found } from '../expected.ts';
import {
  DECIDE_SUBSCRIPTION,
  SUBSCRIPTION,
  SUBSCRIPTIONS_TO_DECIDE,
  type SubscriptionWish,
} from '../operations/app.ts';
import { listed, mapListed } from '../operations/listed.ts';
import { facts } from '../output/table.ts';
import type { MatterRoom } from './matter.ts';

/** `basic`, or `basic → large` where a larger one is asked for. */
const plansOf = ({ plan, wantedPlan }: SubscriptionWish): string =>
  [plan ?? '-', ...(wantedPlan === null ? [] : [wantedPlan])].join(' → ');

/** With the plan: a refused change leaves the subscription in force under the old one. */
const standing = ({ state, plan }: SubscriptionWish): string => `${state ?? '-'}, ${plan ?? '-'}`;

/** Apps that want a plugin's fields under a plan whose subscriptions a person agrees to. */
export const subscriptions: MatterRoom = {
  async waiting(hub, last) {
    return mapListed(
      listed((await hub.ask(SUBSCRIPTIONS_TO_DECIDE, { first: last })).subscriptionsToDecide),
      (one) => ({
        kind: 'subscription',
        id: one.id,
        asker: one.app,
        what: `${one.plugin ?? '-'}, ${plansOf(one)}`,
        level: null,
        state: one.state,
        since: one.requestedAt,
        dueAt: null,
      }),
    );
  },
  async open(hub, id) {
    const subscription = found((await hub.ask(SUBSCRIPTION, { id })).pluginSubscription, id);
    const decide = async (approve: boolean, reason: string | null) =>
      expected((await hub.act(DECIDE_SUBSCRIPTION, { id: subscription.id, approve, reason })).decideSubscription);
    return {
      data: subscription,
      show: (m) =>
        facts([
          ['id', subscription.id],
          [m('label.asker'), subscription.app],
          [m('label.plugin'), subscription.plugin],
          [m('label.plan'), subscription.plan],
          [m('label.wanted-plan'), subscription.wantedPlan],
          [m('label.state'), subscription.state],
          [m('label.since'), subscription.requestedAt],
          [m('label.decision'), subscription.reason],
        ]),
      async approve({ reason = null }, m) {
        const decided = await decide(true, reason);
        return { data: decided, text: [m('say.approved', { state: standing(decided) })], isWaiting: false };
      },
      async reject({ reason = null }, m) {
        const decided = await decide(false, reason);
        return { data: decided, text: [m('say.decided', { state: standing(decided) })], isWaiting: false };
      },
    };
  },
};
