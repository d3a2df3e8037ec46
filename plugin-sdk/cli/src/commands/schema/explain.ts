import { string as argument } from '@oclif/core/args';
import { CommandError } from '../../command-error.ts';
import { defineCommand } from '../../define-command.ts';
import { facts } from '../../output/table.ts';
import { readCity } from '../../schema/city-folder.ts';
import { cityFolder } from '../../schema/city-of-project.ts';
import { describeCoordinate, knownCoordinates } from '../../schema/describe-coordinate.ts';
import { SCHEMA_FLAG } from '../../schema/schema-flag.ts';

export const command = defineCommand({
  args: { coordinate: argument({ required: true }) },
  flags: SCHEMA_FLAG,
  examples: [
    [
      'citygraph schema explain AdminDivision',
      { en: 'Who owns a type, its keys, whether you may extend it', zh: '类型属于谁、有哪些键、可否扩展' },
    ],
    [
      'citygraph schema explain Resident.name',
      { en: 'What a field is, its level, and who may see it', zh: '字段是什么、其级别、谁可以看' },
    ],
    ['citygraph schema explain Query.adminDivision --json', { en: 'For an editor', zh: '供编辑器使用' }],
  ],
  async run({ args, flags, world, m }) {
    const city = await readCity((await cityFolder(world.cwd, flags.schema)).folder);
    const described = await describeCoordinate(city, args.coordinate);
    if (described.length === 0) {
      const { nearest } = await import('@citygraph/contract');
      const meant = nearest(args.coordinate, await knownCoordinates(city));
      throw new CommandError(
        'NOTHING_FOUND',
        'error.nothing-found',
        { what: args.coordinate },
        {
          suggestions: meant === null ? [['hint.schema-fetch']] : [['hint.did-you-mean', { name: meant }]],
        },
      );
    }
    return {
      data: described,
      text: described.flatMap(({ subgraph, kind, definition, description, labels }) => [
        { tone: 'strong' as const, text: definition },
        ...(description === null ? [] : description.split('\n').map((line) => `  ${line}`)),
        ...facts([
          [`  ${m('label.subgraph')}`, `${subgraph} (${kind})`],
          ...labels.map((label) => [`  ${label.name}`, label.value] as const),
        ]),
      ]),
    };
  },
});
