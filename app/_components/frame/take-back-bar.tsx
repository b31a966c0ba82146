'use client';

import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { usePathname, useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import { forgetSent, type JustSent, readSent, subscribeSent } from '@/lib/browser/compose/just-sent';
import type { TakeBackAnswer } from '@/lib/envelope/wire';
import classes from './bar.module.css';

/** What came of a press that did not take it back in time. */
type Late = { envelopeId: string; text: string };

/**
 * "Sent · Cancel (10 s)", on whatever page one is, over a reload, for as long as the organisation allows. Taken back, the letter is
 * written on in a new draft; too late, its access is withdrawn, and the bar says so.
 */
export function TakeBackBar() {
  const t = useTranslations('common.takeBack');
  const router = useRouter();
  const sent = useSyncExternalStore(subscribeSent, readSent, () => null);
  const seconds = useSecondsLeft(sent);
  const [busy, setBusy] = useState(false);
  const [late, setLate] = useState<Late | null>(null);
  const pathname = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said of one page does not follow to the next
  useEffect(() => setLate(null), [pathname]);

  const takeBack = async ({ envelopeId }: JustSent) => {
    setBusy(true);
    const answer = await callApi<TakeBackAnswer>('POST', `/api/envelopes/${envelopeId}/take-back`, {});
    setBusy(false);
    forgetSent();
    if (!answer.ok) return setLate({ envelopeId, text: answer.refusal.title || t('failed') });
    if (answer.data.outcome === 'taken-back') return router.push(`/compose?again=${envelopeId}`);
    setLate({ envelopeId, text: t('late', { opened: answer.data.opened }) });
    router.refresh();
  };

  return (
    <div role="status">
      {sent && seconds > 0 && (
        <div className={classes.bar}>
          <span>{t('sent')}</span>
          <Button
            size="compact-md"
            variant="white"
            leftSection={<IconArrowBackUp size={18} aria-hidden />}
            loading={busy}
            onClick={() => void takeBack(sent)}
          >
            {t('cancel')}
            <span aria-hidden className={classes.seconds}>
              ({seconds} s)
            </span>
          </Button>
        </div>
      )}
      {late && (
        <div className={classes.bar}>
          <span>{late.text}</span>
          <Button size="compact-md" variant="white" onClick={() => setLate(null)}>
            {t('close')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Whole seconds until it can be taken back no longer; then it is forgotten. */
function useSecondsLeft(sent: JustSent | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!sent) return;
    setNow(Date.now());
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= sent.until) forgetSent();
    }, 250);
    return () => clearInterval(timer);
  }, [sent]);
  return sent ? Math.max(0, Math.ceil((sent.until - now) / 1_000)) : 0;
}
