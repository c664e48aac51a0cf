import { signal } from '@preact/signals';

/** Now, to within ten seconds: what shows "5 min ago" reads it and stays true. */
export const now = signal(new Date());

setInterval(() => {
  if (!document.hidden) now.value = new Date();
}, 10_000);
document.addEventListener('visibilitychange', () => {
  now.value = new Date();
});
