import { removePhoto } from '../api/client';
import type { PersonPhoto, PersonView } from '../api/types';
import { Confirm } from '../base/confirm';
import { Face } from '../base/face';
import { date } from '../base/time';
import { now } from '../base/now';

interface Props {
  person: PersonView;
  photo: PersonPhoto;
  onRemoved: (person: PersonView) => void;
  onClose: () => void;
}

export function RemovePhoto({ person, photo, onRemoved, onClose }: Props) {
  return (
    <Confirm
      title="Remove this photo?"
      act="Remove the photo"
      onClose={onClose}
      onConfirm={async () => onRemoved(await removePhoto(person.personId, photo.templateId))}
    >
      <div class="compare">
        <Face url={photo.url} alt={`Photo of ${person.name}`} size="large" />
      </div>
      <p>
        {person.name} is not recognised by this face of {date(photo.enrolledAt, now.value)} any more, only by the others. What
        was decided by it stays as it is. This cannot be undone.
      </p>
    </Confirm>
  );
}
