'use client';

import { IconDots } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { usePathname, useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Dropdown } from '@/app/_components/dialog/dropdown';
import menu from '@/app/_components/dialog/dropdown.module.css';
import { focusMain } from '@/app/_components/dialog/focus-main';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { folderDepthMax } from '@/lib/filing/limits';
import type { FolderPlace } from '@/lib/filing/list-folders';
import type { FolderAsked } from './folder-dialog';

const FolderDialog = dynamic(() => import('./folder-dialog'), { ssr: false });

/** What can be done with a folder: a folder inside, another name, another place, and gone, its letters to the archive. */
export function FolderMenu({ folder, folders }: { folder: FolderPlace; folders: readonly FolderPlace[] }) {
  const t = useTranslations('mail.folders');
  const router = useRouter();
  const pathname = usePathname();
  const refusalText = useRefusalText();
  const { ask, dialog } = useConfirm();
  const [asked, setAsked] = useState<FolderAsked | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const name = folder.name ?? t('unreadable');
  const remove = async () => {
    const answer = await callApi('DELETE', `/api/folders/${folder.id}`);
    setRefused(answer.ok ? null : refusalText(answer.refusal));
    if (!answer.ok) return;
    focusMain();
    if (pathname === `/folders/${folder.id}`) router.replace('/folders');
    router.refresh();
  };
  const choice = (label: string, onClick: () => void, grave = false) => (
    <button
      type="button"
      className={menu.choice}
      data-plain
      data-grave={grave || undefined}
      onClick={onClick}
    >
      {label}
    </button>
  );
  return (
    <>
      {refused !== null && <span role="alert">{refused}</span>}
      <Dropdown label={t('actions', { name })} face={<IconDots size={20} stroke={1.7} aria-hidden />}>
        {folder.depth < folderDepthMax &&
          choice(t('newInside'), () =>
            setAsked({ kind: 'new', mailboxId: folder.mailboxId, parentId: folder.id }),
          )}
        {choice(t('rename'), () => setAsked({ kind: 'rename', folder }))}
        {choice(t('move'), () => setAsked({ kind: 'move', folder }))}
        {choice(
          t('delete'),
          () =>
            ask(
              {
                title: t('deleteTitle', { name }),
                text: t('deleteText'),
                action: t('delete'),
                grave: true,
              },
              () => void remove(),
            ),
          true,
        )}
      </Dropdown>
      {asked && <FolderDialog asked={asked} folders={folders} onClose={() => setAsked(null)} />}
      {dialog}
    </>
  );
}
