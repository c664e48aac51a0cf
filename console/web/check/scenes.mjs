// Every page, full and empty, and its dialogs: where to go and what to do there before the picture is taken.
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
  full('more', '/live', {
    looks: ['phone-light', 'phone-dark'],
    act: (page) => page.getByRole('button', { name: 'More' }).click(),
  }),
  full('info', '/before-you-rely-on-it'),
  full('info-signed-out', '/before-you-rely-on-it', { mock: { signedOut: true } }),
  full('account', '/account'),
  full('not-found', '/nowhere'),
];
