// What the pages do, in a real Chromium against the mock: node --test behaviour.test.mjs
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startMock } from '../mock/main.mjs';
import { sightingOf } from '../mock/world.mjs';
import { folder, openBrowser } from './browser.mjs';

const FIRST_SCREEN_BYTES = 120_000;
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

/** Runs with a page on a mock; anything that the browser's console calls an error fails it. */
async function on(path, options, act, expected = /40[0-9]|ERR_INCOMPLETE|ERR_FAILED|ERR_CONNECTION/) {
  const mock = await startMock({ folder, quiet: true, ...options });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options.context });
  const page = await context.newPage();
  const errors = [];
  page.on('console', (message) => message.type() === 'error' && !expected.test(message.text()) && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('dialog', (dialog) => errors.push(`a script ran: ${dialog.message()}`));
  try {
    await page.goto(mock.address + path);
    await act(page, mock);
    assert.deepEqual(errors, []);
  } finally {
    await context.close();
    await mock.stop();
  }
}

const until = async (what, isSo, millis = 8_000) => {
  const end = Date.now() + millis;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, `${what}: not within ${millis} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

test('the first screen is small and asks nobody else', async () => {
  const mock = await startMock({ folder, quiet: true, empty: true });
  const page = await browser.newPage();
  let bytes = 0;
  const others = [];
  page.on('response', async (response) => {
    if (!response.url().startsWith(mock.address)) others.push(response.url());
    if (!response.url().includes('/api/')) bytes += (await response.body()).length;
  });
  await page.goto(mock.address + '/live');
  await page.getByText('No camera yet').waitFor();
  assert.ok(bytes > 10_000 && bytes < FIRST_SCREEN_BYTES, `${bytes} bytes`);
  assert.deepEqual(others, []);
  await page.close();
  await mock.stop();
});

test('who signs in by keyboard is where they wanted to go', () =>
  on('/timeline?camera=lobby', { signedOut: true }, async (page) => {
    await page.getByRole('heading', { name: 'Sign in to Sightline' }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id && document.activeElement.getAttribute('autocomplete')), 'username');
    await page.keyboard.type('paul');
    await page.keyboard.press('Tab');
    await page.keyboard.type('sightline');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    assert.ok(page.url().endsWith('/timeline?camera=lobby'));
  }));

test('a session that ended asks to sign in, and goes on at the same page', () =>
  on('/people', {}, async (page, mock) => {
    await page.getByRole('link', { name: /Paul Okafor/ }).click();
    await page.getByRole('button', { name: 'Rename' }).waitFor();
    mock.world.signedIn = false;
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByLabel('Name').fill('Paul O.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByLabel('User').fill('paul');
    await page.getByLabel('Password').fill('sightline');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Paul Okafor' }).waitFor();
  }));

test('the token of the first link leaves the address bar', () =>
  on('/first?token=secret', { signedOut: true, firstStart: true, empty: true }, async (page, mock) => {
    await page.getByLabel('User').fill('ada');
    assert.equal(page.url(), mock.address + '/first');
    await page.getByLabel('Password', { exact: true }).fill('long enough');
    await page.getByLabel('Password, once more').fill('long enough');
    const sent = page.waitForRequest('**/session/first');
    await page.getByRole('button', { name: 'Make the admin' }).click();
    assert.equal((await sent).postDataJSON().token, 'secret');
    await page.getByRole('heading', { name: 'Cameras' }).waitFor();
  }));

test('a tile opens by keyboard, Esc closes it, and the focus goes back', () =>
  on('/live', {}, async (page) => {
    const tile = page.getByRole('button', { name: 'lobby: full size' });
    await tile.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'lobby' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('dialog', { name: 'stairs-2' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'lobby: full size');
  }));

test('boxes are those of the very picture that is shown', () =>
  on('/live', { cameras: 8 }, async (page, mock) => {
    await page.locator('.frame img').first().waitFor();
    for (let round = 0; round < 20; round++) {
      const tiles = await page.evaluate(() =>
        [...document.querySelectorAll('.frame')].map((frame) => ({
          frameId: decodeURIComponent(new URL(frame.querySelector('img').src).pathname.split('/pictures/')[1]),
          left: [...frame.querySelectorAll('.box')].map((box) => parseFloat(box.style.left)),
        })),
      );
      for (const { frameId, left } of tiles) {
        const faces = mock.world.frames.get(frameId)?.faces;
        if (!faces) continue;
        assert.equal(left.length, faces.length);
        faces.forEach((face, i) => {
          assert.ok(left[i] / 100 < face.cx && left[i] / 100 > face.cx - 0.2, `${frameId}: a box at ${left[i]} % for a face at ${face.cx}`);
        });
      }
      await page.waitForTimeout(60);
    }
  }));

test('a slow line gets one picture at a time a tile, and four in all', () =>
  on('/live', { cameras: 9 }, async (page) => {
    const open = new Map();
    let most = 0;
    await page.route('**/pictures/**', async (route) => {
      const camera = route.request().url().split('/cameras/')[1].split('/')[0];
      open.set(camera, (open.get(camera) ?? 0) + 1);
      most = Math.max(most, [...open.values()].reduce((a, b) => a + b));
      assert.equal(open.get(camera), 1);
      await new Promise((resolve) => setTimeout(resolve, 400));
      open.set(camera, open.get(camera) - 1);
      await route.continue().catch(() => {});
    });
    await page.waitForTimeout(3_000);
    assert.ok(most >= 2 && most <= 4, `${most} at once`);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  }));

test('a page that nobody looks at follows nothing, and goes on when it is looked at', () =>
  on('/live', {}, async (page, mock) => {
    await until('the stream is open', () => mock.following().live === 1);
    const hide = (hidden) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await hide(true);
    await until('the stream is closed', () => mock.following().live === 0);
    await hide(false);
    await until('the stream is open again', () => mock.following().live === 1);
    await page.getByRole('link', { name: 'People' }).first().click();
    await until('the stream is closed on leaving', () => mock.following().live === 0);
  }));

test('a broken stream says so and comes back by itself', () =>
  on('/live', {}, async (page, mock) => {
    await page.locator('.frame').first().waitFor();
    await page.route('**/api/v1/live', (route) => route.abort());
    mock.cutStreams();
    await page.getByText('Reconnecting').waitFor();
    assert.equal(await page.locator('.box:visible').count(), 0);
    await page.unrouteAll();
    await page.getByText('Reconnecting').waitFor({ state: 'detached', timeout: 20_000 });
    await until('boxes are back', async () => (await page.locator('.box:visible').count()) > 0);
  }));

test('a new sighting appears on top, or waits behind a button while somebody reads further down', () =>
  on('/timeline', {}, async (page, mock) => {
    await page.getByRole('article').first().waitFor();
    await until('the stream is open', () => mock.following().sightings === 1);
    const pass = (i, name) => {
      const sighting = { ...sightingOf(mock.world, i, Date.now(), false), who: { kind: 'PERSON', personId: 'p-x', name, anonymousId: null } };
      mock.world.sightings.unshift(sighting);
      mock.world.tell('sighting', sighting);
    };
    pass(1001, 'Newcomer One');
    await page.getByRole('heading', { name: 'Newcomer One' }).waitFor();
    await page.evaluate(() => scrollTo(0, 1500));
    pass(1002, 'Newcomer Two');
    pass(1003, 'Newcomer Three');
    await page.getByRole('button', { name: '2 new' }).waitFor();
    assert.equal(await page.getByRole('heading', { name: 'Newcomer Two' }).count(), 0);
    await page.getByRole('button', { name: '2 new' }).click();
    await page.getByRole('heading', { name: 'Newcomer Two' }).waitFor();
    assert.equal(await page.getByRole('article').first().getByRole('heading').textContent(), 'Newcomer Three');
  }));

test('sightings that came while the connection was away are caught up with', () =>
  on('/timeline', {}, async (page, mock) => {
    await page.getByRole('article').first().waitFor();
    await until('the stream is open', () => mock.following().sightings === 1);
    await page.route('**/sightings/stream**', (route) => route.abort());
    mock.cutStreams();
    await page.getByText('Reconnecting').waitFor();
    mock.world.sightings.unshift({
      ...sightingOf(mock.world, 2001, Date.now(), true),
      who: { kind: 'PERSON', personId: 'p-x', name: 'Missed Meanwhile', anonymousId: null },
    });
    await page.unrouteAll();
    await page.getByRole('heading', { name: 'Missed Meanwhile' }).waitFor({ timeout: 20_000 });
  }));

test('an old sighting that is corrected far below does not come up', () =>
  on('/timeline', {}, async (page, mock) => {
    await page.getByRole('article').first().waitFor();
    await until('the stream is open', () => mock.following().sightings === 1);
    const before = await page.getByRole('article').count();
    const old = mock.world.sightings.at(-1);
    mock.world.tell('sighting', { ...old, who: { kind: 'PERSON', personId: 'p-x', name: 'Long Ago', anonymousId: null } });
    await page.waitForTimeout(800);
    assert.equal(await page.getByRole('article').count(), before);
    assert.equal(await page.getByRole('heading', { name: 'Long Ago' }).count(), 0);
  }));

test('a filter stands in the address and is there again after a reload', () =>
  on('/timeline', {}, async (page) => {
    await page.getByLabel('Camera').selectOption('lobby');
    await page.getByRole('combobox', { name: 'Person' }).fill('weber');
    await page.keyboard.press('Enter');
    assert.match(page.url(), /camera=lobby/);
    assert.match(page.url(), /person=p-/);
    await page.reload();
    await until('the filter is shown', async () => (await page.getByRole('combobox', { name: 'Person' }).inputValue()) === 'Jonas Weber');
    await page.getByRole('combobox', { name: 'Person' }).fill('');
    await page.keyboard.press('Enter');
    assert.doesNotMatch(page.url(), /person=/);
    await page.getByRole('button', { name: 'Clear' }).click();
    assert.ok(page.url().endsWith('/timeline'));
  }));

test('a correction answers in words, and a refusal too', () =>
  on('/timeline', {}, async (page) => {
    const first = page.getByRole('article').first();
    await first.getByRole('button', { name: /^This is/ }).click();
    await page.getByRole('combobox', { name: 'This is' }).fill('Brand New');
    await page.getByRole('button', { name: 'This is Brand New' }).click();
    await first.getByText('One event was corrected').waitFor();
    await first.getByRole('heading', { name: 'Brand New' }).waitFor();
    await first.getByText(/^Corrected from .* by paul/).waitFor();
    const confirmed = page.getByRole('article').filter({ hasText: 'confirmed by maria' }).or(page.getByRole('article').filter({ hasText: 'Confirmed by maria' })).first();
    await confirmed.getByRole('button', { name: /^Not this person/ }).click();
    await confirmed.getByRole('alert').getByText('only she or an admin').waitFor();
  }));

test('a correction is shown also where only those of the former person are listed', () =>
  on('/people', {}, async (page) => {
    await page.getByRole('link', { name: /Jonas Weber/ }).click();
    await page.getByRole('link', { name: 'Sightings' }).click();
    const first = page.getByRole('article').first();
    await first.getByRole('heading', { name: 'Jonas Weber' }).waitFor();
    await first.getByRole('button', { name: /^This is/ }).click();
    await page.getByRole('option', { name: 'Grace O’Neill' }).click();
    await page.getByRole('button', { name: 'This is Grace O’Neill' }).click();
    await first.getByRole('heading', { name: 'Grace O’Neill' }).waitFor();
  }));

test('a camera of which there is no picture yet is shown as waiting', () =>
  on('/live', { cameras: 2 }, async (page, mock) => {
    mock.world.cameras.push({ ...mock.world.cameras[0], cameraId: 'brand-new', state: null });
    await page.reload();
    await page.getByRole('listitem').filter({ hasText: 'brand-new' }).getByText('Waiting for a picture').waitFor();
  }));

test('script in a name is shown as text, wherever the name stands', () =>
  on('/timeline', {}, async (page) => {
    const name = 'Ines <script>alert(1)</script> Costa';
    await page.getByRole('heading', { name }).first().click();
    await page.getByRole('heading', { name, level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByLabel('Name').fill('<img src=x onerror=alert(2)>');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: '<img src=x onerror=alert(2)>', level: 1 }).waitFor();
    assert.equal(await page.locator('img[src=x]').count(), 0);
  }));

test('a viewer sees no button that would be refused', () =>
  on('/timeline', { role: 'VIEWER' }, async (page) => {
    await page.getByRole('article').first().waitFor();
    assert.equal(await page.getByRole('button', { name: /This is|^Right|^Not this/ }).count(), 0);
    for (const [path, words] of [['/people', 'Enrol'], ['/cameras', 'Add a camera'], ['/unknowns', 'Name']]) {
      await page.goto(new URL(path, page.url()).href);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(300);
      assert.equal(await page.getByRole('button', { name: words }).count(), 0, path);
    }
    assert.equal(await page.getByRole('link', { name: /Audit|Users/ }).count(), 0);
  }));

test('walking past a camera enrols with one click', () =>
  on('/people?enrol=new', {}, async (page, mock) => {
    await page.getByLabel('Name', { exact: true }).fill('Zoë Neumann');
    await page.getByRole('tab', { name: 'Walk past' }).click();
    await page.getByLabel('Camera', { exact: true }).selectOption('lobby');
    await until('the stream is open', () => mock.following().sightings === 1);
    const sighting = { ...sightingOf(mock.world, 3003, Date.now(), false), cameraId: 'lobby' };
    mock.world.sightings.unshift(sighting);
    mock.world.tell('sighting', sighting);
    const sent = page.waitForRequest('**/labels');
    await page.getByRole('button', { name: 'This is Zoë Neumann' }).click();
    assert.deepEqual((await sent).postDataJSON(), { eventId: sighting.eventId, kind: 'IS', personId: null, name: 'Zoë Neumann' });
    await page.getByText('One event was corrected').waitFor();
  }));

test('zones drawn by mouse and by keys are sent as they stand', () =>
  on('/cameras?edit=lobby', {}, async (page) => {
    await page.locator('.surface img').waitFor();
    await page.getByRole('button', { name: 'Draw a zone' }).click();
    await page.locator('.surface').scrollIntoViewIfNeeded();
    const box = await page.locator('.surface').boundingBox();
    for (const [x, y] of [[0.2, 0.2], [0.6, 0.2], [0.5, 0.6]]) await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
    await page.keyboard.press('Enter');
    const corner = page.getByRole('button', { name: /^Corner 3 of zone 1/ });
    await corner.press('Shift+ArrowDown');
    await corner.press('ArrowLeft');
    await page.getByLabel('What is done in zone 1').selectOption('IGNORE');
    const sent = page.waitForRequest((request) => request.method() === 'PUT');
    await page.getByRole('button', { name: 'Save' }).click();
    const [zone] = (await sent).postDataJSON().zones;
    assert.equal(zone.purpose, 'IGNORE');
    const near = (value, wanted) => assert.ok(Math.abs(value - wanted) < 0.005, `${value} is not ${wanted}`);
    [[0.2, 0.2], [0.6, 0.2], [0.49, 0.65]].forEach(([x, y], i) => {
      near(zone.points[i].x, x);
      near(zone.points[i].y, y);
    });
  }));

test('what was changed is not lost by Esc', () =>
  on('/cameras?edit=lobby', {}, async (page) => {
    await page.getByLabel('Source').fill('/dev/video0');
    await page.keyboard.press('Escape');
    await page.getByText('Discard what you changed?').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }));

test('a webhook is sent as it was filled in, and what the server refuses stands at its field', () =>
  on('/connections?add', {}, async (page, mock) => {
    await page.getByLabel('Name', { exact: true }).fill('Gate');
    await page.getByLabel('Address').fill('http://10.20.1.7/open');
    await page.getByRole('checkbox', { name: 'Somebody comes into view' }).check();
    await page.getByRole('checkbox', { name: 'It was somebody else' }).uncheck();
    await page.getByText('mistakes that an operator mends here stay wrong there').waitFor();
    await page.getByRole('combobox', { name: 'Cameras' }).fill('lob');
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'People' }).fill('weber');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Add the connection' }).click();
    await page.locator('.fault').getByText('The address is not encrypted').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid')), 'true');
    await page.getByLabel('Without encryption').check();
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByRole('button', { name: 'Add the connection' }).click();
    assert.deepEqual((await sent).postDataJSON(), {
      name: 'Gate', kind: 'WEBHOOK', enabled: true, url: 'http://10.20.1.7/open', mqtt: null, allowPrivate: true, allowPlain: true,
      includeName: false, kinds: ['IDENTIFIED', 'APPEARED', 'RETRACTED'], cameras: ['lobby'],
      persons: [mock.world.people.find((person) => person.name === 'Jonas Weber').personId],
    });
    await page.getByRole('article', { name: 'Gate' }).waitFor();
  }));

test('a broker is sent with what Home Assistant needs, and names only if somebody says so', () =>
  on('/connections?add', {}, async (page) => {
    await page.getByLabel('Name', { exact: true }).fill('Home');
    await page.getByRole('tab', { name: /MQTT/ }).click();
    await page.getByLabel('Broker').fill('mqtt.example.org');
    await page.getByLabel('Send names along').check();
    await page.getByText('forgetting somebody here does not reach').waitFor();
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByRole('button', { name: 'Add the connection' }).click();
    const { mqtt, kinds, includeName, url, allowPlain } = (await sent).postDataJSON();
    assert.deepEqual(mqtt, { host: 'mqtt.example.org', port: 8883, tls: true, user: null, password: null, topicPrefix: 'sightline', discoveryPrefix: 'homeassistant' });
    assert.deepEqual([includeName, url, allowPlain], [true, null, false]);
    assert.ok(['APPEARED', 'IDENTIFIED', 'LEFT'].every((kind) => kinds.includes(kind)));
  }));

test('a secret is fetched only once somebody asks for it, and a broker has none', () =>
  on('/connections', {}, async (page) => {
    const asked = [];
    page.on('request', (request) => request.url().endsWith('/secret') && asked.push(request.url()));
    await page.getByRole('button', { name: 'Secret of Attendance' }).click();
    await page.getByRole('button', { name: 'Show the secret' }).waitFor();
    await page.waitForTimeout(300);
    assert.equal(asked.length, 0);
    await page.getByRole('button', { name: 'Show the secret' }).click();
    assert.match(await page.getByLabel('Secret', { exact: true }).inputValue(), /^whsec_/);
    assert.equal(await page.getByRole('button', { name: 'Secret of Smart home' }).count(), 0);
  }));

test('what was stopped is switched on again with its settings, and numbers follow by themselves', () =>
  on('/connections', {}, async (page, mock) => {
    const card = page.getByRole('article', { name: /Visitors/ });
    await card.getByText('410 Gone').waitFor();
    const sent = page.waitForRequest((request) => request.method() === 'PUT');
    await card.getByRole('switch').click();
    const stopped = mock.world.targets.find((target) => target.id === 'a4');
    assert.deepEqual((await sent).postDataJSON(), { ...stopped.settings, enabled: true });
    await card.getByText('Nothing to tell yet').waitFor();
    assert.ok(await card.getByRole('switch').isChecked());
    stopped.state = { ...stopped.state, delivered: 4711, lastDeliveryAt: new Date().toISOString() };
    await card.getByText('4,711').waitFor();
  }));

test('a merge says what happens, sends who stays, and goes to them', () =>
  on('/people', {}, async (page, mock) => {
    await page.getByRole('link', { name: /Paul Okafor/ }).click();
    await page.getByRole('button', { name: 'Merge with somebody' }).click();
    assert.ok(await page.getByRole('button', { name: 'Merge the two' }).isDisabled());
    await page.getByRole('option', { name: 'Jonas Weber' }).click();
    await page.getByText('it cannot be undone').waitFor();
    const stays = mock.world.people.find((person) => person.name === 'Jonas Weber').personId;
    const sent = page.waitForRequest('**/merge');
    await page.getByRole('button', { name: 'Merge the two' }).click();
    assert.deepEqual((await sent).postDataJSON(), { into: stays });
    await page.getByRole('heading', { name: 'Jonas Weber', level: 1 }).waitFor();
    assert.ok(page.url().endsWith(`/people/${stays}`));
  }));

test('one photo is removed, never the last', () =>
  on('/people', {}, async (page) => {
    await page.getByRole('link', { name: /Paul Okafor/ }).click();
    await page.getByRole('heading', { name: '2 photos' }).waitFor();
    await page.getByRole('button', { name: 'Remove Photo 2 of Paul Okafor' }).click();
    const sent = page.waitForRequest((request) => request.method() === 'DELETE');
    await page.getByRole('button', { name: 'Remove the photo' }).click();
    assert.match((await sent).url(), /\/photos\/t-1-1$/);
    await page.getByRole('heading', { name: '1 photo' }).waitFor();
    assert.equal(await page.getByRole('button', { name: /^Remove Photo/ }).count(), 0);
  }));

test('a backup comes as a file, and a restore says what it did or why not', () =>
  on('/people', {}, async (page) => {
    await page.getByRole('button', { name: 'Backup' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download a backup' }).click();
    assert.match((await saved).suggestedFilename(), /^sightline-gallery-.*\.avro$/);
    const file = (name) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from('x') });
    await page.getByLabel('Backup file').setInputFiles([file('holiday.jpg')]);
    await page.getByRole('button', { name: 'Restore from this file' }).click();
    await page.getByRole('alert').getByText('holiday.jpg is no backup').waitFor();
    await page.getByLabel('Backup file').setInputFiles([file('people.avro')]);
    await page.getByRole('button', { name: 'Restore from this file' }).click();
    await page.getByRole('status').getByText('31 faces were added').waitFor();
  }));

test('the organisation’s own sign-in is a plain link under its name', () =>
  on('/timeline?camera=hall', { signedOut: true, openIdConnect: 'Sign in with Example Works' }, async (page) => {
    const link = page.getByRole('link', { name: 'Sign in with Example Works' });
    await link.waitFor();
    assert.equal(await link.getAttribute('href'), '/api/v1/session/open-id-connect?back=%2Ftimeline%3Fcamera%3Dhall');
  }));

test('whom the organisation’s own sign-in did not let in is told why', () =>
  on('/', { signedOut: true, openIdConnect: 'Sign in with Example Works', refusal: 'You have no role here. Ask <b>IT</b>' }, async (page) => {
    await page.getByRole('alert').getByText('You have no role here. Ask <b>IT</b>.').waitFor();
    await page.getByRole('link', { name: 'Sign in with Example Works' }).waitFor();
  }));

test('who came by the organisation’s own sign-in has no password here and is signed out there too', () =>
  on('/account', { openIdConnect: 'Sign in with Example Works', signOutUrl: '/signed-out-there' }, async (page) => {
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    assert.equal(await page.getByLabel('Current password').count(), 0);
    await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/signed-out-there');
  }));

test('a model that falls short decides only if somebody forces it', () =>
  on('/models', { modelSpeed: 20 }, async (page) => {
    await page.getByRole('button', { name: 'Let it decide: dlib-128' }).click();
    const force = page.getByRole('button', { name: 'Force it' });
    await page.getByRole('dialog').getByText('on celeba, TAR at FAR 1e-3: 80.10%').waitFor();
    assert.ok(await force.isDisabled());
    await page.getByLabel('Why').fill('a trial');
    await page.getByLabel('Let it decide all the same').check();
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await force.click();
    assert.deepEqual((await sent).postDataJSON(), { kind: 'PROMOTE', modelId: 'dlib-128', reason: 'a trial', force: true });
    await page.getByText('Switch all the same?').first().waitFor();
    assert.ok(await page.getByRole('button', { name: 'Retire: dlib-128' }).isDisabled());
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.getByRole('status').getByText('dlib-128 decides from now on.').waitFor();
    await page.getByRole('article', { name: 'dlib-128' }).getByText('Decides', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Go back to mobilefacenet-128: mobilefacenet-128' }).waitFor();
  }));

test('a change goes on while nobody looks, is found again, and no is an answer', () =>
  on('/models', { modelSpeed: 20 }, async (page) => {
    await page.getByRole('button', { name: 'Go back to facenet-512: facenet-512' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Go back to it' }).click();
    await page.goto(new URL('/people', page.url()).href);
    await page.getByRole('heading', { name: 'People' }).waitFor();
    await page.goto(new URL('/models', page.url()).href);
    await page.getByRole('button', { name: 'No', exact: true }).click();
    await page.getByRole('status').getByText('Nothing was switched').waitFor();
    await page.getByRole('article', { name: 'mobilefacenet-128' }).getByText('Decides', { exact: true }).waitFor();
  }));

test('a model that cannot be used says why, in the dialog', () =>
  on('/models', {}, async (page) => {
    await page.getByRole('button', { name: 'Run beside: import-of-today' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run beside' }).click();
    await page.getByRole('dialog').getByRole('alert').getByText('cannot be loaded').waitFor();
  }, /40[0-9]|422/));

test('the curves can be read as a table, and told apart without colour', () =>
  on('/models', {}, async (page) => {
    const chart = page.getByRole('img', { name: /our people, for mobilefacenet-128, dlib-128/ });
    await chart.waitFor();
    const lines = await chart.locator('.series').evaluateAll((all) =>
      all.map((one) => `${getComputedStyle(one.querySelector('polyline')).strokeDasharray} ${one.querySelector('.mark').getAttribute('d')}`));
    assert.equal(new Set(lines).size, 3);
    const table = page.getByRole('region', { name: 'Figures on our people' }).getByRole('table');
    const row = table.getByRole('row', { name: /TAR at FAR 1e-4/ });
    assert.match(await row.innerText(), /84\.8 %[\s\S]*72\.3 %[\s\S]*not measured/);
  }));

test('a viewer sees models, and no button that would be refused', () =>
  on('/models', { role: 'VIEWER' }, async (page) => {
    await page.getByRole('article', { name: 'dlib-128' }).waitFor();
    assert.equal(await page.getByRole('article').getByRole('button').count(), 0);
    assert.equal(await page.getByRole('tab', { name: 'Where they differ' }).count(), 0);
    await page.getByRole('tab', { name: 'Training' }).click();
    await page.getByRole('article', { name: 'first' }).waitFor();
    assert.equal(await page.getByRole('link', { name: /Report/ }).count(), 0);
  }));

test('differences are judged by a word about the sighting, and counted for the model that was right', () =>
  on('/models?show=differences', { modelSpeed: 20 }, async (page, mock) => {
    await page.getByLabel('Time').selectOption('6');
    const asked = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByRole('button', { name: 'Compare' }).click();
    assert.deepEqual((await asked).postDataJSON(), { candidate: 'dlib-128', hours: 6 });
    const tally = (name) => page.locator('.tally dl > div').filter({ hasText: name }).locator('dd').innerText();
    await page.getByRole('heading', { name: 'Who was right' }).waitFor();
    assert.equal(await tally('not judged yet'), '56');
    const changes = page.getByRole('article').nth(1);
    const rightOne = mock.world.people[4];
    const sent = page.waitForRequest('**/labels');
    await changes.getByRole('button', { name: `It is ${rightOne.name}` }).click();
    assert.deepEqual((await sent).postDataJSON(), { eventId: mock.world.sightings[1].eventId, kind: 'IS', personId: rightOne.personId, name: null });
    await changes.getByText('Right', { exact: true }).waitFor();
    await until('it is counted', async () => (await tally('dlib-128 was right')) === '1' && (await tally('not judged yet')) === '55');
    await page.getByLabel('Show').selectOption('VANISHES');
    const vanishes = page.getByRole('article').first();
    await vanishes.getByRole('button', { name: /^Not / }).click();
    await until('nobody was right, says the tally', async () => (await tally('dlib-128 was right')) === '2');
    await page.reload();
    await until('it is there after a reload', async () => (await tally('not judged yet')) === '54');
  }));

test('somebody who was forgotten has no name on the timeline, and nothing that leads to them', () =>
  on('/timeline', {}, async (page, mock) => {
    await page.getByRole('article').first().waitFor();
    const { who } = mock.world.sightings.find((sighting) => sighting.who.kind === 'PERSON');
    for (const sighting of mock.world.sightings) if (sighting.who.personId === who.personId) sighting.who = { ...who, name: who.personId };
    await page.reload();
    const gone = page.getByRole('article').filter({ has: page.getByRole('heading', { name: 'Somebody who was forgotten' }) }).first();
    await gone.waitFor();
    assert.equal(await gone.getByRole('link').count(), 0);
    assert.equal(await gone.getByRole('button', { name: /^Right/ }).count(), 0);
    assert.equal(await page.getByText(who.personId).count(), 0);
  }));

test('the keys of a group show their faces without asking for each', () =>
  on('/unknowns', {}, async (page) => {
    const asked = [];
    page.on('request', (request) => request.url().includes('/sightings?') && asked.push(request.url()));
    await page.locator('details > summary').first().click();
    await page.getByRole('img', { name: /^Face of/ }).first().waitFor();
    assert.equal(await page.locator('.tick').count(), 4);
    assert.deepEqual(asked, []);
  }));

test('a training run is followed while it runs, and its report opens by itself', () =>
  on('/models?show=training', {}, async (page, mock) => {
    const run = page.getByRole('article', { name: 'archive-of-november' });
    await run.getByText('Epoch 22 of 40').waitFor();
    assert.equal(await run.getByRole('progressbar').getAttribute('value'), '21');
    Object.assign(mock.world.runs[0], { epoch: 23, timeLeftSeconds: 600 });
    await run.getByText('Epoch 23 of 40').waitFor({ timeout: 10_000 });
    await run.getByText('about 10 min left').waitFor();
    const report = page.getByRole('article', { name: 'first' }).getByRole('link', { name: /Report/ });
    assert.equal(await report.getAttribute('href'), '/api/v1/training-runs/first/report');
    assert.equal(await report.getAttribute('target'), '_blank');
  }));
