import { type Browser, chromium } from 'playwright-core';
import { installCommands } from './install-commands.ts';

const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

/** A Chromium of the machine's own, which asks nobody for anything by itself. */
export function startBrowser(): Promise<Browser> {
  installCommands(['chromium']);
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [...QUIET, '--disable-component-update', '--disable-sync'],
  });
}
