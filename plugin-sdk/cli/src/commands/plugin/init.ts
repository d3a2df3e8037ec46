import { relative, resolve } from 'node:path';
import type { LocalText } from '@citygraph/contract';
import { string as argument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';

export const command = defineCommand({
  // A folder that is half written is taken away first.
  endsItself: true,
  args: { name: argument({ required: true }) },
  flags: {
    template: string({ default: 'entity' }),
    entity: string(),
    openapi: string(),
    namespace: string(),
    publisher: string(),
    schema: string(),
    install: boolean({ default: true, allowNo: true }),
  },
  examples: [
    [
      'citygraph plugin init aqi --entity AdminDivision',
      { en: 'A field on every division of the city', zh: '为全市每个区划增加一个字段' },
    ],
    [
      'citygraph plugin init parking --openapi openapi.yaml',
      { en: 'Over a service that answers over HTTP', zh: '包装一个以 HTTP 答复的服务' },
    ],
    [
      'citygraph plugin init depots --template standalone --no-install',
      { en: 'Types of its own; packages later', zh: '使用自有类型；稍后再装依赖' },
    ],
  ],
  async run({ args, flags, world, m, progress }) {
    const { createPlugin, installPackages } = await import('create-citygraph-plugin');
    const { template, openapi, entity, namespace, publisher, schema } = flags;
    let failed: LocalText | null = null;
    const created = await createPlugin({
      name: args.name,
      // A document is for one template alone.
      template: openapi !== undefined && template === 'entity' && entity === undefined ? 'rest' : template,
      entity,
      openapi: openapi === undefined || /^https?:/i.test(openapi) ? openapi : resolve(world.cwd, openapi),
      namespace,
      publisher,
      schema: schema === undefined ? undefined : resolve(world.cwd, schema),
      within: world.cwd,
      signal: world.signal,
      fetch: world.fetch,
      async finish(folder) {
        if (!flags.install) return;
        progress('npm install');
        failed = await installPackages(folder, world.signal);
      },
    });
    const folder = relative(world.cwd, created.folder) || '.';
    const { name, files, notes } = created;
    const isReady = flags.install && failed === null;
    return {
      // Programs read English.
      data: { name, folder, template: created.template, files, notes: notes.map(({ en }) => en), installed: isReady },
      text: [
        m('say.made', { count: files.length, template: created.template, folder }),
        ...notes.map((note) => m('say.note', { note })),
        m(isReady ? 'say.next-dev' : 'say.next-install', { folder }),
      ],
      ...(failed !== null && { problem: new CommandError('REFUSED', 'error.not-installed', { reason: failed }) }),
    };
  },
});
