'use client';

import { Button } from '@mantine/core';
import { IconFolderPlus } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { FolderPlace } from '@/lib/filing/list-folders';

const FolderDialog = dynamic(() => import('./folder-dialog'), { ssr: false });

/** Asks for the name and the place of a new folder. */
export function NewFolder({ mailboxId, folders }: { mailboxId: string; folders: readonly FolderPlace[] }) {
  const t = useTranslations('mail.folders');
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="default"
        size="sm"
        leftSection={<IconFolderPlus size={18} stroke={1.7} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t('new')}
      </Button>
      {asking && (
        <FolderDialog
          asked={{ kind: 'new', mailboxId, parentId: null }}
          folders={folders}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
