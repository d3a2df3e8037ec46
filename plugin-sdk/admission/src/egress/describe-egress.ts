import type { EgressItem, EgressReport } from '../admission.ts';

/** By which way something is sent: `requires of LegalEntity.aqi_index`. */
const wayOf = ({ route, via }: Pick<EgressItem, 'route' | 'via'>): string =>
  `${route} ${route === 'edge' ? 'to' : 'of'} ${via}`;

/** A report as people read it: what is sent, how sensitive it is, by which routes, and whether that was asked for. */
export function describeEgress({ items, unused }: EgressReport): string[] {
  if (items.length + unused.length === 0) return ['Nothing of others is sent to the plugin.'];
  const coordinates = [...new Set(items.map(({ coordinate }) => coordinate))].sort();
  const rows = coordinates.map((coordinate) => {
    const own = items.filter((item) => item.coordinate === coordinate);
    const [first] = own;
    const state = !first?.needsGrant ? 'public' : first.declared ? 'declared, needs a grant' : 'NOT DECLARED';
    const routes = own.map(wayOf).join(', ');
    return [coordinate, first?.level ?? '', state, routes] as const;
  });
  const all = [
    ...rows,
    ...unused.filter((one) => !coordinates.includes(one)).map((one) => [one, '', 'DECLARED, NOT SENT', ''] as const),
  ];
  const width = (column: 0 | 1 | 2): number => Math.max(...all.map((row) => row[column].length));
  const [first, second, third] = [width(0), width(1), width(2)];
  return [
    'Sent to the plugin:',
    ...all.map(([coordinate, level, state, routes]) =>
      `  ${coordinate.padEnd(first)}  ${level.padEnd(second)}  ${state.padEnd(third)}  ${routes}`.trimEnd(),
    ),
  ];
}
