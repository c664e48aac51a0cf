// An operator's morning in a real Chromium, against a running Sightline with a camera that plays a real video. Called by
// ConsoleIT with the address, the link that makes the first admin, the folder of videos, and where screenshots go.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [, , base, firstAdmin, media, shots] = process.argv;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const patience = 45_000;
mkdirSync(shots, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
});
const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
page.setDefaultTimeout(patience);
const faults = [];
page.on('pageerror', (error) => faults.push(`error in the page: ${error.message}`));
page.on('response', (answer) => {
  if (answer.status() >= 500) faults.push(`${answer.status()} ${answer.url()}`);
});

let shot = 0;
async function step(name, does) {
  const begun = Date.now();
  try {
    await does();
  } catch (error) {
    await page.screenshot({ path: join(shots, `failed-${name.replace(/\W+/g, '-')}.png`) });
    throw new Error(`${name}: ${error.message}`, { cause: error });
  }
  shot += 1;
  await page.screenshot({ path: join(shots, `${String(shot).padStart(2, '0')}-${name.replace(/\W+/g, '-')}.png`) });
  console.log(`ok ${name} (${Date.now() - begun} ms)`);
}

async function accessible() {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const grave = violations.filter((v) => v.impact !== 'minor');
  assert.deepEqual(grave.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(' ')}`), []);
}

/** A receiver of webhooks on this machine: what came, with its headers. */
async function receiver() {
  const got = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      got.push({ headers: request.headers, body, event: JSON.parse(body) });
      response.writeHead(204).end();
    });
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  server.unref();
  return { got, url: `http://127.0.0.1:${server.address().port}/in` };
}

