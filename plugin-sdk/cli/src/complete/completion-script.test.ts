import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { completionScript } from './completion-script.ts';

const commands = [
  { name: 'plugin check', flags: ['fix', 'json'] },
  { name: 'plugin build', flags: ['out'] },
  { name: 'doctor', flags: ['hub'] },
];

/** What bash offers behind these words; the last is begun. */
const offered = (...words: string[]): string[] => {
  const ask = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _citygraph; echo "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['-c', `${completionScript('bash', commands)}\n${ask}`], { encoding: 'utf8' });
  return out.trim().split(' ').filter(Boolean);
};

describe('completion in bash', () => {
  it.each<[string[], string[]]>([
    [
      ['citygraph', ''],
      ['plugin', 'doctor', 'help'],
    ],
    [['citygraph', 'pl'], ['plugin']],
    [
      ['citygraph', 'plugin', ''],
      ['check', 'build'],
    ],
    [
      ['citygraph', 'plugin', 'check', '--'],
      ['--fix', '--json'],
    ],
    [['citygraph', 'doctor', '--'], ['--hub']],
    [['citygraph', 'nothing', ''], []],
  ])('of %p is %p', (words, offers) => {
    expect(offered(...words)).toEqual(offers);
  });
});

describe('completion in other shells', () => {
  it('names every command and flag', () => {
    for (const shell of ['zsh', 'fish'] as const) {
      const script = completionScript(shell, commands);
      for (const word of ['check', 'build', 'doctor', 'fix', 'hub']) expect(script).toContain(word);
    }
    expect(completionScript('zsh', commands)).toMatch(/^#compdef citygraph\n/);
  });
});
