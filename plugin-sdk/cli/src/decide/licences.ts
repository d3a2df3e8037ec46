import { CommandError } from '../command-error.ts';
import { expected, found } from '../expected.ts';
import { listed, mapListed } from '../operations/listed.ts';
import { CHECK_LICENCE, LICENCES_TO_CHECK, LICENSEE } from '../operations/publisher.ts';
import { facts } from '../output/table.ts';
import type { MatterRoom } from './matter.ts';

/** Firms that showed a business licence: data beyond S1 goes to no plugin of anybody else. */
export const licences: MatterRoom = {
  async waiting(hub, last) {
    return mapListed(listed((await hub.ask(LICENCES_TO_CHECK, { first: last })).licencesToCheck), (publisher) => ({
      kind: 'licence',
      id: publisher.handle,
      asker: publisher.handle,
      what: publisher.organisation?.uscc ?? '-',
      level: null,
      state: publisher.verification,
      since: publisher.registeredAt,
      dueAt: null,
    }));
  },
  async open(hub, handle) {
    const publisher = found((await hub.ask(LICENSEE, { publisher: handle })).publisher, handle);
    return {
      data: publisher,
      show: (m) =>
        facts([
          [m('label.asker'), publisher.handle],
          [m('label.name'), publisher.name],
          [m('label.verification'), publisher.verification],
          [m('label.domain'), publisher.domain],
          [m('label.uscc'), publisher.organisation?.uscc],
          [m('label.contact'), publisher.contact],
          [m('label.since'), publisher.registeredAt],
        ]),
      async approve({ uscc = '' }, m) {
        const checked = expected((await hub.act(CHECK_LICENCE, { publisher: publisher.handle, uscc })).checkLicence);
        return { data: checked, text: [m('say.approved', { state: checked.verification })], isWaiting: false };
      },
      async reject() {
        throw new CommandError('USAGE', 'error.licence-not-rejected');
      },
    };
  },
};
