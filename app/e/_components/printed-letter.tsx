'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef } from 'react';
import { LeftOutNote } from '@/app/_components/show/left-out-note';
import { namedAddress, senderInWords } from '@/app/_components/show/named-address';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import { useStyleSheet } from '@/app/_components/show/use-style-sheet';
import { readMessage } from '@/lib/browser/open/message-html';
import type { OpenedEnvelope } from '@/lib/browser/open/open-messages';
import { letterNodes } from '@/lib/browser/open/printed-message';
import type { ShownPictures } from '@/lib/browser/open/shown-pictures';
import { formatBytes } from '@/lib/i18n/format-bytes';
import { letterStyle } from '@/lib/letter-text/letter-style';
import { cleanTyped } from '@/lib/typed-text';
import classes from './printed-letter.module.css';
import { useMarkWords } from './use-mark-words';
import { useSealedFacts } from './use-sealed-facts';

/**
 * The letter as it stands on paper, and only there: who wrote to whom and when, the whole text flowing over as many
 * sheets as it takes, the list of files, what was checked. The reader's frame cannot be printed: its height is the screen's, and
 * what a narrower line pushes past it is cut off without a sign. `reference` stands on every sheet where the browser can.
 */
export function PrintedLetter({
  envelope,
  fileNames,
  pictures,
  reference,
}: {
  envelope: OpenedEnvelope;
  fileNames: readonly string[];
  pictures: ShownPictures;
  reference: string;
}) {
  const t = useTranslations('open.reader');
  useReferenceOnSheets(t('printed.sheet', { reference }));
  return (
    <section className={classes.letter} data-testid="printed-letter">
      <p className={classes.kind}>{t('printed.kind')}</p>
      <h1>{cleanTyped(envelope.subject) || t('noSubject')}</h1>
      <People envelope={envelope} reference={reference} />
      <Text html={envelope.bodyHtml} pictures={pictures} />
      <Files envelope={envelope} fileNames={fileNames} />
      <Proof envelope={envelope} />
    </section>
  );
}

function People({ envelope, reference }: { envelope: OpenedEnvelope; reference: string }) {
  const t = useTranslations('open.reader');
  const write = useMomentFormat();
  const marks = useMarkWords(envelope.marks);
  const { seal, to, cc } = envelope;
  const lines = [
    [t('from'), senderInWords(seal.sender)],
    [t('to'), to.map(namedAddress).join(', ')],
    [t('cc'), cc.map(namedAddress).join(', ')],
    [t('sentAt'), write(seal.sealedAt, momentOnPaper)],
    [t('marks'), marks],
    [t('printed.reference'), reference],
  ].filter(([, text]) => text !== '');
  return (
    <dl className={classes.people}>
      {lines.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** With the zone: paper travels. */
const momentOnPaper = {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'long',
} as const;

/**
 * As in the reader's frame, by the same sheet. Nodes, not markup: what was sanitised is not parsed a second time in the page's own
 * document.
 */
function Text({ html, pictures }: { html: string; pictures: ShownPictures }) {
  const t = useTranslations('open.reader');
  const place = useRef<HTMLDivElement>(null);
  const message = useMemo(() => readMessage(html, pictures), [html, pictures]);
  useStyleSheet(letterStyle);
  useEffect(() => {
    place.current?.replaceChildren(letterNodes(message.html, pictures));
  }, [message, pictures]);
  return (
    <>
      {message.empty ? (
        <p>{t('emptyMessage')}</p>
      ) : (
        <div ref={place} className={`letter-text ${classes.text}`} />
      )}
      <LeftOutNote leftOut={message.leftOut} said="read" />
    </>
  );
}

function Files({
  envelope: { files },
  fileNames,
}: {
  envelope: OpenedEnvelope;
  fileNames: readonly string[];
}) {
  const t = useTranslations('open.reader');
  const locale = useLocale();
  if (files.length === 0) return <p className={classes.small}>{t('printed.noFiles')}</p>;
  return (
    <section className={classes.files}>
      <h2>{t('files', { count: files.length })}</h2>
      <ol>
        {files.map((file, index) => (
          <li key={file.partId}>
            <strong>{fileNames[index]}</strong> · {formatBytes(file.bytes, locale)} ·{' '}
            {t('printed.bytes', { bytes: file.bytes })}
            <br />
            <span className={classes.digest}>{t('printed.digest', { sha256: file.sha256 })}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Proof({ envelope }: { envelope: OpenedEnvelope }) {
  const t = useTranslations('open.reader.printed');
  const sentences = useSealedFacts(envelope.steps, envelope.seal.sealedAt);
  return (
    <section className={classes.proof}>
      <h2>{t('details')}</h2>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <p className={classes.digest}>{t('envelope', { id: envelope.seal.envelopeId })}</p>
    </section>
  );
}

/**
 * A rule of its own for the sheets of this letter (CSS Paged Media 3, section 5): sheets that are mixed up find each other again.
 * Firefox has no such margins and prints its own line there.
 */
function useReferenceOnSheets(text: string): void {
  useStyleSheet(
    `@page { @bottom-left { content: ${JSON.stringify(text)}; color: #000; font-size: 8pt; white-space: nowrap; } }`,
  );
}
