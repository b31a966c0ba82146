'use client';

import { Button } from '@mantine/core';
import { IconTrashX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { focusMain } from '@/app/_components/dialog/focus-main';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import { useFiling } from '@/app/_components/frame/use-filing';

/** Empties the trash, also what is not on the screen: therefore it asks before. It can be undone for as long as filing can. */
export function EmptyTrash({ mailboxId }: { mailboxId: string | null }) {
  const t = useTranslations('mail.trash');
  const { emptyTrash, refused } = useFiling();
  const { ask, dialog } = useConfirm();
  const [busy, setBusy] = useState(false);
  const empty = async () => {
    setBusy(true);
    const isDone = await emptyTrash(mailboxId === null ? {} : { mailbox: mailboxId });
    setBusy(false);
    if (isDone) focusMain();
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTrashX size={18} aria-hidden />}
        loading={busy}
        onClick={() =>
          ask(
            { title: t('emptyAsk'), text: t('emptyAskText'), action: t('empty'), grave: true },
            () => void empty(),
          )
        }
      >
        {t('empty')}
      </Button>
      <span role="status">{refused}</span>
      {dialog}
    </>
  );
}
