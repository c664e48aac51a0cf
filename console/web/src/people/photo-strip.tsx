import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../base/icons';

/** The photos that are going to be sent. */
export function PhotoStrip({ photos, onRemove }: { photos: File[]; onRemove: (at: number) => void }) {
  if (!photos.length) return null;
  return (
    <ul class="photo-strip" aria-label="Photos to be sent">
      {photos.map((photo, at) => (
        <li key={`${photo.name} ${photo.lastModified} ${photo.size}`}>
          <Thumbnail file={photo} />
          <button type="button" class="plain" aria-label={`Leave out ${photo.name}`} onClick={() => onRemove(at)}>
            <Icon name="close" size={16} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A file as a small picture; a drawing if the browser cannot show it. */
export function Thumbnail({ file }: { file: File }) {
  const [url, setUrl] = useState<string | null>(null);
  const [unreadable, setUnreadable] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    setUnreadable(false);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return (
    <span class="face">
      {url && !unreadable ? (
        <img src={url} alt={file.name} onError={() => setUnreadable(true)} />
      ) : (
        <span class="face-gone" title={file.name}>
          <Icon name="picture" size={28} />
        </span>
      )}
    </span>
  );
}
