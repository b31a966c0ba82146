import type { Locale } from '../../access/actor';
import { catalogues } from '../../i18n/catalogues';
import type { AuditItem } from '../explore/wire';
import { csvField, tableColumns } from './csv';

/** What the spreadsheets of a language part cells by: a French one has the comma in its numbers. */
export const separators = { fr: ';', en: ',' } as const satisfies Record<Locale, string>;

/** The first line of a table for people: a byte order mark, and the columns by their names in this language. */
export function tableHeader(locale: Locale): string {
  const names = catalogues[locale].audit.export.columns;
  return `\uFEFF${tableColumns.map((column) => csvField(names[column], separators[locale])).join(separators[locale])}\r\n`;
}

/**
 * One entry as a line of a table that people read: the event by its name, the time (UTC) as spreadsheets know times, the detail in
 * words. Every field is safe against formulas. Programs take `csvLine` or JSON Lines.
 */
export function tableLine(item: AuditItem, locale: Locale): string {
  const { events, export: words } = catalogues[locale].audit;
  const named: Readonly<Record<string, { name: string } | undefined>> = events;
  const values: Record<(typeof tableColumns)[number], string> = {
    ...item,
    occurredAt: item.occurredAt.replace('T', ' ').replace(/(\.\d+)?Z$/, ''),
    event: named[item.event]?.name ?? item.event,
    actorKind: words.actorKinds[item.actorKind],
    actorAddress: item.actorAddress ?? '',
    recipientAddress: item.recipientAddress ?? '',
    envelopeId: item.envelopeId ?? '',
    clientAddress: item.clientAddress ?? '',
    clientAgent: item.clientAgent ?? '',
    detail: inWords(item.detail),
  };
  const separator = separators[locale];
  return `${tableColumns.map((column) => csvField(values[column], separator)).join(separator)}\r\n`;
}

/** `name: value, name: value`, whatever lies within; what is not known is left out. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(' + ');
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  return Object.entries(value)
    .filter(([, inner]) => inner !== null)
    .map(([name, inner]) => `${name}: ${inWords(inner)}`)
    .join(', ');
}
