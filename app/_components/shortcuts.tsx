'use client';

import { Kbd, Modal, Text } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Fragment, useEffect, useState } from 'react';
import { isPlainKey, shortcutsAreOn } from './shortcut-keys';
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

const goesTo: Readonly<Record<string, string>> = { i: '/inbox', s: '/sent', d: '/drafts' };

/** The keys that work on every page of a member: `c`, `g` then a letter, and `?`, which lists them all. */
export function Shortcuts() {
  const t = useTranslations('common.shortcuts');
  const tc = useTranslations('common');
  const router = useRouter();
  const [helping, setHelping] = useState(false);
  useEffect(() => {
    let afterG = false;
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainKey(event) || !shortcutsAreOn()) return;
      const place = afterG ? goesTo[event.key] : undefined;
      afterG = event.key === 'g';
      if (place !== undefined) router.push(place);
      else if (event.key === 'c') router.push('/compose');
      else if (event.key === '?') setHelping(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [router]);
  return (
    <Modal
      opened={helping}
      onClose={() => setHelping(false)}
      title={t('title')}
      closeButtonProps={{ 'aria-label': tc('close') }}
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
