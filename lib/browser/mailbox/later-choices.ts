/** A moment until which letters are put away at one press. */
type LaterChoice = { name: 'evening' | 'tomorrow' | 'monday'; at: Date };

const eveningHour = 18;
const morningHour = 8;

/**
 * This evening at 18:00 (while it is to come), tomorrow at 8:00, next Monday at 8:00 (unless that is tomorrow), by this browser's clock and
 * in its time zone.
 */
export function laterChoices(now: Date): LaterChoice[] {
  const inDays = (days: number, hour: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const evening = inDays(0, eveningHour);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  return [
    ...(evening > now ? [{ name: 'evening' as const, at: evening }] : []),
    { name: 'tomorrow', at: inDays(1, morningHour) },
    ...(toMonday > 1 ? [{ name: 'monday' as const, at: inDays(toMonday, morningHour) }] : []),
  ];
}

/** As `<input type="datetime-local">` takes it, in this browser's time zone. */
export function localInput(moment: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}
