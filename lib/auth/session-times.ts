import type { Config } from '../config';

/** A session that was not used for so long ends by itself. */
export const idleMinutes = 120;

/** When a session ends at the latest, however much it is used. */
export function sessionExpiry(now: Date, kind: 'user' | 'guest', limits: Config['limits']): Date {
  const hours = kind === 'user' ? limits.sessionHours : limits.guestSessionHours;
  return new Date(now.getTime() + hours * 3_600_000);
}
