// Looks at every page in a real Chromium against the mock: axe's findings, errors in the browser's console, what is wider than
// the window, and screenshots. node check.mjs [part of a name] [--look wide-light] [--shots FOLDER]
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { startMock } from '../mock/main.mjs';
import { folder, openBrowser, target } from './browser.mjs';
import { scenes } from './scenes.mjs';

const args = process.argv.slice(2);
const shots = resolve(args.includes('--shots') ? args[args.indexOf('--shots') + 1] : join(target, 'screenshots'));
const only = args[0]?.startsWith('--') ? undefined : args[0];
const onlyLook = args.includes('--look') ? args[args.indexOf('--look') + 1] : undefined;
const looks = [
  { name: 'wide-light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'wide-dark', viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  { name: 'phone-light', viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true, isMobile: true },
  { name: 'phone-dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true, isMobile: true },
  { name: 'narrow-light', viewport: { width: 360, height: 740 }, colorScheme: 'light', hasTouch: true, isMobile: true, isExtra: true },
  { name: 'tablet-light', viewport: { width: 820, height: 1180 }, colorScheme: 'light', hasTouch: true, isExtra: true },
  { name: 'large-dark', viewport: { width: 1920, height: 1080 }, colorScheme: 'dark', isExtra: true },
].filter((look) => (onlyLook ? look.name.includes(onlyLook) : !look.isExtra)); // the extra ones only when asked for

await mkdir(shots, { recursive: true });
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await openBrowser();
let passed = 0;
let failed = 0;

for (const scene of scenes.filter((each) => !only || each.name.includes(only))) {
  for (const look of scene.looks ? looks.filter((each) => scene.looks.includes(each.name)) : looks) {
    const mock = await startMock({ folder, quiet: true, ...scene.mock });
    const context = await browser.newContext({ ...look, reducedMotion: 'reduce', bypassCSP: false, timezoneId: 'Europe/Berlin' });
    const page = await context.newPage();
    const problems = [];
    page.on('console', (message) => {
      if (scene.expected?.test(message.text())) return;
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
