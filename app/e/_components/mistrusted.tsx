'use client';

import { IconShieldX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { CheckStep } from '@/lib/browser/open/open-messages';
import classes from '../reader.module.css';
import { StepList } from './verification-panel';

/** A check failed: which one, what that means, what to tell support, and nothing of the content. */
export function Mistrusted({ steps, reference }: { steps: readonly CheckStep[]; reference: string }) {
  const t = useTranslations('open.mistrusted');
  const tc = useTranslations('open.checks');
  const failed = steps.find(({ state }) => state === 'failed');
  return (
    <section className={classes.mistrusted} role="alert" data-testid="integrity-failed">
      <h1>
        <IconShieldX size={32} stroke={1.6} aria-hidden /> {t('title')}
      </h1>
      <p>{t('text')}</p>
      {failed && (
        <>
          <p>
            <strong>{t('failedStep', { step: tc(`step.${failed.step}`) })}</strong>
          </p>
          <p>{t(`reason.${reasonOf(failed)}`)}</p>
        </>
      )}
      <details>
        <summary>{t('details')}</summary>
        <StepList steps={steps} />
      </details>
      <p>{t('support')}</p>
      <dl className={classes.facts}>
        <div>
          <dt>{t('code')}</dt>
          <dd>{failed ? `${failed.step}/${failed.code}` : '—'}</dd>
        </div>
        <div>
          <dt>{t('envelope')}</dt>
          <dd>{reference}</dd>
        </div>
      </dl>
    </section>
  );
}

function reasonOf({ step, code }: CheckStep) {
  if (step === 'content' || code.startsWith('segment-')) return 'altered';
  return step;
}
