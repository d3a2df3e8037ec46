import { expected, found } from '../expected.ts';
import { listed, mapListed } from '../operations/listed.ts';
import { DECIDE_NAME, NAME_CLAIM, NAMES_TO_DECIDE } from '../operations/publisher.ts';
import { facts } from '../output/table.ts';
import type { MatterRoom } from './matter.ts';

/** Names outside their publishers' namespaces. */
export const names: MatterRoom = {
  async waiting(hub, last) {
    return mapListed(listed((await hub.ask(NAMES_TO_DECIDE, { first: last })).nameClaimsToDecide), (claim) => ({
      kind: 'name',
      id: claim.id,
      asker: claim.publisher?.handle ?? null,
      what: claim.name,
      level: null,
      state: claim.state,
      since: claim.requestedAt,
      dueAt: null,
    }));
  },
  async open(hub, id) {
    const claim = found((await hub.ask(NAME_CLAIM, { id })).nameClaim, id);
    const decide = async (grant: boolean, reason: string) =>
      expected((await hub.act(DECIDE_NAME, { id: claim.id, grant, reason })).decideNameClaim);
    return {
      data: claim,
      show: (m) =>
        facts([
          ['id', claim.id],
          [m('label.name'), claim.name],
          [m('label.state'), claim.state],
          [m('label.asker'), claim.publisher?.handle],
          [m('label.since'), claim.requestedAt],
          [m('label.reason'), claim.reason],
          [m('label.decision'), claim.decisionReason],
        ]),
      async approve({ reason = '' }, m) {
        const decided = await decide(true, reason);
        return { data: decided, text: [m('say.approved', { state: decided.state })], isWaiting: false };
      },
      async reject({ reason = '' }, m) {
        const decided = await decide(false, reason);
        return { data: decided, text: [m('say.decided', { state: decided.state })], isWaiting: false };
      },
    };
  },
};
