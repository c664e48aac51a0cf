import { roleWords } from '../api/session';
import type { Role } from '../api/types';

interface Props {
  label?: string;
  id?: string;
  value: Role;
  onChange: (role: Role) => void;
}

export function RoleSelect({ label, id, value, onChange }: Props) {
  return (
    <select id={id} aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value as Role)}>
      {(Object.keys(roleWords) as Role[]).map((role) => (
        <option key={role} value={role}>
          {roleWords[role].name}
        </option>
      ))}
    </select>
  );
}
