'use client';

import { Text } from '@mantine/core';
import { useLocale, useTranslations } from 'next-intl';
import { type LeftOut, leftOutParts } from '@/lib/letter-text/letter-document';

/** Says what a letter cannot hold of what was pasted into it, or of what a program wrote into it; nothing where nothing is missing. */
export function LeftOutNote({ leftOut, said }: { leftOut: LeftOut; said: 'read' | 'pasted' }) {
  const t = useTranslations('letter');
  const locale = useLocale();
  const parts = leftOutParts(leftOut).map(({ kind, count }) => t(`leftOut.${kind}`, { count }));
  if (parts.length === 0) return null;
  return (
    <Text size="sm" c="dimmed" role="note" mt="sm">
      {t(said, { list: new Intl.ListFormat(locale).format(parts) })}
    </Text>
  );
}
