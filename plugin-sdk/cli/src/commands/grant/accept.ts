import { string as argument } from '@oclif/core/args';
import { defineCommand } from '../../define-command.ts';
import { expected } from '../../expected.ts';
import { ACCEPT_GRANT } from '../../operations/grant.ts';

export const command = defineCommand({
  args: { id: argument({ required: true }) },
  mutates: true,
  examples: [
    ['citygraph grant accept grt_1', 'Agree to what the owner of the data offers instead of what you asked for'],
    ['citygraph grant accept grt_1 --dry-run', 'See what would be sent'],
    ['citygraph grant accept grt_1 --json', 'For a program; done already is no fault'],
  ],
  async run({ args: { id }, hub, m }) {
    const grant = expected((await (await hub()).act(ACCEPT_GRANT, { id })).acceptDataGrant);
    return {
      data: grant,
      text: [m('say.accepted', { coordinates: grant.coordinates.join(' '), until: grant.until })],
    };
  },
});
