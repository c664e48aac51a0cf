// What the mock's routes share.

/** An answer that is no success. */
export class Refusal extends Error {
  constructor(status, detail, headers = {}) {
    super(detail);
    this.status = status;
    this.headers = headers;
  }
}

export const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

export function find(list, key, value, what) {
  const found = list.find((each) => each[key] === value);
  if (!found) throw new Refusal(404, `There is no ${what} ${value}.`);
  return found;
}
