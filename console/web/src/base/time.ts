const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 14:03:22, in the browser's time zone. */
export function clock(at: string | Date, seconds = true): string {
  return new Date(at).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
  });
}

/** Today, Yesterday, or Friday 20 November 2026. */
export function dayWords(at: string | Date, now: Date): string {
  const days = daysBetween(new Date(at), now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return new Date(at).toLocaleDateString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(new Date(at).getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
  });
}

/** A point in time, short: 14:03 today, yesterday 14:03, or 20 Nov 14:03. */
export function moment(at: string | Date, now: Date): string {
  const then = new Date(at);
  const days = daysBetween(then, now);
  const time = clock(then, false);
  if (days === 0) return time;
  if (days === 1) return `yesterday ${time}`;
  return `${date(then, now)} ${time}`;
}

/** 20 Nov, with the year if it is another. */
export function date(at: string | Date, now: Date): string {
  const then = new Date(at);
  return then.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(then.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
  });
}

/** just now, 5 min ago, 3 h ago, then as moment(). */
export function ago(at: string | Date, now: Date): string {
  const past = now.getTime() - new Date(at).getTime();
  if (past < MINUTE) return 'just now';
  if (past < HOUR) return `${Math.floor(past / MINUTE)} min ago`;
  if (past < 12 * HOUR) return `${Math.floor(past / HOUR)} h ago`;
  return moment(at, now);
}

/** A length of time: 8 s, 4 min, 2 h 5 min, 3 days. */
export function lasting(millis: number): string {
  if (millis < MINUTE - 500) return `${Math.max(1, Math.round(millis / 1000))} s`;
  if (millis < HOUR - MINUTE / 2) return `${Math.round(millis / MINUTE)} min`;
  if (millis < 2 * DAY) {
    const minutes = Math.round(millis / MINUTE);
    return `${Math.floor(minutes / 60)} h` + (minutes % 60 ? ` ${minutes % 60} min` : '');
  }
  return `${Math.floor(millis / DAY)} days`;
}

/** A delay: 180 ms, 1.4 s. */
export function delayWords(millis: number): string {
  return millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(millis < 10_000 ? 1 : 0)} s`;
}

/** What a datetime-local input shows for a UTC time. */
export function toInput(at: string): string {
  const then = new Date(at);
  if (Number.isNaN(then.getTime())) return '';
  return new Date(then.getTime() - then.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}

/** The UTC time of what a datetime-local input says; null if it says nothing. */
export function fromInput(text: string): string | null {
  const then = new Date(text);
  return text && !Number.isNaN(then.getTime()) ? then.toISOString() : null;
}

function daysBetween(then: Date, now: Date): number {
  const midnight = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
  return Math.round((midnight(now) - midnight(then)) / DAY);
}
