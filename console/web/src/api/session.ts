import { computed, signal } from '@preact/signals';
import type { Role, SessionView } from './types';

/** Null until the server was asked. */
export const session = signal<SessionView | null>(null);

export const user = computed(() => session.value?.user ?? null);

const order: Role[] = ['VIEWER', 'OPERATOR', 'ADMIN'];

/** Whether the signed-in user may do what this role may. The server decides; this only hides what it would refuse. */
export function may(role: Role): boolean {
  const own = user.value?.role;
  return own !== undefined && order.indexOf(own) >= order.indexOf(role);
}

export const roleWords: Record<Role, { name: string; may: string }> = {
  VIEWER: { name: 'Viewer', may: 'looks' },
  OPERATOR: { name: 'Operator', may: 'also enrols, corrects, names and forgets people' },
  ADMIN: { name: 'Admin', may: 'also looks after cameras, users and the system' },
};
