'use client';

import { Button, Group, Kbd, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Fragment } from 'react';
import { Dialog } from '../dialog/dialog';
import classes from './shortcuts.module.css';

const shown = [
  { keys: ['j'], does: 'next' },
  { keys: ['k'], does: 'previous' },
  { keys: ['Enter'], does: 'open' },
  { keys: ['x'], does: 'choose' },
  { keys: ['e'], does: 'archive' },
  { keys: ['#'], does: 'trash' },
  { keys: ['s'], does: 'star' },
  { keys: ['⇧ U'], does: 'unread' },
  { keys: ['⇧ I'], does: 'read' },
  { keys: ['z'], does: 'undo' },
  { keys: ['c'], does: 'compose' },
  { keys: ['g', 'i'], does: 'inbox' },
  { keys: ['g', 's'], does: 'sent' },
  { keys: ['g', 'd'], does: 'drafts' },
  { keys: ['g', 'a'], does: 'archives' },
  { keys: ['?'], does: 'help' },
] as const;

/** The list of keys that `?` shows. */
export default function ShortcutsHelp({ onClose }: { onClose: () => void }) {
  const t = useTranslations('common.shortcuts');
  const tc = useTranslations('common');
  return (
    <Dialog opened title={t('title')} onClose={onClose}>
      <dl className={classes.keys}>
        {shown.map(({ keys, does }) => (
          <div key={does}>
            <dt>{t(does)}</dt>
            <dd>
              {keys.map((key, index) => (
                <Fragment key={key}>
                  {index > 0 && ` ${t('then')} `}
                  <Kbd size="md">{key === 'Enter' ? t('enter') : key}</Kbd>
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <Text size="sm" c="dimmed" mt="md">
        {t('off')}
      </Text>
      <Group justify="end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {tc('close')}
        </Button>
      </Group>
    </Dialog>
  );
}
