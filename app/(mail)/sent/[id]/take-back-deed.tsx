'use client';

import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type { TakeBackAnswer } from '@/lib/envelope/wire';

/**
 * Takes a letter back that waits for its time, and goes on writing it in a new draft. One that has left meanwhile is not touched: the page
 * then says so, and what can be done of it.
 */
export function TakeBackDeed({ envelopeId, leavesAt }: { envelopeId: string; leavesAt: string }) {
  const t = useTranslations('mail.status.deeds');
  const router = useRouter();
  const refusalText = useRefusalText();
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<FlashMessage>(null);
  const takeBack = async () => {
    if (Date.now() >= Date.parse(leavesAt)) return router.refresh();
    setBusy(true);
    const answer = await callApi<TakeBackAnswer>('POST', `/api/envelopes/${envelopeId}/take-back`, {});
    setBusy(false);
    if (!answer.ok) return setMessage({ tone: 'refused', text: refusalText(answer.refusal) });
    if (answer.data.outcome === 'taken-back') return router.push(`/compose?again=${envelopeId}`);
    setMessage({ tone: 'refused', text: t('tooLate', { opened: answer.data.opened }) });
    router.refresh();
  };
  return (
    <>
      <Button
        leftSection={<IconArrowBackUp size={18} stroke={1.7} aria-hidden />}
        loading={busy}
        onClick={() => void takeBack()}
      >
        {t('takeBack')}
      </Button>
      <Flash message={message} onClose={() => setMessage(null)} />
    </>
  );
}
