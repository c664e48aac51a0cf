import type { ComponentChildren } from 'preact';
import type { EnrolmentAnswer, PhotoAnswer } from '../api/types';
import { count, percent } from '../base/count';
import { Icon } from '../base/icons';
import { Notice } from '../base/states';
import { Thumbnail } from './photo-strip';

interface Props {
  answer: EnrolmentAnswer;
  /** As they were sent, in that order. */
  photos: File[];
  children: ComponentChildren;
}

/** What became of each photo. */
export function Verdicts({ answer, photos, children }: Props) {
  const used = answer.photos.filter((photo) => photo.isEnrolled).length;
  return (
    <div class="stack">
      <div role="status">
        {answer.isKnownNow ? (
          <Notice kind={used ? 'ok' : 'warn'}>
            <p>
              {used
                ? `${answer.name} is enrolled${answer.isNew ? '' : ' with more photos'}: ${used} of ${count(answer.photos.length, 'photo')} can be used.`
                : `None of these photos can be used; ${answer.name} stays enrolled with those from before.`}
            </p>
          </Notice>
        ) : (
          <Notice kind="bad">
            <p>{answer.name} is not enrolled: no photo could be used.</p>
          </Notice>
        )}
      </div>
      <ul class="verdicts">
        {answer.photos.map((photo, at) => (
          <Verdict key={at} photo={photo} file={photos[at]?.name === photo.file ? photos[at] : photos.find((file) => file.name === photo.file)} />
        ))}
      </ul>
      <div class="actions end">{children}</div>
    </div>
  );
}

function Verdict({ photo, file }: { photo: PhotoAnswer; file: File | undefined }) {
  return (
    <li class="verdict">
      {file ? <Thumbnail file={file} /> : null}
      <div>
        <p class="verdict-head">
          <span class={photo.isEnrolled ? 'badge ok' : 'badge bad'}>
            <Icon name={photo.isEnrolled ? 'check' : 'wrong'} size={14} /> {photo.isEnrolled ? 'Enrolled' : 'Not used'}
          </span>
          {photo.quality === null ? null : <span class="muted">Quality {percent(photo.quality)}</span>}
        </p>
        {photo.isEnrolled && photo.lookalike ? null : <p>{photo.message}</p>}
        {photo.lookalike ? (
          <p class="warn-word">
            Looks much like{' '}
            <a href={`/people/${encodeURIComponent(photo.lookalike.personId)}`}>{photo.lookalike.name}</a> (distance{' '}
            {photo.lookalike.distance.toFixed(2)}): cameras may not tell them apart.
          </p>
        ) : null}
        <p class="muted file-name">{photo.file}</p>
      </div>
    </li>
  );
}
