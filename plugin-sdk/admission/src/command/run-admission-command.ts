import { StartError } from '@citygraph/contract';
import { type AdmissionRequest, type AdmissionVerdict, RULE_NAMES } from '../admission.ts';
import { admit } from '../admit.ts';
import { explainRule } from '../explain-rule.ts';
import { describeVerdict } from './describe-verdict.ts';
import { needed, numberOf, readArguments, USAGE, type Values } from './read-arguments.ts';
import { readBase, readText } from './read-files.ts';
import { readClaims, readManifest, readUsage } from './read-manifest.ts';

type Print = (line: string) => void;

/** Answers the exit code: 0 admitted, 1 refused, 3 bad input. */
export async function runAdmissionCommand(argv: readonly string[], print: Print, complain: Print): Promise<number> {
  try {
    const { values, positionals } = readArguments(argv);
    if (values.help) {
      print(USAGE);
      return 0;
    }
    if (positionals[0] === 'explain') return await explain(positionals[1], print);
    if (positionals.length > 0) throw new StartError(`${positionals[0]} is no command.\n${USAGE}`);
    return await check(values, print, complain);
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return 3;
  }
}

async function explain(said: string | undefined, print: Print): Promise<number> {
  const rule = RULE_NAMES.find((name) => name === said?.toUpperCase());
  if (!rule) throw new StartError(`${said ?? 'Nothing'} is no rule. There are ${RULE_NAMES.join(', ')}.`);
  print((await explainRule(rule)).trimEnd());
  return 0;
}

async function check(values: Values, print: Print, complain: Print): Promise<number> {
  const request = await readRequest(values);
  const verdict = await admit(request, {
    deadlineMs: numberOf(values.deadline, '--deadline', 10_000),
    memoryMb: numberOf(values.memory, '--memory', 512),
    loopback: values.loopback ?? [],
    file: values.plugin ?? null,
  });
  const broken = verdict.findings.find(({ rule }) => rule === 'BASE');
  if (broken) complain(broken.message);
  else if (values.json) print(JSON.stringify(printable(verdict), null, 2));
  else for (const line of describeVerdict(verdict)) print(line);
  return broken ? 3 : verdict.admitted ? 0 : 1;
}

async function readRequest(values: Values): Promise<AdmissionRequest> {
  const bases = values.base ?? [];
  needed(bases[0], '--base');
  const namespace = needed(values.namespace, '--namespace');
  const name = values.name ?? `${namespace}-plugin`;
  const url = values.url ?? 'https://plugin.example.com/graphql';
  const { manifest, claims, usage, previous } = values;
  return {
    base: await readBase(bases),
    plugin: { name, url, sdl: await readText(needed(values.plugin, '--plugin'), '--plugin') },
    namespace,
    claims: claims === undefined ? [] : readClaims(await readText(claims, '--claims'), claims),
    manifest: manifest === undefined ? null : readManifest(await readText(manifest, '--manifest'), manifest),
    mintable: values.mintable ?? [],
    ...(usage === undefined ? {} : { usage: readUsage(await readText(usage, '--usage'), usage) }),
    ...(previous === undefined ? {} : { previous: { name, url, sdl: await readText(previous, '--previous') } }),
    force: values.force ?? false,
  };
}

/** Without the graph, which is long: whoever wants it calls `admit`. */
function printable({ admitted, findings, egress }: AdmissionVerdict) {
  return { admitted, findings, egress };
}
