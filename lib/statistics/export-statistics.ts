import 'server-only';
import type { Client, Locale, UserActor } from '../access/actor';
import { noteStatistics } from '../audit/explore/note-reading';
import { csvField } from '../audit/export/csv';
import { separators } from '../audit/export/spreadsheet';
import { catalogues } from '../i18n/catalogues';
import type { Services } from '../services';
import { readFigures } from './read-figures';
import { byService, servicesOf } from './services-of';
import type { Figures, Service, StatisticsQuery } from './wire';

const columns = [
  'week',
  'serviceKind',
  'service',
  'sent',
  'recipients',
  'opened',
  'unopenedAfter7Days',
  'notificationFailures',
  'bytes',
  'received',
  'activePeople',
  'medianSecondsToOpen',
  'p90SecondsToOpen',
] as const;

/**
 * The figures of each service in each week as CSV (RFC 4180, with a byte order mark; fields that no spreadsheet computes): for people
 * with separators and headings as spreadsheets of their language have them, else for programs. A stretch of a year is small: weeks
 * times services.
 * @throws AppError `not-found` for who is neither administrator nor auditor
 */
export async function exportStatistics(
  services: Pick<Services, 'db' | 'clock'>,
  input: { actor: UserActor; client: Client; query: StatisticsQuery; spreadsheet?: Locale | null },
): Promise<{ fileName: string; csv: string }> {
  const { actor, query, spreadsheet = null } = input;
  const now = services.clock.now();
  await noteStatistics(services, input);
  const [groups, named] = await Promise.all([
    readFigures(services, actor.organisationId, query, 'cells'),
    servicesOf(services.db, actor.organisationId),
  ]);
  const lines = groups
    .flatMap(({ week, service, figures }) => {
      const known = named.get(service ?? '');
      return week !== null && known ? [{ week, service: known, figures }] : [];
    })
    .sort((a, b) => a.week.localeCompare(b.week) || byService(a, b))
    .map(({ week, service, figures }) => lineOf(cellsOf(week, service, figures, spreadsheet), spreadsheet));
  return {
    fileName: `pli-statistics-${now.toISOString().slice(0, 10)}.csv`,
    csv: `\uFEFF${lineOf(namesOf(spreadsheet), spreadsheet)}${lines.join('')}`,
  };
}

type Cells = Record<(typeof columns)[number], string | number | null>;

/** The headings: in words for people, by their names for programs. */
function namesOf(spreadsheet: Locale | null): Cells {
  const words = spreadsheet && catalogues[spreadsheet].statistics.columns;
  return Object.fromEntries(columns.map((name) => [name, words ? words[name] : name])) as Cells; // a cell for each column
}

function cellsOf(week: string, service: Service, figures: Figures, spreadsheet: Locale | null): Cells {
  const { secondsToOpen, ...counts } = figures;
  return {
    week,
    serviceKind: spreadsheet ? catalogues[spreadsheet].statistics.kinds[service.kind] : service.kind,
    service: service.kind === 'personal' ? '' : service.name,
    ...counts,
    medianSecondsToOpen: secondsToOpen.median && Math.round(secondsToOpen.median),
    p90SecondsToOpen: secondsToOpen.p90 && Math.round(secondsToOpen.p90),
  };
}

function lineOf(cells: Cells, spreadsheet: Locale | null): string {
  const separator = separators[spreadsheet ?? 'en'];
  return `${columns.map((column) => csvField(String(cells[column] ?? ''), separator)).join(separator)}\r\n`;
}
