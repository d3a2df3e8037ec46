import { type Data, isData } from './data.ts';

/**
 * Adds what a fetch brought to an object, in place: others may hold on to what is below it. Objects are put together key by key, lists of
 * one length element by element; otherwise what comes later stands.
 */
export function mergeInto(target: Data, source: Data): void {
  for (const key of Object.keys(source)) {
    // Nobody asked for it: `__proto__` is never sent to a subgraph as a response key.
    if (key === '__proto__') continue;
    const incoming = source[key];
    const present = target[key];
    if (typeof incoming === 'object' && typeof present === 'object' && Object.hasOwn(target, key)) {
      target[key] = united(present, incoming);
    } else {
      target[key] = incoming;
    }
  }
}

function united(present: object | null, incoming: object | null): unknown {
  if (Array.isArray(incoming)) {
    if (!Array.isArray(present) || present.length !== incoming.length) return incoming;
    incoming.forEach((element: unknown, index) => {
      const before: unknown = present[index];
      if (isData(before) && isData(element)) mergeInto(before, element);
      else present[index] = element;
    });
    return present;
  }
  if (!isData(incoming) || !isData(present)) return incoming;
  mergeInto(present, incoming);
  return present;
}
