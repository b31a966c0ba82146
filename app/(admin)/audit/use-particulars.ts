'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { AuditItem } from '@/lib/audit/explore/wire';
import type { AuditEvent } from '@/lib/audit/trail/event-names';
import { formatBytes } from '@/lib/i18n/format-bytes';

/** What the detail of an entry says beyond its sentence, in words: the reason first. Unknown details say nothing here. */
export function useParticulars(): (item: AuditItem) => string[] {
  const t = useTranslations('audit.particulars');
  const tl = useTranslations('common.language');
  const te = useTranslations('audit.events');
  const tf = useTranslations('failures');
  const locale = useLocale();
  const write = useMomentFormat();
  /** The words for a code of a group, or the code itself where there are none. */
  const word = (
    group: 'refusals' | 'signedInBy' | 'passwordBy' | 'roles' | 'formats' | 'mailboxRights',
    code: unknown,
  ): string => {
    const key = `${group}.${String(code)}` as Parameters<typeof t>[0]; // asked for by `has` first
    return t.has(key) ? t(key as 'firstOpening') : String(code);
  };
  const failure = (code: unknown): string => {
    const key = String(code) as Parameters<typeof tf>[0]; // asked for by `has` first
    return tf.has(key) ? tf(key) : String(code);
  };
  const eventName = (event: string): string => {
    const key = `${event as AuditEvent}.name` as const; // asked for by `has` first
    return te.has(key) ? te(key) : event;
  };
  const reply = ({ reply: text }: AuditItem['detail']) =>
    text ? [t('accepted', { reply: String(text) })] : [];
  const tries = ({ tries: count }: AuditItem['detail']) =>
    typeof count === 'number' && count > 1 ? [t('tries', { count })] : [];

  const addendum = ({ addendum: digest, number }: AuditItem['detail']) =>
    typeof digest === 'string' ? [t('addendum', { number: Number(number), digest })] : [];
  const sizeOf = (bytes: unknown) => formatBytes(Number(bytes ?? 0), locale);
  const exactly = (moment: string) => write(moment, { dateStyle: 'medium', timeStyle: 'long' });
  const roles = ({ roleBefore, role }: AuditItem['detail']) =>
    role && role !== roleBefore
      ? [t('roleChanged', { before: word('roles', roleBefore), after: word('roles', role) })]
      : [];
  const rightsIn = (rights: unknown) =>
    String(rights || 'none')
      .split(',')
      .map((right) => word('mailboxRights', right))
      .join(', ');
  const settings = ({
    titleInNotification,
    locale: chosen,
    takeBackSeconds: seconds,
    auditRetentionDays,
    idleLockMinutes,
  }: AuditItem['detail']) => [
    ...(typeof idleLockMinutes === 'number' ? [t('idleLock', { minutes: idleLockMinutes })] : []),
    ...(titleInNotification === undefined ? [] : [t('settings.titles')]),
    ...(chosen === 'fr' || chosen === 'en' ? [`${t('settings.language')} · ${tl(chosen)}`] : []),
    ...(typeof seconds === 'number' ? [t('settings.takeBack', { seconds })] : []),
    ...(auditRetentionDays === null ? [t('retentionUnlimited')] : []),
    ...(typeof auditRetentionDays === 'number' ? [t('retention', { days: auditRetentionDays })] : []),
  ];
  const about = ({ person, envelope, event, view }: AuditItem['detail']) => [
    ...(view === 'statistics' ? [t('aboutStatistics')] : []),
    ...(person ? [t('about', { subject: String(person) })] : []),
    ...(envelope ? [t('aboutEnvelope')] : []),
    ...(typeof event === 'string'
      ? [t('aboutEvents', { events: event.split(',').map(eventName).join(', ') })]
      : []),
  ];
  return (item) => {
    const { detail } = item;
    switch (item.event) {
      case 'SubmissionAcceptance':
        return [
          ...(typeof detail.attachments === 'number'
            ? [t('attachments', { count: detail.attachments, size: sizeOf(detail.attachmentBytes) })]
            : []),
          ...(typeof detail.releaseAt === 'string' ? [t('leaves', { at: exactly(detail.releaseAt) })] : []),
        ];
      case 'TimestampObtained':
        return typeof detail.time === 'string' ? [t('timestamp', { at: exactly(detail.time) })] : [];
      case 'ConsignmentNotification':
        return tries(detail);
      case 'ConsignmentNotificationFailure':
        return [failure(detail.code), ...reply(detail), ...tries(detail)];
      case 'ContentHandover':
        return detail.first === undefined ? [] : [t(detail.first ? 'firstOpening' : 'laterOpening')];
      case 'AccessWithdrawn':
        return [
          detail.everyone
            ? t('withdrawn.everyone')
            : t('withdrawn.one', { recipient: item.recipientAddress ?? '–' }),
          ...(detail.corrected ? [t('withdrawn.corrected')] : []),
          ...(detail.opened === undefined ? [] : [t(detail.opened ? 'openedBefore' : 'notOpenedBefore')]),
          ...addendum(detail),
        ];
      case 'AvailabilityChanged':
        return [
          ...(typeof detail.before === 'string' && typeof detail.until === 'string'
            ? [t('until', { before: exactly(detail.before), until: exactly(detail.until) })]
            : []),
          ...addendum(detail),
        ];
      case 'RecipientAdded':
      case 'TakenBack':
        return addendum(detail);
      case 'OpeningRefused':
        return [t('cause', { reason: word('refusals', detail.reason) })];
      case 'WrongRecipientReported':
        return [
          t(detail.opened ? 'openedBefore' : 'notOpenedBefore'),
          // entries of before say nothing: then every report blocked
          t(detail.blocked === false ? 'reportedOnly' : 'reportedAndBlocked'),
        ];
      case 'NotificationRequested':
        return detail.expired ? [t('expired')] : [];
      case 'SignedIn':
        return detail.by ? [word('signedInBy', detail.by)] : [];
      case 'PasswordChanged':
        return detail.by ? [word('passwordBy', detail.by)] : [];
      case 'SessionsEnded':
        return typeof detail.sessions === 'number' ? [t('sessionsEnded', { count: detail.sessions })] : [];
      case 'AccountCreated':
        return detail.role ? [t('role', { role: word('roles', detail.role) })] : [];
      case 'AccountChanged':
        return roles(detail);
      case 'MailboxChanged':
        return [
          ...(detail.renamed ? [t('mailboxRenamed')] : []),
          ...(detail.addressAdded ? [t('addressAdded', { address: String(detail.addressAdded) })] : []),
        ];
      case 'MailboxRightsChanged':
        return [
          t('rightsChanged', { before: rightsIn(detail.rightsBefore), after: rightsIn(detail.rights) }),
        ];
      case 'OrganisationChanged':
        return settings(detail);
      case 'AccessTokenCreated':
        return detail.scopes ? [t('scopes', { scopes: String(detail.scopes) })] : [];
      case 'AuditRead':
        return about(detail);
      case 'AuditExported':
        return [
          ...(detail.format ? [t('format', { format: word('formats', detail.format) })] : []),
          ...about(detail),
        ];
      default:
        return [];
    }
  };
}
