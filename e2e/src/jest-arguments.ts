/**
 * Arguments for Jest that chooses projects and passes on what a person gave: theirs first, or before their `--`. Whatever stands behind `--selectProjects` is taken for one more project's
 * name, a file that was to be tested among it.
 */
export function inProjects(projects: readonly string[], given: readonly string[]): string[] {
  const end = given.includes('--') ? given.indexOf('--') : given.length;
  return [...given.slice(0, end), '--selectProjects', ...projects, ...given.slice(end)];
}
