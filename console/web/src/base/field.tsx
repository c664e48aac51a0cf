import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface Ids {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface Props {
  label: string;
  help?: ComponentChildren;
  /** What is wrong with what was given. */
  fault?: string | null;
  children: (ids: Ids) => ComponentChildren;
}

/** A labelled input: children get the ids that tie label, fault and help to it. */
export function Field({ label, help, fault, children }: Props) {
  const id = useId();
  const told = [fault ? `${id}-fault` : '', help ? `${id}-help` : ''].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': told || undefined, 'aria-invalid': fault ? true : undefined })}
      {fault ? (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      ) : null}
      {help ? (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
    </div>
  );
}

interface TextProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  help?: ComponentChildren;
  fault?: string | null;
  type?: 'text' | 'password';
  required?: boolean;
  minLength?: number;
  autoComplete?: string;
  placeholder?: string;
  autoFocus?: boolean;
  disabled?: boolean;
  spellcheck?: boolean;
}

export function TextField({ label, help, fault = null, value, onChange, type = 'text', spellcheck = false, ...rest }: TextProps) {
  return (
    <Field label={label} help={help} fault={fault}>
      {(ids) => {
        const attributes = {
          ...ids,
          ...rest,
          spellcheck,
          value,
          onInput: (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
        };
        return type === 'password' ? <input {...attributes} type="password" /> : <input {...attributes} type="text" />;
      }}
    </Field>
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  help?: string;
}

export function Check({ label, checked, onChange, help }: CheckProps) {
  const id = useId();
  return (
    <div class="check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        aria-describedby={help ? `${id}-help` : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {help ? (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
    </div>
  );
}
