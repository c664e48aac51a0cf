import { session } from '../api/session';
import { TextField } from '../base/field';

interface Props {
  password: string;
  again: string;
  onChange: (password: string, again: string) => void;
  label?: string;
}

/** A new password, twice. */
export function NewPassword({ password, again, onChange, label = 'Password' }: Props) {
  const least = session.value!.signIn.leastPasswordLength;
  return (
    <>
      <TextField
        label={label}
        type="password"
        value={password}
        onChange={(value) => onChange(value, again)}
        autoComplete="new-password"
        required
        minLength={least}
        help={`${least} characters or more. Long beats complicated: several words that do not belong together are good.`}
      />
      <TextField
        label={`${label}, once more`}
        type="password"
        value={again}
        onChange={(value) => onChange(password, value)}
        autoComplete="new-password"
        required
        help={again && password !== again ? 'The two are not the same yet.' : undefined}
      />
    </>
  );
}
