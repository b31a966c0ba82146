'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { PreparedPreview } from '@/lib/browser/preview/prepare-preview';
import { previewLimits } from '@/lib/browser/preview/preview-limits';
import { formatBytes } from '@/lib/i18n/format-bytes';
import classes from './preview.module.css';

/** A text as it stands in the file, whatever language it is in: nothing of it is interpreted. */
export function FileText({ name, text }: { name: string; text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section className={classes.scrolled} aria-label={name} tabIndex={0} data-scrolled>
      <pre className={classes.text} dir="auto">
        {text}
      </pre>
    </section>
  );
}

/** Separated values as a table; the first row is taken for its heading. Every cell is text. */
export function FileTable({
  name,
  table: { rows },
}: {
  name: string;
  table: Extract<PreparedPreview, { as: 'table' }>['table'];
}) {
  const [heading = [], ...others] = rows;
  const columns = rows.reduce((widest, row) => Math.max(widest, row.length), 0);
  const cells = (row: readonly string[]) => Array.from({ length: columns }, (_, at) => row[at] ?? '');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section className={classes.scrolled} aria-label={name} tabIndex={0} data-scrolled>
      <table className={classes.table}>
        <thead>
          <tr>
            {cells(heading).map((cell, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells never move
              <th key={at} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {others.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows never move
            <tr key={at}>
              {cells(row).map((cell, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells never move
                <td key={place}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What is to be known of a file besides what is seen of it: one sentence each. */
export function usePreviewNotes(prepared: PreparedPreview | null, reduced: boolean): string[] {
  const t = useTranslations('open.preview');
  const locale = useLocale();
  if (prepared === null) return [];
  const { kind } = prepared;
  const notes: string[] = [];
  const formatWords = kind.format === 'text' || kind.format === null ? kind.format : 'named';
  if (kind.claimed !== null)
    notes.push(t(`lies.${formatWords ?? 'unknown'}`, { claimed: kind.claimed, format: kind.format ?? '' }));
  if (reduced) notes.push(t('reduced'));
  if (prepared.as === 'text' || prepared.as === 'table') {
    const { encoding, isCut } = prepared.decoded;
    if (encoding === 'Windows-1252') notes.push(t('windows'));
    if (prepared.as === 'text' && isCut)
      notes.push(t('textCut', { bytes: formatBytes(previewLimits.textBytesMax, locale) }));
  }
  if (prepared.as === 'table') {
    const { rows, moreRows, columns, cutCells, isDoubtful } = prepared.table;
    if (moreRows) notes.push(t('rowsCut', { rows: rows.length }));
    if (columns > previewLimits.tableColumnsMax)
      notes.push(t('columnsCut', { shown: previewLimits.tableColumnsMax, columns }));
    if (cutCells) notes.push(t('cellsCut', { characters: previewLimits.tableCellLengthMax }));
    if (isDoubtful) notes.push(t('doubtful'));
  }
  return notes;
}
