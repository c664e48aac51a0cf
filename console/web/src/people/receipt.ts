import type { Receipt } from '../api/types';
import { count, sentence } from '../base/count';

/** The receipt as text, to be handed to the person; times in UTC, so that it reads the same everywhere. */
export function receiptText({ gone, at, actor }: Receipt): string {
  const stamp = (time: string) => new Date(time).toISOString().slice(0, 16).replace('T', ' ') + ' UTC';
  const part = (title: string, lines: string[]) => (lines.length ? ['', title, ...lines.map((line) => `  - ${line}`)] : []);
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
