'use client';

import { Button, Group, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Disclosure } from '@/app/_components/show/disclosure';
import { isMalformed, type TrustedName, type useTrusted } from './use-trusted';
import classes from './verify.module.css';

/** What the person trusts besides the files themselves: keys, roots, a kept state of the log. Folded away; most give nothing. */
export function TrustedThings({
  trusted: { trusted, count, set, forget },
  onAgain,
}: {
  trusted: ReturnType<typeof useTrusted>;
  /** Null while there is nothing to verify again. */
  onAgain: (() => void) | null;
}) {
  const t = useTranslations('evidence.verify');
  const field = (name: TrustedName) => ({
    label: t(name),
    value: trusted[name],
    onChange: (event: { currentTarget: { value: string } }) => set(name, event.currentTarget.value),
    error: isMalformed(name, trusted[name]) ? t('trustMalformed') : undefined,
    autoComplete: 'off',
    spellCheck: false,
  });
  const lines = { autosize: true, minRows: 2, maxRows: 8 };
  return (
    <Disclosure
      className={classes.options}
      summary={count > 0 ? `${t('options')} ${t('optionsGiven', { count })}` : t('options')}
    >
      <p>{t('optionsHint')}</p>
      <TextInput {...field('logKey')} description={t('logKeyHint', { path: '/log/key' })} />
      <TextInput {...field('sealingKey')} description={t('sealingKeyHint')} />
      <Textarea {...field('timestampRoots')} {...lines} description={t('timestampRootsHint')} />
      <Textarea {...field('keptCheckpoint')} {...lines} description={t('keptCheckpointHint')} />
      {(onAgain !== null || count > 0) && (
        <Group gap="sm">
          {onAgain && (
            <Button variant="default" onClick={onAgain}>
              {t('again')}
            </Button>
          )}
          {count > 0 && (
            <Button variant="subtle" onClick={forget}>
              {t('forget')}
            </Button>
          )}
        </Group>
      )}
    </Disclosure>
  );
}
