'use client';

import { Alert, Button } from '@mantine/core';
import { IconMailForward } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type { FreshAnswer } from '@/lib/envelope/wire';

/** Asks for the notification again; it only ever goes to the recipient's own address. */
export function AskAgain({ reference, label }: { reference: string; label: string }) {
  const t = useTranslations('open.expired');
  const refusalText = useRefusalText();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ text: string; good: boolean } | null>(null);
  const ask = async () => {
    setBusy(true);
    const answer = await callApi<FreshAnswer>('POST', `/api/e/${reference}/fresh`, {});
    setBusy(false);
    setSaid(
      answer.ok
        ? { good: true, text: t(answer.data.sent === 'notification' ? 'notified' : 'asked') }
        : { good: false, text: refusalText(answer.refusal) },
    );
  };
  return (
    <>
      <div>
        {said && (
          <Alert role="status" color={said.good ? 'green' : 'red'} c="var(--mantine-color-text)">
            {said.text}
          </Alert>
        )}
      </div>
      {!said?.good && (
        <Button
          size="lg"
          loading={busy}
          leftSection={<IconMailForward size={22} aria-hidden />}
          onClick={() => void ask()}
        >
          {label}
        </Button>
      )}
    </>
  );
}
