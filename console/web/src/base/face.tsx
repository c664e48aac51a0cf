import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icons';

interface Props {
  url: string | null;
  /** What the picture shows, for those who do not see it. */
  alt: string;
  size?: 'small' | 'medium' | 'large';
}

/** A square picture of a face, or a drawing in its place if it is not kept any more. */
export function Face({ url, alt, size = 'medium' }: Props) {
  const [gone, setGone] = useState(false);
  useEffect(() => setGone(false), [url]);
  return (
    <span class={`face ${size}`}>
      {url && !gone ? (
        <img src={url} alt={alt} loading="lazy" decoding="async" width={224} height={224} onError={() => setGone(true)} />
      ) : (
        <span class="face-gone" {...(alt ? { role: 'img' as const, 'aria-label': `${alt}: no picture is kept` } : {})}>
          <Icon name="account" size={size === 'small' ? 20 : 32} />
        </span>
      )}
    </span>
  );
}
