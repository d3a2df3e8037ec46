import { CommandError } from '../command-error.ts';
import { expected, found } from '../expected.ts';
import { APPROVE, REJECT, REQUEST_CHANGES, REVIEW, REVIEW_QUEUE } from '../operations/admin.ts';
import { listed, mapListed } from '../operations/listed.ts';
import { showReview } from '../operations/show-review.ts';
import type { MatterRoom } from './matter.ts';

/** Releases that were handed in. */
export const reviews: MatterRoom = {
  async waiting(hub, last) {
    return mapListed(
      listed((await hub.ask(REVIEW_QUEUE, { first: last })).reviewQueue),
      ({ id, release, level, state, submittedAt, dueAt }) => ({
        kind: 'review',
        id,
        asker: release?.plugin?.publisher?.handle ?? null,
        what: `${release?.plugin?.name ?? '-'}@${release?.version ?? '-'}`,
        level,
        state,
        since: submittedAt,
        dueAt,
      }),
    );
  },
  async open(hub, id) {
    const review = found((await hub.ask(REVIEW, { review: id })).review, id);
    return {
      data: review,
      show: (m) => showReview(review, m),
      async approve(said, m) {
        const digest = found(review.digest, ['what.digest', { id }]);
        if (said.digest !== undefined && said.digest !== digest) {
          throw new CommandError('USAGE', 'error.other-digest', { given: said.digest, digest });
        }
        // What was shown is what is approved: the release, and no more than the data that went with it.
        const { egressDigest } = review;
        const given = said['egress-digest'];
        if (given !== undefined && given !== egressDigest) {
          throw new CommandError('USAGE', 'error.other-egress', { given, digest: egressDigest ?? '-' });
        }
        const approved = expected((await hub.act(APPROVE, { review: review.id, digest, egressDigest })).approveRelease);
        const isWaiting = approved.state === 'OPEN' || (approved.approvals?.length ?? 0) < (approved.eyesNeeded ?? 1);
        const state = approved.state ?? '-';
        return { data: approved, text: [m(isWaiting ? 'say.approved-waits' : 'say.approved', { state })], isWaiting };
      },
      async reject({ code = '', reason = '', changes = false }, m) {
        const variables = { review: review.id, reasonCode: code, reason };
        const decided = changes
          ? expected((await hub.act(REQUEST_CHANGES, variables)).requestChanges)
          : expected((await hub.act(REJECT, variables)).rejectRelease);
        return { data: decided, text: [m('say.decided', { state: decided.state ?? '-' })], isWaiting: false };
      },
    };
  },
};
