'use client';

import { Button } from '@mantine/core';
import { IconArrowBackUp, IconArrowBackUpDouble, IconArrowForwardUp, IconCopy } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useRovingFocus } from '@/app/_components/form/use-roving-focus';
import { isPlainKey, shortcutsAreOn } from '@/app/_components/frame/shortcut-keys';
import type { OpenedEnvelope } from '@/lib/browser/open/open-messages';
import type { AnswerKind } from '@/lib/writing/answer-letter';
import classes from '../reader.module.css';
import type { ReadingSide } from './use-reading-session';

const keys: Readonly<Record<string, AnswerKind>> = { r: 'reply', a: 'reply-all', f: 'forward' };

/** Reply, reply to all, forward, and from the sender's own side "edit as new"; by press or by `r`, `a`, `f`. */
export function AnswerBar({ side, envelope }: { side: ReadingSide; envelope: OpenedEnvelope }) {
  const t = useTranslations('open.reader.answer');
  const router = useRouter();
  const named = side.kind === 'received' ? side.reference : side.envelopeId;
  const { ref, current, onFocus, onKeyDown } = useRovingFocus('reply');
  const noReply = side.kind === 'received' && envelope.marks.includes('noReply');
  useEffect(() => {
    let afterG = false;
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainKey(event) || !shortcutsAreOn()) return;
      const kind = afterG ? undefined : keys[event.key]; // `g a` goes to the archive
      afterG = event.key === 'g';
      if (kind === undefined) return;
      event.preventDefault(); // the key would be the first letter of the text
      router.push(`/compose?${kind}=${named}`);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [router, named]);
  const others = envelope.to.length + envelope.cc.length;
  const deeds = [
    { kind: 'reply', words: 'reply', icon: IconArrowBackUp, isShown: true },
    { kind: 'reply-all', words: 'replyAll', icon: IconArrowBackUpDouble, isShown: others > 1 },
    { kind: 'forward', words: 'forward', icon: IconArrowForwardUp, isShown: true },
    { kind: 'again', words: 'edit', icon: IconCopy, isShown: side.kind === 'sent' },
  ] as const;
  return (
    <div className={classes.answer}>
      <div
        ref={ref}
        role="toolbar"
        aria-label={t('toolbar')}
        className={classes.answerDeeds}
        onFocus={onFocus}
        onKeyDown={onKeyDown}
      >
        {deeds
          .filter(({ isShown }) => isShown)
          .map(({ kind, words, icon: Icon }) => (
            <Button
              key={kind}
              data-tool={kind}
              tabIndex={current === kind ? 0 : -1}
              variant="default"
              size="sm"
              leftSection={<Icon size={18} aria-hidden />}
              onClick={() => router.push(`/compose?${kind}=${named}`)}
            >
              {t(words)}
            </Button>
          ))}
      </div>
      {noReply && <p className={classes.small}>{t('noReply')}</p>}
    </div>
  );
}
