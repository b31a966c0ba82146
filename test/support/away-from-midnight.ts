import { setTimeout as pause } from 'node:timers/promises';

/** Waits until tomorrow (UTC) where today has only `secondsNeeded` left: for what must happen on one day, or in one week. */
export async function awayFromMidnight(secondsNeeded = 90): Promise<void> {
  const today = 86_400_000 - (Date.now() % 86_400_000);
  if (today < secondsNeeded * 1_000) await pause(today + 1_000);
}
