'use client';

import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { type ApiAnswer, callApi } from '@/app/_components/form/call-api';
import { Form } from '@/app/_components/form/form';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { withDescendants } from '@/lib/filing/folder-tree';
import { folderDepthMax, nameCharactersMax } from '@/lib/filing/limits';
import type { FolderPlace } from '@/lib/filing/list-folders';

/** What is asked: the name and place of a new folder, another name, or another place. */
export type FolderAsked =
  | { kind: 'new'; mailboxId: string; parentId: string | null }
  | { kind: 'rename' | 'move'; folder: FolderPlace };

/** Makes a folder, renames or moves it; what the server refuses is said in the dialog. */
export default function FolderDialog({
  asked,
  folders,
  onClose,
}: {
  asked: FolderAsked;
  folders: readonly FolderPlace[];
  onClose: () => void;
}) {
  const t = useTranslations('mail.folders');
  const router = useRouter();
  const refusalText = useRefusalText();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const name = String(fields.get('name') ?? '');
    const parentId = String(fields.get('parent') ?? '') || null;
    setBusy(true);
    const answer = await save(asked, { name, parentId });
    setBusy(false);
    setRefused(answer.ok ? null : refusalText(answer.refusal));
    if (!answer.ok) return;
    onClose();
    router.refresh();
  };
  const former = asked.kind === 'new' ? '' : (asked.folder.name ?? '');
  return (
    <Dialog opened title={t(`${asked.kind}Title`)} onClose={onClose}>
      <Form onSubmit={(event) => void submit(event)}>
        <Stack>
          {asked.kind !== 'move' && (
            <TextInput
              name="name"
              label={t('name')}
              required
              maxLength={nameCharactersMax}
              defaultValue={former}
              autoComplete="off"
              error={refused}
              data-autofocus
            />
          )}
          {asked.kind !== 'rename' && (
            <NativeSelect
              name="parent"
              label={t('inside')}
              defaultValue={(asked.kind === 'new' ? asked.parentId : asked.folder.parentId) ?? ''}
              data={[{ value: '', label: t('top') }, ...parentsFor(asked, folders, t('unreadable'))]}
              error={asked.kind === 'move' && refused}
              data-autofocus={asked.kind === 'move' || undefined}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {t(`${asked.kind}Do`)}
            </Button>
          </Group>
        </Stack>
      </Form>
    </Dialog>
  );
}

function save(
  asked: FolderAsked,
  { name, parentId }: { name: string; parentId: string | null },
): Promise<ApiAnswer<unknown>> {
  if (asked.kind === 'new')
    return callApi('POST', '/api/folders', { mailboxId: asked.mailboxId, parentId, name });
  return callApi(
    'PATCH',
    `/api/folders/${asked.folder.id}`,
    asked.kind === 'rename' ? { name } : { parentId },
  );
}

/** Folders it can lie in: of its mailbox, not the deepest, neither itself nor what lies in it. */
function parentsFor(asked: FolderAsked, folders: readonly FolderPlace[], unreadable: string) {
  const mailboxId = asked.kind === 'new' ? asked.mailboxId : asked.folder.mailboxId;
  const inside = asked.kind === 'new' ? [] : withDescendants(folders, asked.folder.id);
  return folders
    .filter((one) => one.mailboxId === mailboxId && one.depth < folderDepthMax && !inside.includes(one.id))
    .map(({ id, path }) => ({ value: id, label: path.map((name) => name ?? unreadable).join(' › ') }));
}
