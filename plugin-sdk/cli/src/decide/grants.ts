import { randomUUID } from 'node:crypto';
import { CommandError } from '../command-error.ts';
import { expected, found } from '../expected.ts';
import { DECIDE_GRANT, GRANT_BY_ID, GRANTS_TO_DECIDE, type GrantDecision } from '../operations/grant.ts';
import { listed, mapListed } from '../operations/listed.ts';
import { showGrant } from '../operations/show-grant.ts';
import type { MatterRoom } from './matter.ts';

/** Requests for data. */
export const grants: MatterRoom = {
  async waiting(hub, last) {
    return mapListed(listed((await hub.ask(GRANTS_TO_DECIDE, { first: last })).dataGrantsToDecide), (grant) => ({
      kind: 'grant',
      id: grant.id,
      asker: grant.plugin?.name ?? grant.app,
      what: `${grant.purpose}: ${grant.coordinates.join(' ')}`,
      level: grant.level,
      state: grant.status,
      since: grant.requestedAt,
      dueAt: grant.dueAt,
    }));
  },
  async open(hub, id) {
    const grant = found((await hub.ask(GRANT_BY_ID, { id })).dataGrant, id);
    const decide = async (decision: Omit<GrantDecision, 'id' | 'key'>) =>
      expected((await hub.act(DECIDE_GRANT, { id: grant.id, ...decision, key: randomUUID() })).decideDataGrant);
    return {
      data: grant,
      show: (m) => showGrant(grant, m),
      async approve({ coordinate, consent = true, reason }, m) {
        if (coordinate !== undefined && reason === undefined) {
          throw new CommandError('USAGE', 'error.missing-flag', { flag: '--reason', command: 'admin approve' });
        }
        const decided = await decide({
          decision: coordinate === undefined ? 'APPROVE' : 'NARROW',
          coordinates: coordinate ?? null,
          needsConsent: consent,
          reason: reason ?? null,
        });
        const { status: state } = decided;
        if (state === 'OFFERED') return { data: decided, text: [m('say.offered', { id })], isWaiting: true };
        const isWaiting = state === 'REQUESTED';
        return { data: decided, text: [m(isWaiting ? 'say.approved-waits' : 'say.approved', { state })], isWaiting };
      },
      async reject({ reason = '' }, m) {
        const decided = await decide({ decision: 'REFUSE', coordinates: null, needsConsent: true, reason });
        return { data: decided, text: [m('say.decided', { state: decided.status })], isWaiting: false };
      },
    };
  },
};
