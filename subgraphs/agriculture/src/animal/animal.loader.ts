import { alignRows, defineLoader, findRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { Animal } from './animal.entity.ts';

/** Read anew, as a mutation of the same request may have changed it. */
export const animalByTag = defineLoader<string, Animal, SubgraphContext>(async (tags, { em }) =>
  alignRows(tags, await findRows(em, Animal, { earTag: { $in: [...tags] } }), ({ earTag }) => earTag),
);

/** The latest to come first. */
export const animalsOf = pageLoader(Animal, {
  parent: 'farmId',
  order: [
    ['arrivedOn', 'desc'],
    ['earTag', 'asc'],
  ],
});
