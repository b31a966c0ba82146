import { z } from 'zod';

/** The name of an IANA time zone that this runtime knows, e.g. `Europe/Paris`. */
export const timeZone = z.string().max(64).refine(isTimeZone);

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
