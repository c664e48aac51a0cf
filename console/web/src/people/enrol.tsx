import { useState } from 'preact/hooks';
import { enrol } from '../api/client';
import type { EnrolmentAnswer, PersonView } from '../api/types';
import { Button } from '../base/button';
import { count } from '../base/count';
import { Dialog } from '../base/dialog';
import { Field, TextField } from '../base/field';
import { useAction } from '../base/load';
import { plain } from '../base/plain';
import { Failure, Notice } from '../base/states';
import { Tabs, type Tab } from '../base/tabs';
import { PhotoStrip } from './photo-strip';
import { Upload } from './upload';
import { Verdicts } from './verdicts';
import { WalkPast } from './walk-past';
import { Webcam } from './webcam';

export const MOST_PHOTOS = 20;

type Way = 'upload' | 'webcam' | 'walk';

const ways: Tab<Way>[] = [
  { key: 'upload', name: 'Photos', icon: 'upload' },
  { key: 'webcam', name: 'Webcam', icon: 'webcam' },
  { key: 'walk', name: 'Walk past', icon: 'walk' },
];

interface Props {
  /** Who gets more photos; null for somebody new. */
  person: PersonView | null;
  people: PersonView[];
  onChange: () => void;
  onClose: () => void;
}

/** Enrols somebody, in one of three ways, or gives an enrolled person more photos. */
export function Enrol({ person, people, onChange, onClose }: Props) {
  const [name, setName] = useState(person?.name ?? '');
  const [consent, setConsent] = useState('');
  const [way, setWay] = useState<Way>('upload');
  const [photos, setPhotos] = useState<File[]>([]);
  const [answer, setAnswer] = useState<{ answer: EnrolmentAnswer; photos: File[] } | null>(null);
  /** Whose photos these are once a first one was taken. */
  const [known, setKnown] = useState(person?.personId ?? null);
  const { busy, failure, run } = useAction();
  const namesake = known ? undefined : people.find((each) => plain(each.name) === plain(name));
  const given = name.trim();

  const add = (files: File[]) => setPhotos((old) => [...old, ...files].slice(0, MOST_PHOTOS));
  const send = () =>
    run(async () => {
      const result = await enrol({ ...(known ? { personId: known } : { name: given }), consent: consent.trim(), photos });
      setAnswer({ answer: result, photos });
      if (result.isKnownNow) setKnown(result.personId);
      setPhotos([]);
      onChange();
    });

  if (answer) {
    return (
      <Dialog title={`Photos of ${answer.answer.name}`} onClose={onClose}>
        <Verdicts {...answer}>
          <Button onClick={() => setAnswer(null)}>{answer.answer.isKnownNow ? 'Add more photos' : 'Try other photos'}</Button>
          {answer.answer.isKnownNow ? (
            <a class="button" href={`/people/${encodeURIComponent(answer.answer.personId)}`}>
              Go to {answer.answer.name}
            </a>
          ) : null}
          <Button look="main" onClick={onClose}>
            Done
          </Button>
        </Verdicts>
      </Dialog>
    );
  }
  return (
    <Dialog title={known ? `More photos of ${name}` : 'Enrol somebody'} onClose={onClose} closable={!busy}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (given && photos.length) send();
        }}
      >
        {known ? null : (
          <TextField label="Name" value={name} onChange={setName} required autoFocus autoComplete="off" />
        )}
        {namesake ? (
          <Notice kind="warn">
            <p>
              {namesake.name} is enrolled already.{' '}
              <a href={`/people/${encodeURIComponent(namesake.personId)}`}>Add photos there</a> if it is the same person; if
              not, give a name that tells them apart.
            </p>
          </Notice>
        ) : null}
        <Tabs label="How to enrol" tabs={ways} chosen={way} onChoose={setWay}>
          {way === 'upload' ? <Upload onAdd={add} room={MOST_PHOTOS - photos.length} /> : null}
          {way === 'webcam' ? <Webcam onShot={(shot) => add([shot])} room={MOST_PHOTOS - photos.length} /> : null}
          {way === 'walk' ? <WalkPast name={given} personId={known} onNamed={onChange} /> : null}
        </Tabs>
        {way === 'walk' ? (
          <div class="actions end">
            <Button onClick={onClose}>Done</Button>
          </div>
        ) : (
          <>
            <PhotoStrip photos={photos} onRemove={(at) => setPhotos(photos.filter((_, i) => i !== at))} />
            {known ? null : <Consent value={consent} onChange={setConsent} />}
            {failure ? <Failure text={failure} /> : null}
            <div class="actions end">
              <Button onClick={onClose} disabled={busy}>
                Cancel
              </Button>
              <Button submit look="main" busy={busy} disabled={!given || !photos.length}>
                {busy ? 'Looking at the photos …' : photos.length ? `Enrol with ${count(photos.length, 'photo')}` : 'Enrol'}
              </Button>
            </div>
          </>
        )}
      </form>
    </Dialog>
  );
}

function Consent({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <Field label="Consent (optional)" help="What the person agreed to, when, and where that is kept. The law may ask for it.">
      {(ids) => <textarea {...ids} rows={2} value={value} onInput={(event) => onChange(event.currentTarget.value)} />}
    </Field>
  );
}
