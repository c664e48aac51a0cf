interface Props {
  /** What is on or off; there are no words beside it. */
  label: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

/** On or off, at once. */
export function Switch({ label, checked, disabled, onChange }: Props) {
  return (
    <input
      type="checkbox"
      role="switch"
      class="switch"
      aria-label={label}
      title={checked ? 'Switch off' : 'Switch on'}
      checked={checked}
      disabled={disabled ?? false}
      onChange={(event) => {
        // It shows what the server said last, also if it refuses.
        const wanted = event.currentTarget.checked;
        event.currentTarget.checked = checked;
        onChange(wanted);
      }}
    />
  );
}
