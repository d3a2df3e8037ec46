import type { Services } from './start-services.ts';

/** What an operator reads when everything is up. */
export function servicesBanner(services: Services, seconds: number): string {
  const { origin, explorer, issuer, metrics, city, credentials, processes } = services;
  const people = Object.values(city.demo).map(
    ({ handle, displayName }) =>
      `    ${handle.padEnd(24)}${(credentials.users[handle] ?? '(set in the sign-on)').padEnd(26)}${displayName}`,
  );
  return [
    '',
    `  CityGraph is ready after ${seconds.toFixed(1)} s: ${city.residents.length} synthetic residents.`,
    '',
    `    endpoint   ${origin}/graphql`,
    `    explorer   ${explorer}/`,
    `    sign-on    ${issuer}`,
    `    metrics    ${metrics}`,
    '',
    '    process                 pid       listens at',
    ...processes.map(({ name, pid, url }) => `    ${name.padEnd(24)}${String(pid).padEnd(10)}${url}`),
    '',
    '    sign in as              password                  who',
    ...people,
    '',
  ].join('\n');
}
