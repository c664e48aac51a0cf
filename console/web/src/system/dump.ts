const A_ROW = 16;

/** Bytes given as hex digits, sixteen a row, with their place and as text where they are text. */
export function dump(hex: string): string {
  const bytes = hex.replace(/[^0-9a-f]/gi, '').match(/../g) ?? [];
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += A_ROW) {
    const row = bytes.slice(at, at + A_ROW);
    const text = row.map((byte) => printable(parseInt(byte, 16))).join('');
    rows.push(`${at.toString(16).padStart(4, '0')}  ${row.join(' ').padEnd(A_ROW * 3 - 1)}  ${text}`);
  }
  return rows.join('\n');
}

function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
}

/** JSON, indented; as it is if it is none. */
export function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
