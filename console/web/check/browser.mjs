// A real Chromium and the built pages, for the checks.
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from '../build.mjs';

export const target = resolve(fileURLToPath(new URL('.', import.meta.url)), '../../target');
export const folder = resolve(target, `web-check-${process.pid}`);
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

export async function openBrowser() {
  await build(folder);
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--no-first-run', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  });
}
