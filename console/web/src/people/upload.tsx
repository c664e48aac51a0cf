import { useRef, useState } from 'preact/hooks';
import { Button } from '../base/button';
import { Icon } from '../base/icons';

interface Props {
  onAdd: (files: File[]) => void;
  /** How many more may come. */
  room: number;
}

/** Photos from files: chosen, or dropped here. */
export function Upload({ onAdd, room }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [left, setLeft] = useState<string | null>(null);
  const take = (files: FileList | null) => {
    const all = [...(files ?? [])];
    const pictures = all.filter((file) => file.type.startsWith('image/'));
    const others = all.length - pictures.length;
    const tooMany = Math.max(0, pictures.length - room);
    const reasons = [
      others ? `${others === 1 ? 'One file is' : `${others} files are`} no picture and was left out.` : '',
      tooMany ? `At most 20 photos at once: ${tooMany} were left out.` : '',
    ].filter(Boolean);
    setLeft(reasons.length ? reasons.join(' ') : null);
    onAdd(pictures);
  };
  return (
    <div
      class={over ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files ?? null);
      }}
    >
      <Icon name="picture" size={30} />
      <p>Drop photos here, or</p>
      <Button onClick={() => input.current?.click()}>Choose photos</Button>
      <input
        ref={input}
        class="only-read"
        type="file"
        accept="image/*"
        multiple
        tabIndex={-1}
        aria-label="Photos"
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      <p class="help">One face a photo, sharp, looking at the camera. JPEG, PNG and the like.</p>
      <p role="status" class="warn-word">
        {left}
      </p>
    </div>
  );
}
