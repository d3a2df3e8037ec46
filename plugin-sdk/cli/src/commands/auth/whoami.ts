import { boolean } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { MY_PUBLISHERS } from '../../operations/publisher.ts';
import { facts } from '../../output/table.ts';
import { WORKLOAD_KEY } from '../../session.ts';
import { readToken } from '../../sign-on/read-token.ts';

export const command = defineCommand({
  flags: { offline: boolean({ default: false }) },
  examples: [
    [
      'citygraph auth whoami',
      { en: 'Who you are to the hub, and where the credential comes from', zh: '平台眼中的您，以及凭据来源' },
    ],
    [
      'citygraph auth whoami --offline',
      { en: 'What the token says of itself, without asking', zh: '不询问平台，只看令牌自身的内容' },
    ],
    ['CITYGRAPH_TOKEN_FILE=/run/token citygraph auth whoami --json', { en: 'In a pipeline', zh: '在流水线中' }],
  ],
  async run({ flags, session, hub: open, m }) {
    const hub = await session.hub();
    const bearer = await session.bearer();
    const key = await session.workload();
    if (bearer === null && key !== null) {
      const data = {
        hub,
        subject: `citygraph:workload:${key.workload}`,
        credential: { source: 'key', from: WORKLOAD_KEY },
      };
      return {
        data,
        text: facts([
          [m('label.subject'), data.subject],
          [m('label.hub'), hub],
          [m('label.credential'), `${m('source.key')} (${WORKLOAD_KEY})`],
        ]),
      };
    }
    if (bearer === null) {
      throw new CommandError('NOT_SIGNED_IN', 'error.not-signed-in', { hub }, { suggestions: [['hint.login']] });
    }
    const claims = readToken(bearer.token);
    const publishers = flags.offline ? null : ((await (await open()).ask(MY_PUBLISHERS, {})).myPublishers ?? []);
    const data = {
      hub,
      subject: claims?.subject ?? null,
      name: claims?.name ?? null,
      roles: claims?.roles ?? [],
      issuer: claims?.issuer ?? null,
      app: claims?.app ?? null,
      expiresAt: claims?.expiresAt ?? null,
      credential: { source: bearer.source, from: bearer.from },
      publishers: publishers?.map(({ handle }) => handle) ?? null,
    };
    return {
      data,
      text: facts([
        [m('label.name'), data.name],
        [m('label.subject'), data.subject],
        [m('label.hub'), hub],
        [m('label.roles'), data.roles.join(', ')],
        [m('label.credential'), `${m(`source.${bearer.source}`)} (${bearer.from})`],
        [m('label.expires'), data.expiresAt],
        [m('label.publishers'), data.publishers?.join(', ')],
      ]),
    };
  },
});
