'use client';

import { Alert, Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import { useAlive } from '@/app/_components/form/use-alive';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';

/** For who has proved the address: it is for me after all. */
export function TakeBackReport({ reference }: { reference: string }) {
  const t = useTranslations('open.blocked');
  const router = useRouter();
  const alive = useAlive();
  const refusalText = useRefusalText();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const takeBack = async () => {
    setBusy(true);
    const answer = await callApi('DELETE', `/api/e/${reference}/report`);
    setBusy(false);
    setRefused(answer.ok ? null : refusalText(answer.refusal));
    if (answer.ok) router.refresh();
  };
  return (
    <>
      {refused && (
        <Alert role="alert" color="red" c="var(--mantine-color-text)">
          {refused}
        </Alert>
      )}
      <Button
        size="lg"
        loading={busy}
        disabled={!alive}
        leftSection={<IconArrowBackUp size={22} aria-hidden />}
        onClick={() => void takeBack()}
      >
        {t('takeBack')}
      </Button>
    </>
  );
}
