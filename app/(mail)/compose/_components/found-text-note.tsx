'use client';

import { Alert, Button, Group, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import classes from '../compose.module.css';
import type { Unsaved } from './use-unsaved';

/** "Text found again": calmly, above what is written, with what can be done about it. */
export function FoundTextNote({ unsaved }: { unsaved: Unsaved }) {
  const t = useTranslations('compose.found');
  const write = useMomentFormat();
  const { found, other } = unsaved;
  const when = other?.at ?? (found && (found.kind === 'taken' ? found.at : found.unsaved.at));
  if (!when) return null;
  const at = write(when, { dateStyle: 'medium', timeStyle: 'short' });
  // Files cannot be kept: only the text and whom it is for were.
  const files =
    found?.kind === 'taken'
      ? found.files
      : found?.kind === 'orphan'
        ? found.unsaved.content.attachments.length
        : 0;
  return (
    <Alert
      color="gray"
      icon={<IconHistory aria-hidden />}
      title={t('title')}
      c="var(--mantine-color-text)"
      className={classes.found ?? ''}
      role="status"
    >
      <Text size="sm">
        {other
          ? t('other', { title: other.content.title || t('untitled'), at })
          : t(found?.kind ?? 'taken', { at })}
        {files > 0 && ` ${t('files', { count: files })}`}
      </Text>
      <Group gap="xs" mt="sm">
        {found?.kind === 'taken' ? (
          <>
            <Button size="compact-md" onClick={unsaved.close}>
              {t('good')}
            </Button>
            {found.former && (
              <Button size="compact-md" variant="default" onClick={unsaved.takeBack}>
                {t('former')}
              </Button>
            )}
          </>
        ) : (
          <>
            <Button size="compact-md" onClick={unsaved.take}>
              {t('take')}
            </Button>
            <Button size="compact-md" variant="default" onClick={unsaved.drop}>
              {t(found?.kind === 'offered' ? 'former' : 'drop')}
            </Button>
          </>
        )}
      </Group>
    </Alert>
  );
}
