import type { Config } from '../config';

/** After how many minutes of rest a session is over: an organisation's choice lies within; the default is a guest's too. */
export const idleLockMinutes = { min: 1, max: 120, default: 30 } as const;

/** When a session ends at the latest, however much it is used. */
export function sessionExpiry(now: Date, kind: 'user' | 'guest', limits: Config['limits']): Date {
  const hours = kind === 'user' ? limits.sessionHours : limits.guestSessionHours;
  return new Date(now.getTime() + hours * 3_600_000);
}
