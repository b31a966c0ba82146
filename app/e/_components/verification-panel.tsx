'use client';

import { IconCircleCheck, IconCircleX, IconClockHour4, IconShieldCheck } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { CheckStep } from '@/lib/browser/open/open-messages';
import classes from '../reader.module.css';
import { useSealedFacts, useUtcTime } from './use-sealed-facts';

/** That all is well, in one line of everyday words; seal, timestamp and every check with its digests stand behind it. */
export function VerificationPanel({ steps, sealedAt }: { steps: readonly CheckStep[]; sealedAt: string }) {
  const t = useTranslations('open.checks');
  const sentences = useSealedFacts(steps, sealedAt);
  return (
    <section className={classes.panel} aria-label={t('details')}>
      <p className={classes.panelSummary}>
        <IconShieldCheck size={26} stroke={1.7} aria-hidden />
        <span>{t('summary')}</span>
      </p>
      <details>
        <summary>{t('details')}</summary>
        {sentences.map((sentence) => (
          <p key={sentence} className={classes.sealedFact}>
            {sentence}
          </p>
        ))}
        <StepList steps={steps} />
      </details>
    </section>
  );
}

/** The checks in their order, each with its outcome and what it established. */
export function StepList({ steps }: { steps: readonly CheckStep[] }) {
  const t = useTranslations('open.checks');
  return (
    <ol className={classes.steps}>
      {steps.map((step) => (
        <li key={step.step} data-check={step.step} data-state={step.state === 'verified' ? 'ok' : step.state}>
          <StepIcon state={step.state} />
          <div>
            <strong>{t(`step.${step.step}`)}</strong> ·{' '}
            <span className={classes.stepState}>{t(`state.${step.state}`)}</span>
            <StepWords step={step} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function StepIcon({ state }: { state: CheckStep['state'] }) {
  const Icon = state === 'verified' ? IconCircleCheck : state === 'pending' ? IconClockHour4 : IconCircleX;
  return <Icon size={20} stroke={1.8} aria-hidden />;
}

const factsShown = ['fingerprint', 'serial', 'policy', 'sha256'] as const;

function StepWords({ step }: { step: CheckStep }) {
  const t = useTranslations('open.checks');
  const utc = useUtcTime();
  const { facts, state, code } = step;
  if (state === 'failed') return <p className={classes.stepCode}>{code}</p>;
  if (code === 'not-checked') return <p>{t('says.notChecked')}</p>;
  if (code === 'timestamp-pending') return <p>{t('says.timestampPending')}</p>;
  const told = {
    ...facts,
    signedAt: utc(String(facts.signedAt ?? '')),
    time: utc(String(facts.time ?? '')),
    availableUntil: utc(String(facts.availableUntil ?? '')),
    added: facts.addedAt === undefined ? 'no' : 'yes',
    addedAt: utc(String(facts.addedAt ?? '')),
  };
  return (
    <>
      <p>{t(`says.${step.step}`, told as Required<typeof told> & Record<string, string | number>)}</p>
      <dl className={classes.facts}>
        {factsShown
          .filter((name) => facts[name] !== undefined)
          .map((name) => (
            <div key={name}>
              <dt>{t(`facts.${name}`)}</dt>
              <dd>{String(facts[name])}</dd>
            </div>
          ))}
      </dl>
    </>
  );
}
