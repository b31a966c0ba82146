import { createTranslator } from 'use-intl/core';
import type { Locale } from '../access/actor';
import type { AddendumChange } from '../envelope-format/addendum';
import { chosenRelease } from '../envelope-format/chosen-release';
import type { EnvelopeState } from '../envelope-format/envelope-state';
import type { Seal } from '../envelope-format/seal';
import { segmentPlaintextBytes } from '../envelope-format/segment-layout';
import { catalogues } from '../i18n/catalogues';
import { formatBytes } from '../i18n/format-bytes';
import { formatMoment } from '../i18n/format-moment';
import type { EvidenceEntry } from './read-entries';

/** All that a receipt says, before it is put into words. */
export type ReceiptFacts = {
  reader: 'sender' | 'recipient' | 'administrator';
  seal: Seal;
  sealSha256: string;
  /** Null where nothing proves it: a receipt repeats no title that stands in a row only. */
  title: string | null;
  /** Addresses this reader may know; empty: only their number is said. */
  recipients: readonly string[];
  timestampedAt: Date | null;
  sealingKey: string;
  log: { origin: string; size: number; root: string; timestampedAt: Date | null };
  /** What the envelope is after what was changed. */
  addenda: EnvelopeState;
  entries: readonly EvidenceEntry[];
  verifyUrl: string;
  madeAt: Date;
};

/** The words of a receipt, in their order on the page. */
export type ReceiptWords = {
  locale: Locale;
  title: string;
  audience: string;
  facts: [label: string, value: string][];
  historyTitle: string;
  historyHead: [string, string, string, string];
  history: [when: string, what: string, who: string, index: string][];
  omitted: string | null;
  digestsTitle: string;
  digests: [label: string, value: string][];
  verifyTitle: string;
  verify: string;
  verifyUrl: string;
  made: string;
  page: (page: number, pages: number) => string;
};

/** Entries a receipt lists; the others are counted. */
const entriesListedMax = 60;

/** Puts the facts of a receipt into one language; times are UTC, to the second. */
export function receiptWords(facts: ReceiptFacts, locale: Locale): ReceiptWords {
  const { audit, evidence } = catalogues[locale];
  const t = createTranslator({ locale, messages: { evidence }, namespace: 'evidence.receipt' });
  const audiences = {
    sender: t('forSender'),
    recipient: t('forRecipient'),
    administrator: t('forAdministrator'),
  };
  const listed = facts.entries.slice(0, entriesListedMax);
  const names: Readonly<Record<string, { name: string } | undefined>> = audit.events;
  const omitted = facts.entries.length - listed.length;
  return {
    locale,
    title: t('title'),
    audience: audiences[facts.reader],
    facts: mainFacts(facts, locale),
    historyTitle: t('history'),
    historyHead: [t('when'), t('what'), t('who'), t('index')],
    history: listed.map((entry) => [
      moment(entry.at, locale, 'short'),
      names[entry.event]?.name ?? entry.event,
      who(entry, t),
      String(entry.index),
    ]),
    omitted: omitted > 0 ? t('omitted', { count: omitted }) : null,
    digestsTitle: t('digests'),
    digests: [
      [t('seal'), facts.sealSha256],
      [t('manifest'), facts.seal.manifest.sha256],
      [t('sealingKey'), facts.sealingKey.toUpperCase()],
      [t('log'), t('logState', { origin: facts.log.origin, size: facts.log.size })],
      [t('logRoot'), facts.log.root],
      [
        t('logTime'),
        facts.log.timestampedAt ? moment(facts.log.timestampedAt, locale) : t('timestampPending'),
      ],
    ],
    verifyTitle: t('verifyTitle'),
    verify: t('verify', { url: facts.verifyUrl }),
    verifyUrl: facts.verifyUrl,
    made: t('made', { time: moment(facts.madeAt, locale) }),
    page: (page, pages) => t('page', { page, pages }),
  };
}

type Translator = ReturnType<typeof translatorOf>;
const translatorOf = (locale: Locale) =>
  createTranslator({
    locale,
    messages: { evidence: catalogues[locale].evidence },
    namespace: 'evidence.receipt',
  });

function mainFacts(facts: ReceiptFacts, locale: Locale): [string, string][] {
  const t = translatorOf(locale);
  const { seal, recipients, timestampedAt, title } = facts;
  const { name, address, organisation } = seal.sender;
  const attachments = seal.parts.filter(({ kind }) => kind === 'attachment');
  const bytes = attachments
    .flatMap(({ segments }) => segments)
    .reduce((sum, { ciphertextBytes }) => sum + segmentPlaintextBytes(ciphertextBytes), 0);
  const addressees =
    recipients.length > 0
      ? recipients.join('\n')
      : t('recipientCount', { count: seal.recipientHashes.length });
  const leaves = chosenRelease(seal);
  return [
    [t('sealedBy'), name === '' ? address : `${name} <${address}>`],
    [t('organisation'), organisation],
    [recipients.length === 1 ? t('recipient') : t('recipients'), addressees],
    ...(title ? [[t('title_'), title] as [string, string]] : []),
    [t('sealedAt'), moment(new Date(seal.sealedAt), locale)],
    ...(leaves === null ? [] : [[t('leaves'), moment(new Date(leaves), locale)] as [string, string]]),
    [
      t('timestamp'),
      timestampedAt ? t('timestamped', { time: moment(timestampedAt, locale) }) : t('timestampPending'),
    ],
    [t('expiresAt'), moment(new Date(seal.expiresAt), locale)],
    ...(facts.addenda.addenda.length > 0
      ? [[t('changes'), changesOf(facts, locale)] as [string, string]]
      : []),
    [t('content'), t('contentCount', { count: attachments.length, size: formatBytes(bytes, locale) })],
    [t('reference'), seal.envelopeId],
  ];
}

/** What each addendum changed, in words, one a line. */
function changesOf({ addenda: { addenda } }: ReceiptFacts, locale: Locale): string {
  const t = translatorOf(locale);
  return addenda
    .flatMap(({ number, at, changes }) =>
      [...new Set(changes.map((change) => sentenceOf(change)))].map((sentence) =>
        t('change', { number, at: moment(new Date(at), locale, 'short'), sentence }),
      ),
    )
    .join('\n');

  function sentenceOf(change: AddendumChange): string {
    return change.kind === 'available-until'
      ? t('changed.available-until', { until: moment(new Date(change.until), locale) })
      : t(`changed.${change.kind}`);
  }
}

function who({ actorKind, fields }: EvidenceEntry, t: Translator): string {
  const by =
    fields.actor?.address ??
    (actorKind === 'system' ? t('whoSystem') : fields.actor === undefined ? t('whoUnknown') : '–');
  const { recipient } = fields;
  return recipient?.address && recipient.address !== fields.actor?.address
    ? `${by}, ${t('whom', { address: recipient.address })}`
    : by;
}

function moment(at: Date, locale: Locale, style: 'long' | 'short' = 'long'): string {
  return formatMoment(
    at,
    locale,
    style === 'long'
      ? { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' }
      : {
          day: '2-digit',
          month: '2-digit',
          year: 'numeric',
          hour: '2-digit',
          minute: '2-digit',
          second: '2-digit',
          timeZone: 'UTC',
        },
  );
}
