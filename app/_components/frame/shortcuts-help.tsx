'use client';

import { Button, Group, Kbd, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Fragment } from 'react';
import { Dialog } from '../dialog/dialog';
import classes from './shortcuts.module.css';

/** `keys`: one after the other, or any of them. */
const shown = [
  { keys: ['j'], does: 'next' },
  { keys: ['k'], does: 'previous' },
  { any: ['o', 'Enter'], does: 'open' },
  { keys: ['u'], does: 'toList' },
  { any: ['n', 'p'], does: 'walk' },
  { keys: ['x'], does: 'choose' },
  { keys: ['e'], does: 'archive' },
  { keys: ['#'], does: 'trash' },
  { keys: ['v'], does: 'move' },
  { keys: ['b'], does: 'later' },
  { keys: ['s'], does: 'star' },
  { keys: ['⇧ U'], does: 'unread' },
  { keys: ['⇧ I'], does: 'read' },
  { keys: ['z'], does: 'undo' },
  { keys: ['/'], does: 'search' },
  { keys: ['c'], does: 'compose' },
  { keys: ['r'], does: 'reply' },
  { keys: ['a'], does: 'replyAll' },
  { keys: ['f'], does: 'forward' },
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
        {shown.map(({ does, ...pressed }) => (
          <div key={does}>
            <dt>{t(does)}</dt>
            <dd>
              {('any' in pressed ? pressed.any : pressed.keys).map((key, index) => (
                <Fragment key={key}>
                  {index > 0 && ` ${t('any' in pressed ? 'or' : 'then')} `}
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
