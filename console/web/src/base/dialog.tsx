import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Icon } from './icons';

interface Props {
  title: string;
  children: ComponentChildren;
  onClose: () => void;
  size?: 'small' | 'medium' | 'large' | 'full';
  /** False while something runs that must not be left half done. */
  closable?: boolean;
}

/** Shown as long as it is rendered. Esc and the cross close it; the focus goes back to where it was. */
export function Dialog({ title, children, onClose, size = 'medium', closable = true }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const gone = useRef(false);
  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    gone.current = false;
    dialog?.showModal();
    return () => {
      gone.current = true;
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={`dialog ${size}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return; // a file chooser's cancel bubbles
        event.preventDefault();
        if (closable) onClose();
      }}
      onClose={() => {
        // A browser closes it on a second Esc whatever was said to the first.
        if (gone.current || element.current?.open) return;
        if (closable) onClose();
        if (!gone.current) element.current?.showModal();
      }}
    >
      <header class="dialog-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" class="plain square" aria-label="Close" disabled={!closable} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}
