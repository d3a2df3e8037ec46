import type { Translate } from '../messages/messages.ts';
import type { Line } from '../output/line.ts';
import { table } from '../output/table.ts';
import type { Impact } from './admin.ts';

/** What clients would lose, and who asked for it. */
export function showImpact(impact: readonly Impact[], m: Translate): readonly Line[] {
  if (impact.length === 0) return ['-'];
  const heads = [m('label.coordinates'), m('label.change'), m('label.calls'), m('label.failed'), m('label.app'), ''];
  return table(
    heads,
    impact.map(({ coordinate, kind, requests, errors, apps, uses }) => [
      coordinate,
      kind,
      requests,
      errors,
      apps,
      usesOf(uses),
    ]),
  );
}

/** The most asked of them, by app and operation. */
const SHOWN_USES = 3;

function usesOf(uses: Impact['uses']): string {
  const shown = uses.slice(0, SHOWN_USES);
  const said = shown.map(({ app, operationName, count }) => `${app ?? '-'} ${operationName ?? '-'} ${count}`);
  return [...said, ...(uses.length > SHOWN_USES ? [`+${uses.length - SHOWN_USES}`] : [])].join(', ');
}
