import { signal } from '@preact/signals';
import { Icon } from './icons';

interface Toast {
  id: number;
  text: string;
  isBad: boolean;
}

const toasts = signal<Toast[]>([]);
let last = 0;

/** Says what happened, for a few seconds, to eyes and to screen readers. */
export function say(text: string, isBad = false): void {
  const toast = { id: ++last, text, isBad };
  toasts.value = [...toasts.value.slice(-2), toast];
  setTimeout(() => drop(toast.id), isBad ? 12_000 : 6_000);
}

function drop(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <div key={toast.id} class={toast.isBad ? 'toast bad' : 'toast'}>
          <Icon name={toast.isBad ? 'warn' : 'check'} size={18} />
          <span>{toast.text}</span>
          <button class="plain" type="button" aria-label="Close this message" onClick={() => drop(toast.id)}>
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
