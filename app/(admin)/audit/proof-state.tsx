'use client';

import { Button } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck, IconShieldQuestion } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { callApi } from '@/app/_components/form/call-api';
import { useApi } from '@/app/_components/form/use-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { VerificationAnswer } from '@/lib/audit/explore/verification';
import classes from './audit.module.css';
import own from './proof.module.css';

const askEveryMilliseconds = 1_500;
const patienceMilliseconds = 90_000;

/** The newest signed head of the log, what the last self-check found, and a button for another. */
export function ProofState() {
  const t = useTranslations('audit.proof');
  const refusalText = useRefusalText();
  const { data, reload } = useApi<VerificationAnswer>('/api/audit/verify');
  const [asked, setAsked] = useState<{ after: string; until: number } | null>(null);
  const [said, setSaid] = useState<FlashMessage>(null);
  const lastAt = data?.last?.verifiedAt ?? '';
  const done = asked !== null && lastAt !== asked.after;

  useEffect(() => {
    if (asked === null) return;
    if (done) return setAsked(null);
    const timer = window.setInterval(() => {
      if (Date.now() < asked.until) return reload();
      setAsked(null);
      setSaid({ tone: 'done', text: t('late') });
    }, askEveryMilliseconds);
    return () => window.clearInterval(timer);
  }, [asked, done, reload, t]);

  const verify = async () => {
    setSaid(null);
    const answer = await callApi('POST', '/api/audit/verify', {});
    if (answer.ok) setAsked({ after: lastAt, until: Date.now() + patienceMilliseconds });
    else setSaid({ tone: 'refused', text: refusalText(answer.refusal) });
  };
  if (data === null) return null;
  return (
    <>
      <section className={own.proof} aria-label={t('title')}>
        <Check last={data.last} />
        <Head head={data.head} />
        <Button variant="default" size="sm" loading={asked !== null} onClick={() => void verify()}>
          {t('verify')}
        </Button>
      </section>
      <Flash message={said} onClose={() => setSaid(null)} />
    </>
  );
}

function Check({ last }: { last: VerificationAnswer['last'] }) {
  const t = useTranslations('audit.proof');
  const write = useMomentFormat();
  if (last === null) {
    return (
      <p className={own.check} role="status">
        <IconShieldQuestion size={22} stroke={1.6} aria-hidden /> {t('never')}
      </p>
    );
  }
  const when = write(last.verifiedAt, { dateStyle: 'medium', timeStyle: 'medium' });
  const [first] = last.faults;
  return last.faultCount === 0 ? (
    <p className={own.check} data-tone="good" role="status">
      <IconShieldCheck size={22} stroke={1.6} aria-hidden /> {t('good', { when, count: last.entries })}
    </p>
  ) : (
    <p className={own.check} data-tone="bad" role="status">
      <IconAlertTriangle size={22} stroke={1.6} aria-hidden />
      <span>
        {t('bad', { when, count: last.faultCount })}
        {first && (
          <span className={classes.quiet}>
            {' '}
            {t('first', {
              where:
                typeof first.index === 'number' ? t('atIndex', { index: String(first.index) }) : t('atTree'),
            })}{' '}
            ({first.kind})
          </span>
        )}
        <span className={own.todo}>{t('badText')}</span>
      </span>
    </p>
  );
}

function Head({ head }: { head: VerificationAnswer['head'] }) {
  const t = useTranslations('audit.proof');
  const write = useMomentFormat();
  if (head === null) return <p className={classes.quiet}>{t('none')}</p>;
  const exactly = (moment: string) => write(moment, { dateStyle: 'medium', timeStyle: 'medium' });
  const facts = [
    t('head', { count: head.treeSize }),
    t('signed', { when: exactly(head.signedAt) }),
    head.timestampedAt === null
      ? t('notTimestamped')
      : t('timestamped', { when: exactly(head.timestampedAt) }),
  ];
  return (
    <p className={classes.quiet}>
      {facts.join(' · ')} · {t('root')}{' '}
      <code title={head.rootHash}>
        {head.rootHash.slice(0, 8)}…{head.rootHash.slice(-8)}
      </code>
    </p>
  );
}
