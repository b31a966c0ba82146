'use client';

import { Button } from '@mantine/core';
import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useId, useRef } from 'react';
import classes from '../compose.module.css';
import type { SendDoubt } from './send-doubts';

/** Shown only where something looks like a mistake: what, and one more press that sends all the same. */
export function BeforeSending({
  doubts,
  isLater,
  onSend,
  onClose,
}: {
  doubts: readonly SendDoubt[];
  /** A later time was chosen for it. */
  isLater: boolean;
  onSend: () => void;
  onClose: () => void;
}) {
  const t = useTranslations('compose');
  const id = useId();
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'center' });
    place.current?.querySelector<HTMLElement>('[data-send-anyway]')?.focus();
  }, []);
  return (
    <section ref={place} aria-labelledby={id} className={classes.before}>
      <h2 id={id}>{t('send.before', { count: doubts.length })}</h2>
      <ul>
        {doubts.map((doubt) => (
          <li key={`${doubt.kind} ${'address' in doubt ? doubt.address : ''}`}>
            <IconAlertTriangle size={18} aria-hidden className={classes.beforeMark} />
            <span>
              {doubt.kind === 'forgotten-file'
                ? t('send.forgottenFile')
                : t(`fields.doubt.${doubt.kind}`, { address: doubt.address, domain: doubt.domain })}
            </span>
          </li>
        ))}
      </ul>
      <div className={classes.beforeDeeds}>
        <Button data-send-anyway leftSection={<IconLock size={18} aria-hidden />} onClick={onSend}>
          {t(isLater ? 'later.anyway' : 'send.anyway')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('send.back')}
        </Button>
      </div>
    </section>
  );
}
