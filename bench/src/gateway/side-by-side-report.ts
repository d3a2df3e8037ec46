import { barChart } from '../report/bar-chart.ts';
import { type Machine, machineLine } from '../report/machine.ts';
import { figure, ratio, table } from '../report/table.ts';
import { MODES, type Mode, type QuestionName } from './graph/questions.ts';
import type { LineUp } from './line-up.ts';
import type { Figures } from './measure.ts';
import type { Cell } from './side-by-side.ts';
import type { UnloadedLatency } from './unloaded.ts';

export interface SideBySideReport {
  readonly machine: Machine;
  readonly settings: Readonly<Record<string, number>>;
  readonly contenders: readonly { readonly id: string; readonly name: string; readonly version: string }[];
  readonly skipped: LineUp['skipped'];
  readonly cells: readonly Cell[];
  readonly unloaded: readonly UnloadedLatency[];
}

const NONE = '–';
const QUESTION_ORDER: readonly QuestionName[] = ['heavy', 'light'];

/** What stands in the README: CPU first, then the other figures of the hardest mode. */
export function sideBySideMarkdown(report: SideBySideReport): string {
  const { machine, settings, skipped } = report;
  return [
    `${machineLine(machine)} ${settings.connections} connections, ${settings.rounds} rounds of ${settings.seconds} s, medians.`,
    '',
    '![CPU a request](results/cpu-per-request.svg)',
    '',
    'CPU a request in ms (× Apollo in the same mode):',
    '',
    cpuTable(report),
    '',
    'Unshared, loaded and alone:',
    '',
    detailTable(report),
    ...(skipped.length > 0
      ? ['', `Not in this run: ${skipped.map(({ name, reason }) => `${name} (${reason})`).join('; ')}.`]
      : []),
  ].join('\n');
}

function figuresOf({ cells }: SideBySideReport, contender: string, question: QuestionName, mode: Mode): Figures | null {
  return (
    cells.find((cell) => cell.contender === contender && cell.question === question && cell.mode === mode)?.figures ??
    null
  );
}

function cpuTable(report: SideBySideReport): string {
  const columns = QUESTION_ORDER.flatMap((question) => MODES.map((mode) => ({ question, mode })));
  const [peer] = report.contenders;
  return table(
    ['gateway', ...columns.map(({ question, mode }) => `${question}, ${mode}`)],
    report.contenders.map(({ id, name, version }) => [
      `${name} ${version}`,
      ...columns.map(({ question, mode }) => {
        const own = figuresOf(report, id, question, mode);
        const reference = figuresOf(report, peer?.id ?? '', question, mode);
        if (!own) return NONE;
        return reference ? `${figure(own.cpuMs)} (${ratio(reference.cpuMs, own.cpuMs)})` : figure(own.cpuMs);
      }),
    ]),
  );
}

function detailTable(report: SideBySideReport): string {
  const header = QUESTION_ORDER.flatMap((question) => [
    `${question}: requests/s`,
    'p50 / p99 ms',
    'alone p50 / p99 ms',
    'subrequests',
  ]);
  return table(
    ['gateway', ...header, 'RSS MB'],
    report.contenders.map(({ id, name }) => [
      name,
      ...QUESTION_ORDER.flatMap((question) => {
        const own = figuresOf(report, id, question, 'unshared');
        const alone = report.unloaded.find((row) => row.contender === id && row.question === question)?.latency;
        return [
          own ? own.requestsPerSecond.toFixed(0) : NONE,
          own ? `${figure(own.p50)} / ${figure(own.p99)}` : NONE,
          alone ? `${figure(alone.p50)} / ${figure(alone.p99)}` : NONE,
          own ? figure(own.subrequests) : NONE,
        ];
      }),
      highestRss(report, id),
    ]),
  );
}

function highestRss({ cells }: SideBySideReport, contender: string): string {
  const sizes = cells.flatMap(({ contender: id, figures }) => (id === contender && figures ? [figures.rssMb] : []));
  return sizes.length > 0 ? Math.max(...sizes).toFixed(0) : NONE;
}

export function cpuChart(report: SideBySideReport): string {
  const series = (['heavy', 'light'] as const).map((question) => ({ question, mode: 'unshared' as const }));
  return barChart({
    title: 'Gateway CPU a request, nothing shared',
    unit: 'ms',
    series: series.map(({ question }) => question),
    bars: report.contenders.map(({ id, name }) => ({
      name,
      isOurs: id === 'citygraph',
      values: series.map(({ question, mode }) => figuresOf(report, id, question, mode)?.cpuMs ?? null),
    })),
  });
}
