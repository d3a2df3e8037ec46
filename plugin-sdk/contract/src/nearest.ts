import leven from 'leven';

/** The name that somebody most likely meant; null: nothing is near. */
export function nearest(given: string, names: readonly string[]): string | null {
  const [best] = names
    .map((name) => ({ name, distance: leven(given.toLowerCase(), name.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance);
  return best && best.distance <= Math.max(2, Math.floor(best.name.length / 3)) ? best.name : null;
}
