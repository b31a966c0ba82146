'use client';

import { useTranslations } from 'next-intl';
import type { AuditItem } from '@/lib/audit/explore/wire';
import type { AuditEvent } from '@/lib/audit/trail/event-names';

export type Sentence = { name: string; sentence: string; actor: string };

/** Name and sentence of an entry for people; an event this version has no words for is shown by its own name. */
export function useSentence(): (item: AuditItem) => Sentence {
  const t = useTranslations('audit');
  return (item) => {
    const actor = item.actorAddress ?? t(`actors.${item.actorKind}`);
    // Checked by `has` in the next line; entries may be newer than this page.
    const event = item.event as AuditEvent;
    if (!t.has(`events.${event}.sentence`)) return { name: item.event, sentence: item.event, actor };
    const recipient = item.recipientAddress ?? t('recipientUnknown');
    const member = String(item.detail.member ?? item.detail.account ?? '');
    const mailbox = String(item.detail.mailbox ?? '');
    return {
      name: t(`events.${event}.name`),
      sentence: t(`events.${event}.sentence`, { actor, recipient, member, mailbox }),
      actor,
    };
  };
}
