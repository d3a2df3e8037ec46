import { CommandError } from '../command-error.ts';
import { expected, found } from '../expected.ts';
import { BREAKING_BY_ID, BREAKING_TO_DECIDE, DECIDE_BREAKING } from '../operations/breaking.ts';
import { listed, mapListed } from '../operations/listed.ts';
import { showBreaking } from '../operations/show-breaking.ts';
import type { MatterRoom } from './matter.ts';

/** Questions whether clients may lose what they ask for. */
export const breakings: MatterRoom = {
  async waiting(hub, last) {
    return mapListed(
      listed((await hub.ask(BREAKING_TO_DECIDE, { first: last })).breakingChangesToDecide),
      ({ id, plugin, kind, state, release, askedAt, dueAt }) => ({
        kind: 'breaking',
        id,
        asker: release?.plugin?.publisher?.handle ?? plugin,
        what: `${plugin ?? '-'}@${release?.version ?? '-'} ${kind ?? ''}`.trim(),
        level: null,
        state,
        since: askedAt,
        dueAt,
      }),
    );
  },
  async open(hub, id) {
    const breaking = found((await hub.ask(BREAKING_BY_ID, { id })).breakingChange, id);
    // What is decided about is exactly what was shown, whatever was asked since.
    const decide = async (confirm: boolean, reason: string, given: string | undefined) => {
      const digest = found(breaking.digest, ['what.digest', { id }]);
      if (given !== undefined && given !== digest) {
        throw new CommandError('USAGE', 'error.other-difference', { given, digest });
      }
      const decision = { id: breaking.id, digest, confirm, reason };
      return expected((await hub.act(DECIDE_BREAKING, decision)).decideBreakingChange);
    };
    return {
      data: breaking,
      show: (m) => showBreaking(breaking, m),
      async approve({ digest, reason = '' }, m) {
        const decided = await decide(true, reason, digest);
        return { data: decided, text: [m('say.approved', { state: decided.state ?? '-' })], isWaiting: false };
      },
      async reject({ digest, reason = '' }, m) {
        const decided = await decide(false, reason, digest);
        return { data: decided, text: [m('say.decided', { state: decided.state ?? '-' })], isWaiting: false };
      },
    };
  },
};
