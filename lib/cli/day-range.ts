import { ClientError } from '../command/client-error';

/** At or after `from`, before `to`: RFC 3339 with offset; an open edge is undefined. */
export type TimeRange = { from: string | undefined; to: string | undefined };

/**
 * The stretch of time between two edges as a person types them: a day means the whole day of that zone, the first and the last one
 * included; a time with an offset (RFC 3339) means that moment, `to` itself excluded.
 * @throws ClientError `usage` for what is neither, for an unknown zone, and where nothing lies between the two
 */
export function readTimeRange(typed: TimeRange, zone: string): TimeRange {
  assertZone(zone);
  const from = typed.from === undefined ? undefined : edge(typed.from, '--from', zone, 0);
  const to = typed.to === undefined ? undefined : edge(typed.to, '--to', zone, 1);
  if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to))
    throw new ClientError('usage', 'range-empty', { from: typed.from ?? '', to: typed.to ?? '' });
  return { from, to };
}

/** IANA name of the zone of this machine's clock. */
export function zoneOfMachine(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** A day becomes the moment at which it, or the day `daysLater`, begins. */
function edge(text: string, option: string, zone: string, daysLater: number): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year !== undefined) {
    const date = new Date(`${text}T00:00:00Z`);
    if (!Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text)
      return beginOfDay(Date.UTC(Number(year), Number(month) - 1, Number(day) + daysLater), zone);
  } else if (/^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(Date.parse(text)))
    return text;
  throw new ClientError('usage', 'not-a-time', { option });
}

/** The first moment whose date in the zone is that of `midnight` in UTC (or a later one, where the zone left that day out). */
function beginOfDay(midnight: number, zone: string): string {
  const hour = 3_600_000;
  const isReached = (moment: number) => localTime(moment, zone) >= midnight;
  // No zone is further than 15 hours from UTC, and none changes its offset at other moments than whole seconds.
  let [before, after] = [midnight - 15 * hour, midnight + 15 * hour];
  while (after - before > 1_000) {
    const between = before + Math.floor((after - before) / 2_000) * 1_000;
    if (isReached(between)) after = between;
    else before = between;
  }
  return new Date(after).toISOString();
}

/** What the zone's clocks show, as if it were UTC, in milliseconds. */
function localTime(moment: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-u-ca-iso8601', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(moment);
  const number = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(
    number('year'),
    number('month') - 1,
    number('day'),
    number('hour'),
    number('minute'),
    number('second'),
  );
}

function assertZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch (cause) {
    throw new ClientError('usage', 'zone-unknown', { zone }, { cause });
  }
}
