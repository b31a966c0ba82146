'use client';

import { Button } from '@mantine/core';
import { IconMailDown } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { OpenedEnvelope } from '@/lib/browser/open/open-messages';
import type { ReadingSession, ReadingState } from '@/lib/browser/open/reading-session';

/** The letter with its files as one file that mail programs read. */
export function SaveMailButton({
  session,
  state,
  envelope,
}: {
  session: ReadingSession;
  state: ReadingState;
  envelope: OpenedEnvelope;
}) {
  const t = useTranslations('open.reader');
  const tt = useTranslations('letter.text');
  const around = (kind: 'deleted' | 'inserted' | 'struck' | 'picture'): [string, string] => {
    const [before = '', after = ''] = tt(kind, { text: '\n' }).split('\n');
    return [before, after];
  };
  const save = async () => {
    const { letterAsMail } = await import('@/lib/browser/open/letter-as-mail');
    const words = {
      deleted: around('deleted'),
      inserted: around('inserted'),
      struck: around('struck'),
      picture: around('picture'),
    };
    const written = letterAsMail(envelope, state.pictures, words, window.location.hostname);
    session.saveMail(t('mailName', { date: envelope.seal.sealedAt.slice(0, 10) }), written);
  };
  return (
    <Button
      variant="default"
      size="sm"
      loading={state.mailing}
      leftSection={<IconMailDown size={18} aria-hidden />}
      onClick={() => void save()}
    >
      {t('saveMail')}
    </Button>
  );
}