async function until(what, isSo) {
  const end = Date.now() + patience;
  while (!isSo()) {
    assert.ok(Date.now() < end, what);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const open = (path) => page.goto(base + path);
const card = (camera) => page.getByRole('article').filter({ hasText: camera });

try {
  await step('the first admin is made by the link', async () => {
    await page.goto(firstAdmin);
    await page.getByLabel('User').fill('olga');
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await page.getByLabel('Password, once more').fill('correct horse battery');
    await page.getByRole('button', { name: 'Make the admin' }).click();
    await page.getByRole('heading', { name: 'Cameras' }).waitFor();
    assert.ok(!page.url().includes('token'), 'the token does not stay in the address');
  });

  await step('a broken camera says why', async () => {
    await open('/cameras');
    await page.getByRole('button', { name: 'Add a camera' }).first().click();
    await page.getByLabel('Name').fill('broken');
    await page.getByLabel('Source').fill('rtsp://127.0.0.1:1/none');
    await page.getByRole('button', { name: 'Test' }).click();
    await page.getByRole('dialog').getByText(/refused|cannot|not /i).first().waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Add the camera' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await card('broken').getByText(/refused|cannot|not /i).first().waitFor();
  });

  await step('a camera is tried and added', async () => {
    await open('/cameras');
    await page.getByRole('button', { name: 'Add a camera' }).first().click();
    await page.getByLabel('Name').fill('lobby');
    await page.getByLabel('Source').fill(join(media, 'franck.mp4'));
    await page.getByRole('button', { name: 'Test' }).click();
    await page.getByRole('dialog').getByText(/It works/).waitFor();
    await page.getByText('More', { exact: false }).first().click();
    await page.getByLabel('Start again at the end').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Add the camera' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await accessible();
  });

  await step('the live tile shows somebody unknown', async () => {
    await open('/live');
    const tile = page.getByRole('listitem').filter({ hasText: 'lobby' });
    await tile.getByText(/unknown/i).first().waitFor();
    await accessible();
  });

  await step('the first screen is small', async () => {
    const fresh = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await fresh.addCookies(await page.context().cookies());
    const first = await fresh.newPage();
    const begun = Date.now();
    await first.goto(`${base}/live`);
    await first.getByRole('listitem').filter({ hasText: 'lobby' }).waitFor({ timeout: patience });
    const millis = Date.now() - begun;
    const loaded = await first.evaluate(() =>
      [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .filter((entry) => !entry.name.includes('/pictures/'))
        .map((entry) => entry.transferSize),
    );
    await fresh.close();
    const bytes = loaded.reduce((sum, size) => sum + size, 0);
    console.log(`   first screen, nothing cached, without the cameras' pictures: ${bytes} bytes in ${loaded.length} answers, ${millis} ms`);
    assert.ok(loaded.length > 2 && bytes > 10_000, 'what was loaded is counted');
    assert.ok(bytes < 300_000, `the first screen has ${bytes} bytes, expected fewer than 300,000`);
  });

  await step('somebody is enrolled by a photo', async () => {
    await open('/people');
    await page.getByRole('button', { name: 'Enrol somebody' }).first().click();
    await page.getByLabel('Name', { exact: true }).fill('Franck');
    await page.locator('input[type=file]').setInputFiles([
      { name: 'franck.jpg', mimeType: 'image/jpeg', buffer: readFileSync(join(media, 'franck_02159.jpg')) },
      { name: 'no-picture.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('this is no picture') },
    ]);
    await page.getByRole('button', { name: /^Enrol with 2/ }).click();
    const verdicts = page.getByRole('dialog');
    await verdicts.getByText('no-picture.jpg').first().waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('link', { name: /Franck/ }).first().waitFor();
    await accessible();
  });

  await step('their name stands on the live tile', async () => {
    await open('/live');
    await page.getByRole('listitem').filter({ hasText: 'lobby' }).getByText('Franck').first().waitFor();
  });

  await step('and in the timeline, with the reasons', async () => {
    await open('/timeline');
    const sighting = page.getByRole('article').filter({ has: page.getByRole('heading', { name: 'Franck' }) }).first();
    await sighting.waitFor();
    await sighting.getByText(/[Dd]istance/).first().waitFor();
    await sighting.getByRole('img').first().waitFor();
    await accessible();
  });

  const door = await receiver();
  await step('a door is told, signed by the secret that is shown', async () => {
    await open('/connections');
    await page.getByRole('button', { name: 'Add a connection' }).first().click();
    await page.getByLabel('Name', { exact: true }).fill('Door');
    await page.getByLabel('Address').fill(door.url);
    await page.getByRole('dialog').getByRole('button', { name: 'Add the connection' }).click();
    await page.locator('.fault').getByText('not encrypted').waitFor();
    await page.getByLabel('Without encryption').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Add the connection' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await card('Door').getByRole('button', { name: 'Test Door' }).click();
    await card('Door').getByText('It works').waitFor();
    await page.getByRole('button', { name: 'Secret of Door' }).click();
    await page.getByRole('button', { name: 'Show the secret' }).click();
    const secret = await page.getByLabel('Secret', { exact: true }).inputValue();
    const { headers, body, event } = door.got.find((each) => each.event.kind === 'TEST');
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const expected = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64')).update(signed).digest('base64');
    assert.equal(headers['webhook-signature'], `v1,${expected}`);
    assert.equal(event.name, null);
    await accessible();
  });

  await step('a backup comes as a file, and to restore it changes nothing', async () => {
    await open('/people');
    await page.getByRole('button', { name: 'Backup' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download a backup' }).click();
    const file = join(shots, 'people.avro');
    await (await saved).saveAs(file);
    await page.getByLabel('Backup file').setInputFiles(file);
    await page.getByRole('button', { name: 'Restore from this file' }).click();
    await page.getByRole('dialog').getByRole('status').getByText(/\w/).waitFor();
    rmSync(file);
    await accessible();
  });

  await step('a wrong name is taken back', async () => {
    await open('/timeline');
    const sighting = page.getByRole('article').filter({ has: page.getByRole('heading', { name: 'Franck' }) }).first();
    await sighting.getByRole('button', { name: /^Not this person/ }).click();
    await page.getByText(/said: not Franck|not Franck/i).first().waitFor();
  });

  await step('and the door is told of it', async () => {
    await until('the door is told that a name was taken back', () => door.got.some(({ event }) => event.kind === 'RETRACTED' && event.name === null));
    await open('/connections');
    await card('Door').getByText('Works', { exact: true }).waitFor();
    await open('/timeline');
  });

  await step('and given again', async () => {
    const sighting = page.getByRole('article').filter({ hasText: /not Franck/i }).first();
    await sighting.getByRole('button', { name: /^This is/ }).click();
    await page.getByRole('combobox', { name: 'This is' }).fill('Franck');
    await page.getByRole('option', { name: /Franck/ }).first().click();
    await page.getByRole('button', { name: 'This is Franck' }).click();
    await page.getByRole('article').filter({ has: page.getByRole('heading', { name: 'Franck' }) }).first().waitFor();
  });

  await step('an unknown is named, and the past is corrected', async () => {
    await open('/cameras');
    await page.getByRole('button', { name: 'Add a camera' }).first().click();
    await page.getByLabel('Name').fill('desk');
    await page.getByLabel('Source').fill(join(media, 'cap13_edit2.mp4'));
    await page.getByText('More', { exact: false }).first().click();
    await page.getByLabel('Start again at the end').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Add the camera' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await open('/timeline?camera=desk');
    await page.getByRole('article').first().getByRole('button', { name: /^This is/ }).waitFor();
    const until = Date.now() + patience;
    for (;;) {
      await open('/unknowns');
      await page.getByRole('heading', { level: 1 }).waitFor();
      if (await page.getByRole('article').filter({ hasText: 'desk' }).first().waitFor({ timeout: 3_000 }).then(() => true, () => false)) break;
      assert.ok(Date.now() < until, 'the stranger at the desk is among the unknowns');
    }
    await accessible();
    const group = page.getByRole('article').filter({ hasText: 'desk' }).first();
    await group.getByRole('combobox').fill('Colleague <b>Two</b>');
    await page.getByRole('option', { name: /Colleague/ }).first().click();
    await group.getByRole('button', { name: 'Name', exact: true }).click();
    await page.getByText(/Colleague <b>Two<\/b>: /).first().waitFor();
    await open('/timeline?camera=desk');
    await page.getByRole('heading', { name: 'Colleague <b>Two</b>' }).first().waitFor();
  });

  await step('somebody is forgotten, with a receipt', async () => {
    await open('/people');
    await page.getByRole('link', { name: /Franck/ }).first().click();
    await page.getByRole('button', { name: /^Forget/ }).click();
    await page.getByLabel(/Type the name to go on/).fill('Franck');
    await page.getByRole('button', { name: 'Forget for good' }).click();
    await page.getByText(/receipt/i).first().waitFor();
    await accessible();
    await open('/people');
    await page.getByRole('link', { name: /Colleague/ }).first().waitFor();
    assert.equal(await page.getByRole('link', { name: /Franck/ }).count(), 0);
  });

  await step('another model runs beside the deciding one, and is compared with it', async () => {
    await open('/models');
    await page.getByText('Decides', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Run beside: / }).first().click();
    await page.getByLabel('Why').fill('to see what it does');
    await page.getByRole('dialog').getByRole('button', { name: 'Run beside' }).click();
    await page.getByRole('status').getByText('is in the shadow').waitFor();
    await accessible();
    await page.getByRole('link', { name: 'Where they differ' }).click();
    await page.getByLabel('Time').selectOption('1');
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText(/embedded by both/).first().waitFor();
    await accessible();
  });

  for (const [width, height] of [[1440, 900], [390, 844]]) {
    await page.setViewportSize({ width, height });
    for (const path of ['/live', '/timeline', '/people', '/unknowns', '/cameras', '/system', '/models', '/models?show=training', '/connections', '/audit', '/users']) {
      await step(`page ${path} at ${width}`, async () => {
        await open(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForTimeout(1_500);
        await accessible();
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(tooWide <= 0, `${tooWide} px too wide`);
      });
    }
  }
  assert.deepEqual(faults, []);
} finally {
  await browser.close();
}
