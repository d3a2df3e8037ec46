import { joinTexts, nearest, StartError } from '@citygraph/contract';
import type { City, CityEntity } from './city/city.ts';
import type { PluginNames } from './names.ts';
import { say } from './words.ts';

/** What the template `entity` says of the entity that was chosen; AdminDivision where none was. */
export function entityValues(
  said: string | undefined,
  { namespace }: PluginNames,
  city: City,
): Readonly<Record<string, string>> {
  const entity = entityOf(said ?? 'AdminDivision', city);
  const { name, key, keyType, isPersonal } = entity;
  return {
    entity: name,
    key,
    keyType,
    keyScalar: keyType === 'ID' ? '' : `"The city's own."\nscalar ${keyType}\n`,
    extends: name,
    data: permissionOf(entity),
    query: queryTo(entity, `${namespace}_reading { value measuredAt }`),
    asking: isPersonal ? `{ as: 'resident' }` : '{}',
    descriptionZh: `示例插件：为 ${name} 增加读数`,
    descriptionEn: `An example that adds a reading to ${name}`,
  };
}

function entityOf(said: string, { entities }: City): CityEntity {
  const known = entities.find(({ name }) => name === said);
  if (known) return known;
  const names = entities.map(({ name }) => name);
  const meant = nearest(said, names);
  const hint = meant ? say('did-you-mean', { name: meant }) : null;
  const there = say('there', { names: names.join(', ') });
  throw new StartError(say('entity.none', { name: JSON.stringify(said.slice(0, 60)), hint: joinTexts([hint, there]) }));
}

/** Keys that tell people apart are sent by grant only. */
function permissionOf({ name, key, keyClass }: CityEntity): string {
  if (keyClass === null) return '[]';
  const aboutPeople = ['purpose: self-service', 'retentionDays: 0'];
  return [
    '',
    `- class: ${keyClass}`,
    `  coordinate: ${name}.${key}`,
    ...(keyClass === 'S2' ? [] : aboutPeople.map((line) => `  ${line}`)),
    '  reason:',
    `    zh: 用于返回该 ${name} 的读数`,
    `    en: To answer with the reading of this ${name}`,
  ].join('\n    ');
}

function queryTo({ path, key }: CityEntity, asked: string): string {
  const inner = `${key} ${asked}`;
  return path.reduceRight(
    (selection, { field, argument }) => `{ ${field}${argument ? `(${argument})` : ''} ${selection} }`,
    `{ ${inner} }`,
  );
}
