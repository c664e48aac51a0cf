import type { Receipt } from '../api/types';
import { count, sentence } from '../base/count';

/** The receipt as text, to be handed to the person; times in UTC, so that it reads the same everywhere. */
export function receiptText({ gone, at, actor }: Receipt): string {
  const stamp = (time: string) => new Date(time).toISOString().slice(0, 16).replace('T', ' ') + ' UTC';
  const part = (title: string, lines: string[]) => (lines.length ? ['', title, ...lines.flatMap(item)] : []);
  return [
    'RECEIPT: FORGOTTEN BY SIGHTLINE',
    '',
    `Name:  ${gone.name}`,
    `Key:   ${gone.personId}`,
    `When:  ${stamp(at)}`,
    `By:    ${actor}`,
    ...part('Gone now', [
      'Name and consent',
      `${sentence(count(gone.faces, 'face'))} that they were recognised by`,
      `${sentence(count(gone.archivedFaces, 'face'))} in the archive of training faces`,
    ]),
    ...part(
      'Gone later, without a name until then',
      gone.remaining.map((each) => `Records in ${each.topic}: by ${stamp(each.goneBy)}`),
    ),
    ...part('Good to know', gone.notes),
    '',
  ].join('\n');
}

const WIDTH = 76;

/** A line of a list, broken between words where it is too long for a page. */
function item(text: string): string[] {
  const lines = ['  -'];
  for (const word of text.split(' ')) {
    if (lines.at(-1)!.length + 1 + word.length > WIDTH) lines.push('   ');
    lines.push(`${lines.pop()} ${word}`);
  }
  return lines;
}
