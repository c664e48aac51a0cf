import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icons';

interface Props {
  children: ComponentChildren;
  icon?: IconName;
  /** 'main' once a screen; 'danger' for what cannot be undone. */
  look?: 'main' | 'plain' | 'danger';
  small?: boolean;
  busy?: boolean;
  disabled?: boolean;
  submit?: boolean;
  /** For a button that is either on or off. */
  pressed?: boolean;
  title?: string;
  label?: string;
  onClick?: () => void;
}

export function Button(props: Props) {
  const { children, icon, look, small, busy, disabled, submit, pressed, title, label, onClick } = props;
  return (
    <button
      type={submit ? 'submit' : 'button'}
      class={['button', look ?? '', small ? 'small' : '', busy ? 'busy' : ''].join(' ')}
      disabled={disabled ?? false}
      aria-busy={busy ? 'true' : undefined}
      aria-disabled={busy ? 'true' : undefined}
      aria-pressed={pressed}
      aria-label={label}
      title={title}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.();
      }}
    >
      {busy ? <span class="spinner" aria-hidden="true" /> : icon ? <Icon name={icon} size={small ? 16 : 18} /> : null}
      <span>{children}</span>
    </button>
  );
}
