'use client';

import { Alert, Button } from '@mantine/core';
import { IconAlertCircle, IconCopy } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { AnswerState } from '@/lib/browser/answer/answer-session';
import classes from './answer.module.css';

const ended = ['withdrawn', 'expired', 'blocked'] as const;

/** Why an answer was not sent, that its text is safe, and what can be done now. */
export function AnswerFailure({ state }: { state: AnswerState }) {
  const t = useTranslations('answer');
  const sentence = useSentence(state);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(state.text);
    setCopied(true);
  };
  return (
    <div role="alert">
      {sentence && (
        <Alert
          role="group"
          color="red"
          title={t('failed.title')}
          icon={<IconAlertCircle aria-hidden />}
          c="var(--mantine-color-text)"
        >
          <p className={classes.said}>{sentence}</p>
          {state.text.trim() !== '' && state.failure?.code === 'refused' && (
            <>
              <p className={classes.said}>{t('failed.safe')}</p>
              <Button
                variant="default"
                leftSection={<IconCopy size={18} aria-hidden />}
                onClick={() => void copy().catch(() => setCopied(false))}
              >
                {t(copied ? 'failed.copied' : 'failed.copy')}
              </Button>
            </>
          )}
          {state.broken && (
            <Button variant="default" onClick={() => window.location.reload()}>
              {t('failed.reload')}
            </Button>
          )}
        </Alert>
      )}
    </div>
  );
}

function useSentence({ failure, broken }: AnswerState): string | null {
  const t = useTranslations('answer');
  if (broken) return t('failed.broken');
  if (failure === null) return null;
  if (failure.code === 'refused') {
    if (failure.reason === 'attachments-too-large') return t('failed.tooLarge');
    if (failure.reason === 'envelope-incomplete') return t('failed.files');
    const end = ended.find((one) => one === failure.reason);
    return end ? t(`ended.${end}`) : failure.sentence || t('failed.internal');
  }
  if (failure.code === 'files-incomplete') return t('failed.files');
  return t(failure.code === 'network-lost' ? 'failed.network' : 'failed.internal');
}
