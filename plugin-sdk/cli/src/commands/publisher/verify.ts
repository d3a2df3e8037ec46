import { string as argument } from '@oclif/core/args';
import { string } from '@oclif/core/flags';
import { defineCommand } from '../../define-command.ts';
import { EXIT } from '../../exit-codes.ts';
import { expected } from '../../expected.ts';
import { PROVE_DOMAIN, START_DOMAIN_PROOF } from '../../operations/publisher.ts';
import { facts } from '../../output/table.ts';

export const command = defineCommand({
  args: { handle: argument({ required: true }) },
  flags: { domain: string() },
  mutates: true,
  examples: [
    [
      'citygraph publisher verify airlab --domain airlab.example',
      { en: 'Ask what to serve at your domain', zh: '询问应在域名上提供什么' },
    ],
    ['citygraph publisher verify airlab', { en: 'Let the hub fetch it', zh: '让平台来读取' }],
    [
      'citygraph publisher verify airlab --json',
      { en: 'In a pipeline, behind the step that serves it', zh: '在流水线中，放在提供该文本的步骤之后' },
    ],
  ],
  async run({ args, flags, hub: open, m }) {
    const hub = await open();
    const publisher = args.handle;
    if (flags.domain !== undefined) {
      const { startDomainProof } = await hub.act(START_DOMAIN_PROOF, { publisher, domain: flags.domain });
      const challenge = expected(startDomainProof);
      return {
        data: challenge,
        text: [
          m('say.serve-this', { url: challenge.url, until: challenge.until }),
          '',
          `  ${challenge.content}`,
          '',
          m('say.then-verify', { handle: publisher }),
        ],
        exit: EXIT.waiting,
      };
    }
    const proved = expected((await hub.act(PROVE_DOMAIN, { publisher })).proveDomain);
    return {
      data: proved,
      text: facts([
        [m('label.verification'), proved.verification],
        [m('label.domain'), proved.domain],
      ]),
    };
  },
});
