'use client';

import { Kbd, Modal, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Fragment } from 'react';
import classes from './shortcuts.module.css';

const shown = [
  { keys: ['j'], does: 'next' },
  { keys: ['k'], does: 'previous' },
  { keys: ['Enter'], does: 'open' },
  { keys: ['c'], does: 'compose' },
  { keys: ['g', 'i'], does: 'inbox' },
  { keys: ['g', 's'], does: 'sent' },
  { keys: ['g', 'd'], does: 'drafts' },
  { keys: ['?'], does: 'help' },
] as const;

/** The list of keys that `?` shows. */
export default function ShortcutsHelp({ onClose }: { onClose: () => void }) {
  const t = useTranslations('common.shortcuts');
  const tc = useTranslations('common');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('title')}
      closeButtonProps={{ 'aria-label': tc('close') }}
      transitionProps={{ duration: 0 }}
    >
      <dl className={classes.keys}>
        {shown.map(({ keys, does }) => (
          <div key={does}>
            <dt>{t(does)}</dt>
            <dd>
              {keys.map((key, index) => (
                <Fragment key={key}>
                  {index > 0 && ` ${t('then')} `}
                  <Kbd size="md">{key}</Kbd>
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <Text size="sm" c="dimmed" mt="md">
        {t('off')}
      </Text>
    </Modal>
  );
}
