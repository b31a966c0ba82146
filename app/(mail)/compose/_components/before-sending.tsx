'use client';

import { Button } from '@mantine/core';
import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useId, useRef } from 'react';
import type { ComposeSession } from '@/lib/browser/compose/compose-session';
import classes from '../compose.module.css';
import { mendDoubt, mended } from './mend-doubt';
import type { SendDoubt } from './send-doubts';

/** Shown only where something looks like a mistake: what, a press that mends it, and one more that sends all the same. */
export default function BeforeSending({
  session,
  doubts,
  isLater,
  onMended,
  onSend,
  onClose,
}: {
  session: ComposeSession;
  doubts: readonly SendDoubt[];
  /** A later time was chosen for it. */
  isLater: boolean;
  /** What is left of them. */
  onMended: (left: readonly SendDoubt[]) => void;
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
  const mend = (doubt: SendDoubt) => {
    const change = mendDoubt(session.state.text, doubt);
    if (change) session.write(change);
    else document.querySelector<HTMLElement>('[data-chooser="files"]')?.click();
    const left = doubts.filter((other) => other !== doubt);
    onMended(left);
    const next = left.length > 0 ? '[data-send-anyway]' : '[data-send]';
    document.querySelector<HTMLElement>(next)?.focus();
  };
  return (
    <section ref={place} aria-labelledby={id} className={classes.before}>
      <h2 id={id}>{t('send.before', { count: doubts.length })}</h2>
      <ul>
        {doubts.map((doubt) => (
          <li key={`${doubt.kind} ${'address' in doubt ? doubt.address : ''}`}>
            <IconAlertTriangle size={18} aria-hidden className={classes.beforeMark} />
            <Doubt doubt={doubt} />
            <Button size="compact-sm" variant="default" onClick={() => mend(doubt)}>
              {doubt.kind === 'near-miss' || doubt.kind === 'look-alike'
                ? t('before.mend.address', { address: mended(doubt) })
                : t(`before.mend.${doubt.kind}`)}
            </Button>
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

function Doubt({ doubt }: { doubt: SendDoubt }) {
  const t = useTranslations('compose');
  switch (doubt.kind) {
    case 'forgotten-file':
      return <span>{t('send.forgottenFile')}</span>;
    case 'many-visible':
      return <span>{t('before.manyVisible', { count: doubt.count })}</span>;
    case 'patient-identity':
      return (
        <span>
          {t(`before.identity.${doubt.found.kind}`)}{' '}
          {doubt.found.without === ''
            ? t('before.identity.nothingLeft')
            : t('before.identity.left', { title: doubt.found.without })}
        </span>
      );
    default:
      return <span>{t(`fields.doubt.${doubt.kind}`, { address: doubt.address, domain: doubt.domain })}</span>;
  }
}
