// Looks at every page in a real Chromium against the mock: axe's findings, errors in the browser's console, what is wider than
// the window, and screenshots. node check.mjs [part of a name] [--look wide-light] [--shots FOLDER]
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from '../build.mjs';
import { startMock } from '../mock/main.mjs';
import { scenes } from './scenes.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const args = process.argv.slice(2);
const shots = resolve(args.includes('--shots') ? args[args.indexOf('--shots') + 1] : join(here, '../../target/screenshots'));
const only = args[0]?.startsWith('--') ? undefined : args[0];
const folder = resolve(here, '../../target/web-check');
const onlyLook = args.includes('--look') ? args[args.indexOf('--look') + 1] : undefined;
const looks = [
  { name: 'wide-light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'wide-dark', viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  { name: 'phone-light', viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true, isMobile: true },
  { name: 'phone-dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true, isMobile: true },
].filter((look) => !onlyLook || look.name.includes(onlyLook));

await build(folder);
await mkdir(shots, { recursive: true });
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--no-first-run', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
});
let passed = 0;
let failed = 0;

for (const scene of scenes.filter((each) => !only || each.name.includes(only))) {
  for (const look of scene.looks ? looks.filter((each) => scene.looks.includes(each.name)) : looks) {
    const mock = await startMock({ folder, quiet: true, ...scene.mock });
    const context = await browser.newContext({ ...look, reducedMotion: 'reduce', bypassCSP: false, timezoneId: 'Europe/Berlin' });
    const page = await context.newPage();
    const problems = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !/40[0-9]|503|ERR_INCOMPLETE|ERR_FAILED/.test(message.text())) problems.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
    try {
      await page.goto(mock.address + scene.path);
      await scene.act?.(page, mock);
      await page.waitForTimeout(scene.settle ?? 500);
      await page.screenshot({ path: join(shots, `${scene.name}-${look.name}.png`), fullPage: scene.fullPage ?? false });
      problems.push(...(await tooWide(page)), ...(await axeFindings(page)));
    } catch (failure) {
      problems.push(`failed: ${failure.message.split('\n').slice(0, 6).join(' | ')}`);
      await page.screenshot({ path: join(shots, `${scene.name}-${look.name}.png`) }).catch(() => {});
    }
    if (problems.length) {
      failed++;
      console.log(`${scene.name} ${look.name}\n  ${problems.join('\n  ')}`);
    } else passed++;
    await context.close();
    await mock.stop();
  }
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

async function axeFindings(page) {
  // The page's own policy refuses scripts from elsewhere: axe is put in through the debugger, not as a script element.
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations.flatMap((violation) =>
    violation.nodes.slice(0, 4).map((node) => `axe ${violation.impact} ${violation.id}: ${node.target.join(' ')} (${node.failureSummary?.split('\n')[1]?.trim() ?? ''})`));
}

async function tooWide(page) {
  const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  return scroll > client ? [`wider than the window: ${scroll} > ${client}`] : [];
}
