import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icons';
import { Button } from './button';

interface EmptyProps {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
  /** Whether the page has no title but this. */
  isAlone?: boolean;
}

/** There is nothing, and what to do next. */
export function Empty({ icon, title, children, isAlone }: EmptyProps) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} size={32} />
      </span>
      {isAlone ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
    </div>
  );
}

export function Failure({ text, onRetry }: { text: string; onRetry?: () => void }) {
  return (
    <div class="notice bad" role="alert">
      <Icon name="warn" />
      <p>{text}</p>
      {onRetry ? (
        <Button small onClick={onRetry}>
          Try again
        </Button>
      ) : null}
    </div>
  );
}

export function Notice({ kind, children }: { kind: 'info' | 'warn' | 'ok' | 'bad'; children: ComponentChildren }) {
  return (
    <div class={`notice ${kind}`}>
      <Icon name={kind === 'ok' ? 'check' : kind === 'info' ? 'info' : 'warn'} />
      <div>{children}</div>
    </div>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <p class="loading" role="status">
      <span class="spinner" aria-hidden="true" /> Loading {what} …
    </p>
  );
}
