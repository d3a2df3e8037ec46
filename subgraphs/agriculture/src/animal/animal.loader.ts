import { alignRows, defineLoader, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { Animal } from './animal.entity.ts';

/** Read anew, as a mutation of the same request may have changed it. */
export const animalByTag = defineLoader<string, Animal, SubgraphContext>(async (tags, { em }) =>
  alignRows(tags, await em.find(Animal, { earTag: { $in: [...tags] } }, { refresh: true }), ({ earTag }) => earTag),
);

/** The latest to come first. */
export const animalsOf = pageLoader(Animal, {
  parent: 'farmId',
  order: [
    ['arrivedOn', 'desc'],
    ['earTag', 'asc'],
  ],
});
