/** Letters that a quick eye takes for one another in small Latin letters and digits; pairs first. */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/cl/g, 'd'],
  [/[1il]/g, 'l'],
  [/0/g, 'o'],
  [/5/g, 's'],
  [/2/g, 'z'],
  [/8/g, 'b'],
  [/6/g, 'g'],
];

/** The same for all names that look alike (`air-lab`, `a1rlab`), in the sense of UTS #39 for the few characters that names may have. */
export function skeletonOf(name: string): string {
  const bare = name.toLowerCase().replace(/[-_]/g, '');
  return ALIKE.reduce((text, [letters, one]) => text.replace(letters, one), bare);
}
