import { Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import type { ReadOtherwise } from '@/lib/letter-text/compare-with-plain';
import classes from './editor.module.css';

/** Says that what was pasted reads otherwise as plain text, and in which words and figures. */
export function ReadOtherwiseNote({ otherwise }: { otherwise: ReadOtherwise }) {
  const t = useTranslations('compose.editor.otherwise');
  const locale = useLocale();
  const list = (words: readonly string[]) =>
    new Intl.ListFormat(locale).format(words.map((word) => t('word', { word })));
  return (
    <Text size="sm" component="div" className={classes.otherwise}>
      <IconAlertTriangle size={16} stroke={2} aria-hidden />
      <span>
        {t('title')}
        {otherwise.onlyPlain.length > 0 && ` ${t('plain', { list: list(otherwise.onlyPlain) })}`}
        {otherwise.onlyLetter.length > 0 && ` ${t('letter', { list: list(otherwise.onlyLetter) })}`}
      </span>
    </Text>
  );
}
