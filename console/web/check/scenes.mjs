// Every page, full and empty, and its dialogs: where to go and what to do there before the picture is taken.
const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGPomLkKD2IYlcaGAIlGs02WsJCIAAAAAElFTkSuQmCC', 'base64');
const drawn = (name) => ({ name, mimeType: 'image/png', buffer: pixel });
const full = (name, path, more = {}) => ({ name, path, ...more });
const empty = (name, path, more = {}) => ({ name: `${name}-empty`, path, mock: { empty: true }, ...more });

export const scenes = [
  full('sign-in', '/live', { mock: { signedOut: true } }),
  full('sign-in-first-start', '/live', { mock: { signedOut: true, firstStart: true, empty: true } }),
  full('sign-in-failed', '/timeline?camera=lobby', {
    mock: { signedOut: true },
    act: async (page) => {
      await page.getByLabel('User').fill('paul');
      await page.getByLabel('Password').fill('wrong');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').waitFor();
    },
  }),
  full('sign-in-organisation', '/live', { mock: { signedOut: true, openIdConnect: 'Sign in with Example Works' } }),
  full('sign-in-organisation-refused', '/live', {
    mock: {
      signedOut: true,
      openIdConnect: 'Sign in with Example Works',
      refusal: 'You are paul at the sign-in provider, but have no role here. Ask the help desk (tel. 100) for one',
    },
  }),
  full('first-admin', '/first?token=abc', { mock: { signedOut: true, firstStart: true, empty: true } }),
  full('live', '/live', { settle: 1500 }),
  full('live-one', '/live', { mock: { cameras: 1 }, settle: 1500 }),
  full('live-thirty', '/live', { mock: { cameras: 30 }, settle: 3000 }),
  empty('live', '/live', { settle: 2000 }),
  full('live-full-size', '/live?camera=entrance', { settle: 1500 }),
  full('live-reconnecting', '/live', {
    act: async (page, mock) => {
      await page.waitForTimeout(1200);
      mock.world.signedIn = true;
      await page.route('**/api/v1/live', (route) => route.abort());
      mock.cutStreams();
      await page.getByText('Reconnecting').waitFor();
    },
  }),
  full('timeline', '/timeline'),
  full('timeline-filtered', '/timeline?camera=lobby&certainty=NARROW'),
  full('timeline-why', '/timeline', { act: (page) => page.locator('details > summary').first().click() }),
  full('timeline-this-is', '/timeline', {
    act: async (page) => {
      await page.getByRole('button', { name: 'This is …' }).nth(3).click();
      await page.getByRole('combobox', { name: 'This is' }).fill('an');
    },
  }),
  full('timeline-judged', '/timeline', {
    act: async (page) => {
      await page.getByRole('button', { name: /^Right/ }).first().click();
      await page.getByText('One event was corrected').waitFor();
    },
  }),
  full('timeline-viewer', '/timeline', { mock: { role: 'VIEWER' } }),
  full('timeline-nothing', '/timeline?camera=nowhere'),
  empty('timeline', '/timeline'),
  full('people', '/people'),
  full('people-found', '/people?find=jose'),
  full('people-viewer', '/people', { mock: { role: 'VIEWER' } }),
  empty('people', '/people'),
  full('people-enrol', '/people?enrol=new', {
    act: async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('Anna Lindqvist');
      await page.locator('input[type=file]').setInputFiles([drawn('front.png'), drawn('noface.png'), drawn('left.png')]);
    },
  }),
  full('people-enrolled', '/people?enrol=new', {
    act: async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('Zoë Neumann');
      await page.locator('input[type=file]').setInputFiles([drawn('front.png'), drawn('left.png'), drawn('noface.png')]);
      await page.getByRole('button', { name: 'Enrol with 3 photos' }).click();
      await page.getByText('2 of 3 photos can be used').waitFor();
    },
  }),
  full('people-webcam', '/people?enrol=new', {
    act: async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('Zoë Neumann');
      await page.getByRole('tab', { name: 'Webcam' }).click();
      await page.getByRole('button', { name: 'Take a shot' }).click();
      await page.getByRole('button', { name: 'Take another shot' }).click();
    },
  }),
  full('people-no-webcam', '/people?enrol=new', {
    act: async (page) => {
      await page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'));
      });
      await page.getByRole('tab', { name: 'Webcam' }).click();
      await page.getByRole('alert').waitFor();
    },
  }),
  full('people-walk-past', '/people?enrol=new', {
    mock: { quiet: false },
    act: async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('Zoë Neumann');
      await page.getByRole('tab', { name: 'Walk past' }).click();
      await page.getByLabel('Camera', { exact: true }).selectOption({ index: 1 });
      await page.waitForTimeout(200);
    },
  }),
  full('people-backup', '/people', { act: (page) => page.getByRole('button', { name: 'Backup' }).click() }),
  full('people-restored', '/people', {
    act: async (page) => {
      await page.getByRole('button', { name: 'Backup' }).click();
      await page.getByLabel('Backup file').setInputFiles([{ name: 'people.avro', mimeType: 'application/octet-stream', buffer: Buffer.from('x') }]);
      await page.getByRole('button', { name: 'Restore from this file' }).click();
      await page.getByText('31 faces were added').waitFor();
    },
  }),
  full('person', '/people', { act: (page) => page.getByRole('link', { name: /Paul Okafor/ }).click() }),
  full('person-edit', '/people', {
    act: async (page) => {
      await page.getByRole('link', { name: /Paul Okafor/ }).click();
      await page.getByRole('button', { name: 'Rename' }).click();
    },
  }),
  full('person-merge', '/people', {
    act: async (page) => {
      await page.getByRole('link', { name: /Paul Okafor/ }).click();
      await page.getByRole('button', { name: 'Merge with somebody' }).click();
      await page.getByRole('combobox').fill('wolf');
      await page.getByRole('combobox').press('Enter');
    },
  }),
  full('person-remove-photo', '/people', {
    act: async (page) => {
      await page.getByRole('link', { name: /Paul Okafor/ }).click();
      await page.getByRole('button', { name: 'Remove Photo 1 of Paul Okafor' }).click();
    },
  }),
  full('person-forget', '/people', {
    act: async (page) => {
      await page.getByRole('link', { name: /Paul Okafor/ }).click();
      await page.getByRole('button', { name: 'Forget Paul Okafor' }).click();
      await page.getByLabel(/Type the name/).fill('Paul Okafor');
    },
  }),
  full('person-receipt', '/people', {
    act: async (page) => {
      await page.getByRole('link', { name: /Ines/ }).click();
      await page.getByRole('button', { name: /^Forget/ }).click();
      await page.getByLabel(/Type the name/).fill('Ines <script>alert(1)</script> Costa');
      await page.getByRole('button', { name: 'Forget for good' }).click();
      await page.getByRole('heading', { name: /is forgotten/ }).waitFor();
    },
  }),
  full('person-gone', '/people/p-nobody'),
  full('unknowns', '/unknowns'),
  empty('unknowns', '/unknowns'),
  full('unknowns-keys', '/unknowns', {
    act: async (page) => {
      await page.locator('details > summary').first().click();
      await page.locator('.tick input').nth(1).uncheck();
      await page.getByRole('combobox').first().fill('Zoë');
    },
  }),
  full('unknowns-named', '/unknowns', {
    act: async (page) => {
      await page.getByRole('combobox').first().fill('Zoë Neumann');
      await page.getByRole('button', { name: 'Name', exact: true }).first().click();
      await page.getByText('34 events now name').waitFor();
    },
  }),
  full('cameras', '/cameras'),
  full('cameras-viewer', '/cameras', { mock: { role: 'VIEWER' } }),
  empty('cameras', '/cameras'),
  full('cameras-add', '/cameras?add'),
  full('cameras-broken', '/cameras?add', {
    act: async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('gate');
      await page.getByLabel('Source').fill('rtsp://10.20.0.12/broken');
      await page.getByRole('button', { name: 'Test' }).click();
      await page.getByText('connection refused').waitFor();
    },
  }),
  full('cameras-zones', '/cameras?edit=entrance', {
    act: async (page) => {
      await page.locator('.surface img').waitFor();
      await page.getByRole('textbox', { name: 'Name of zone 1' }).focus();
    },
  }),
  full('cameras-drawing', '/cameras?edit=lobby', {
    act: async (page) => {
      await page.getByRole('button', { name: 'Draw a zone' }).click();
      const sheet = page.getByRole('application');
      for (const key of ['ArrowUp', 'Space', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Space', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Space']) await sheet.press(key);
    },
  }),
  full('cameras-drawn', '/cameras?edit=lobby', {
    act: async (page) => {
      await page.getByRole('button', { name: 'Draw a zone' }).click();
      const box = await page.locator('.surface').boundingBox();
      for (const [x, y] of [[0.2, 0.2], [0.6, 0.25], [0.5, 0.8]]) await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
      await page.getByRole('button', { name: 'Close the zone' }).click();
      await page.getByRole('button', { name: /^Corner 1/ }).press('Shift+ArrowLeft');
      await page.locator('dialog summary').click();
    },
  }),
  full('cameras-remove', '/cameras', { act: (page) => page.getByRole('button', { name: 'Remove lobby' }).click() }),
  full('system', '/system'),
  full('system-viewer', '/system', { mock: { role: 'VIEWER' } }),
  empty('system', '/system'),
  full('system-dead-letter', '/system', {
    act: async (page) => {
      await page.getByRole('button', { name: /^Look closer/ }).first().click();
      await page.getByText('Its first bytes').waitFor();
    },
  }),
  full('models', '/models', { fullPage: true }),
  full('models-viewer', '/models', { mock: { role: 'VIEWER' } }),
  empty('models', '/models', { fullPage: true }),
  full('models-none', '/models', { act: (page, mock) => (mock.world.models.splice(0), page.reload()) }),
  full('models-run-beside', '/models', { act: (page) => page.getByRole('button', { name: /^Run beside: facenet-mobilenet/ }).click() }),
  full('models-force', '/models', {
    act: async (page) => {
      await page.getByRole('button', { name: 'Let it decide: dlib-128' }).click();
      await page.getByLabel('Why').fill('A trial that was agreed with the works council');
      await page.getByLabel('Let it decide all the same').check();
    },
  }),
  full('models-changing', '/models', {
    act: async (page) => {
      await page.getByRole('button', { name: 'Go back to facenet-512: facenet-512' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Go back to it' }).click();
      await page.getByText('of 34 templates').waitFor();
    },
  }),
  full('models-asking', '/models', {
    mock: { modelSpeed: 10 },
    act: async (page) => {
      await page.getByRole('button', { name: 'Go back to facenet-512: facenet-512' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Go back to it' }).click();
      await page.getByRole('button', { name: 'Yes' }).waitFor();
    },
  }),
  full('models-changed', '/models', {
    mock: { modelSpeed: 10 },
    act: async (page) => {
      await page.getByRole('button', { name: 'Go back to facenet-512: facenet-512' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Go back to it' }).click();
      await page.getByRole('button', { name: 'No', exact: true }).click();
      await page.getByText('Nothing was switched').waitFor();
      await page.getByText('What it says').click();
    },
  }),
  full('differences-before', '/models?show=differences'),
  empty('differences', '/models?show=differences'),
  full('differences-gone', '/models?show=differences&comparison=v99'),
  full('differences-running', '/models?show=differences', { act: (page) => page.getByRole('button', { name: 'Compare' }).click() }),
  full('differences', '/models?show=differences', {
    mock: { modelSpeed: 10 },
    fullPage: true,
    act: async (page) => {
      await page.getByRole('button', { name: 'Compare' }).click();
      const row = page.getByRole('article').first();
      await row.getByRole('button', { name: /^It is/ }).first().click();
      await row.getByText('One event was corrected').waitFor();
    },
  }),
  full('differences-somebody-else', '/models?show=differences', {
    mock: { modelSpeed: 10 },
    act: async (page) => {
      await page.getByRole('button', { name: 'Compare' }).click();
      await page.getByRole('button', { name: 'Somebody else' }).nth(1).click();
    },
  }),
  full('training', '/models?show=training', { fullPage: true }),
  empty('training', '/models?show=training'),
  full('connections', '/connections'),
  empty('connections', '/connections'),
  full('connections-add', '/connections?add', { fullPage: false }),
  full('connections-add-below', '/connections?add', {
    act: async (page) => {
      await page.getByLabel('Send names along').check();
      await page.getByText('What the receiver has to do').click();
      await page.getByLabel('Send names along').scrollIntoViewIfNeeded();
    },
  }),
  full('connections-mqtt', '/connections?add', {
    act: async (page) => {
      await page.getByRole('tab', { name: /MQTT/ }).click();
      await page.getByLabel('Encrypted (TLS)').uncheck();
    },
  }),
  full('connections-edit', '/connections?edit=a2', {
    act: (page) => page.getByRole('combobox', { name: 'People' }).fill('an'),
  }),
  full('connections-refused', '/connections?add', {
    act: async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('Door');
      await page.getByLabel('Address').fill('http://10.20.1.7/open');
      await page.getByRole('dialog').getByRole('button', { name: 'Add the connection' }).click();
      await page.locator('.fault').waitFor();
    },
  }),
  full('connections-tested', '/connections', {
    act: async (page) => {
      await page.getByRole('button', { name: 'Test Attendance' }).click();
      await page.getByRole('button', { name: 'Test Front door' }).click();
      await page.getByText('It works').waitFor();
      await page.getByRole('article', { name: 'Front door' }).getByRole('status').getByText('connection refused').waitFor();
    },
  }),
  full('connections-secret', '/connections', {
    act: async (page) => {
      await page.getByRole('button', { name: 'Secret of Attendance' }).click();
      await page.getByRole('button', { name: 'Show the secret' }).click();
      await page.getByRole('button', { name: 'Copy' }).click();
      await page.getByRole('dialog').getByRole('status').getByText(/./).waitFor();
    },
  }),
  full('connections-remove', '/connections', { act: (page) => page.getByRole('button', { name: 'Remove Smart home' }).click() }),
  full('audit', '/audit'),
  empty('audit', '/audit'),
  full('users', '/users'),
  full('users-add', '/users', { act: (page) => page.getByRole('button', { name: 'Add a user' }).click() }),
  full('users-remove', '/users', { act: (page) => page.getByRole('button', { name: 'Remove maria' }).click() }),
  full('not-allowed', '/audit', { mock: { role: 'OPERATOR' } }),
  full('server-away', '/people', {
    act: async (page) => {
      await page.route('**/api/v1/unknowns', (route) => route.abort());
      await page.getByRole('link', { name: /Paul Okafor/ }).waitFor();
      await page.evaluate(() => {
        history.pushState(null, '', '/unknowns');
        dispatchEvent(new PopStateEvent('popstate'));
      });
      await page.getByRole('alert').waitFor();
    },
  }),
  full('more', '/live', {
    looks: ['phone-light', 'phone-dark'],
    act: (page) => page.getByRole('button', { name: 'More' }).click(),
  }),
  full('info', '/before-you-rely-on-it'),
  full('info-signed-out', '/before-you-rely-on-it', { mock: { signedOut: true } }),
  full('account', '/account'),
  full('not-found', '/nowhere'),
  full('fault', '/people', {
    act: async (page) => {
      await page.getByRole('link', { name: /Paul Okafor/ }).waitFor();
      await page.route('**/api/v1/unknowns', (route) => route.fulfill({ json: [{ wrong: true }] }));
      await page.evaluate(() => {
        history.pushState(null, '', '/unknowns');
        dispatchEvent(new PopStateEvent('popstate'));
      });
      await page.getByText('This page has a fault').waitFor();
    },
    expected: /TypeError/,
  }),
];
