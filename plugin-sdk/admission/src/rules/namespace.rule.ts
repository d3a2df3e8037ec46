import { isFieldUnder, isTypeUnder } from '@citygraph/contract';
import { additionsOf } from '../graph/additions.ts';
import { type Difference, draft, type Rule } from '../rule.ts';

/** Names are land: what a plugin adds stands on its own, or where people let it stand. */
export const namespace: Rule<Difference> = {
  name: 'NAMESPACE',
  *judge({ request, base, after, plugin }) {
    const own = request.namespace;
    const typePrefix = `${own.slice(0, 1).toUpperCase()}${own.slice(1)}`;
    const claims = new Set(request.claims.map(String));
    const { types, fields } = additionsOf(base, after, plugin);
    for (const { name } of types) {
      if (isTypeUnder(own, name) || claims.has(name) || after.roots.has(name)) continue;
      yield draft(name, ['namespace.type', 'namespace'], { namespace: own, better: `${typePrefix}${name}` });
    }
    for (const { coordinate, type, name } of fields) {
      const isShared = base.types.has(type) || after.roots.has(type);
      if (!isShared || isFieldUnder(own, name) || claims.has(coordinate)) continue;
      yield draft(coordinate, ['namespace.field', 'namespace'], { namespace: own, better: `${own}_${name}` });
    }
  },
};
