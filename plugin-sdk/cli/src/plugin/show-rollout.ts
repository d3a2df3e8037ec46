import type { Translate } from '../messages/messages.ts';
import type { Rollout } from '../operations/release.ts';
import type { Outcome } from '../output/outcome.ts';
import { facts } from '../output/table.ts';

export const showRollout = (rollout: Rollout, m: Translate): Outcome => ({
  data: rollout,
  text: facts([
    [m('label.rollout'), rollout.id],
    [m('label.plugin'), `${rollout.plugin}@${rollout.version ?? '-'}`],
    [m('label.state'), rollout.state],
    ['%', rollout.percent],
    [m('label.reason'), rollout.reason],
    [m('label.goes-on'), rollout.waitsFor && m('say.goes-on', { at: rollout.goesOnAt ?? '-', seen: rollout.waitsFor })],
  ]),
});

/** Where it stands once it was moved, in a sentence. */
export const rolloutStands = ({ plugin, version, state, percent }: Rollout, m: Translate): string =>
  m('say.rollout-stands', { plugin, version: version ?? '-', state, percent });
