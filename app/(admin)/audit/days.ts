/** The local day of a moment, as `<input type="date">` has it: `2026-11-22`. */
export function dayOf(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** From that local midnight to the one `length` days later, RFC 3339; a day of a clock change has 23 or 25 hours. */
export function betweenDays(day: string, length: number): { from: string; to: string } {
  const at = (offset: number) => midnight(day, offset).toISOString();
  return { from: at(0), to: at(length) };
}

/** The day before (−1) or after (1). */
export function dayBeside(day: string, offset: number): string {
  return dayOf(midnight(day, offset));
}

/** Local midnight of that day, `offset` days later. */
export function midnight(day: string, offset = 0): Date {
  const [year = 1970, month = 1, date = 1] = day.slice(0, 10).split('-').map(Number);
  return new Date(year, month - 1, date + offset);
}
