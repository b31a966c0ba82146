'use client';

import { Text, TextInput } from '@mantine/core';
import {
  IconArchive,
  IconArrowBackUp,
  IconFolder,
  IconFolderPlus,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type { EnvelopeListItem } from '@/lib/envelope/wire';
import { foldedName } from '@/lib/filing/folded-name';
import type { CreateFolderAnswer } from '@/lib/filing/folder-wire';
import type { FolderPlace } from '@/lib/filing/list-folders';
import type { Filing } from '@/lib/filing/wire';
import classes from './asking.module.css';
import type { ListPlace } from './envelope-row';

type Target = { key: string; icon: TablerIcon; label: string; filing: Filing | null };

/** Where letters go: a field that filters, arrows and Enter, or a press; a name that no folder has makes one. */
export default function MoveDialog({
  items,
  place,
  folders,
  onFile,
  onClose,
}: {
  items: readonly EnvelopeListItem[];
  place: ListPlace;
  folders: readonly FolderPlace[];
  onFile: (filing: Filing) => void;
  onClose: () => void;
}) {
  const t = useTranslations('mail.move');
  const refusalText = useRefusalText();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const [refused, setRefused] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const mailboxIds = new Set(items.map(({ mailboxId }) => mailboxId));
  const [mailboxId = null] = mailboxIds.size === 1 ? mailboxIds : [];
  const targets = useTargets(place, folders, mailboxId, typed);
  const current = Math.min(at, targets.length - 1);
  useEffect(() => {
    list.current?.children[current]?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const pick = async (target: Target | undefined) => {
    if (target === undefined) return;
    if (target.filing !== null) return onFile(target.filing);
    const made = { mailboxId, parentId: null, name: typed };
    const answer = await callApi<CreateFolderAnswer>('POST', '/api/folders', made);
    if (answer.ok) onFile({ folderId: answer.data.id });
    else setRefused(refusalText(answer.refusal));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    if (step === undefined) void pick(targets[current]);
    else setAt((current + step + targets.length) % Math.max(1, targets.length));
  };
  return (
    <Dialog opened title={t('title', { count: items.length })} onClose={onClose}>
      <TextInput
        label={t('filter')}
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          setAt(0);
          setRefused(null);
        }}
        onKeyDown={onKeyDown}
        autoComplete="off"
        maxLength={80}
        error={refused}
        role="combobox"
        aria-expanded
        aria-autocomplete="list"
        aria-controls={id}
        aria-activedescendant={targets.length > 0 ? `${id}-${current}` : undefined}
        data-autofocus
        mb="xs"
      />
      <div ref={list} id={id} role="listbox" aria-label={t('where')} className={classes.options}>
        {targets.map((target, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of a listbox are those of its field
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the option
          <div
            key={target.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === current}
            className={classes.option}
            onClick={() => void pick(target)}
          >
            <target.icon size={18} stroke={1.7} aria-hidden />
            <span>{target.label}</span>
          </div>
        ))}
      </div>
      {mailboxId === null && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('severalMailboxes')}
        </Text>
      )}
    </Dialog>
  );
}

/** What fits what was typed: the places every mailbox has, the folders of this one, and a new one of that name. */
function useTargets(
  place: ListPlace,
  folders: readonly FolderPlace[],
  mailboxId: string | null,
  typed: string,
): Target[] {
  const t = useTranslations('mail.move');
  const wanted = foldedName(typed.trim());
  const fits = (label: string) => foldedName(label).includes(wanted);
  const own = folders.filter((folder) => folder.mailboxId === mailboxId);
  const everywhere: (Target & { from: string })[] = [
    { key: 'home', icon: IconArrowBackUp, label: t('home'), filing: { folder: 'home' }, from: 'inbox sent' },
    {
      key: 'archive',
      icon: IconArchive,
      label: t('archive'),
      filing: { folder: 'archive' },
      from: 'archive',
    },
    { key: 'trash', icon: IconTrash, label: t('trash'), filing: { folder: 'trash' }, from: 'trash' },
  ];
  const isNew =
    mailboxId !== null &&
    wanted !== '' &&
    !own.some(({ parentId, name }) => parentId === null && name !== null && foldedName(name) === wanted);
  const made: Target[] = isNew
    ? [{ key: 'new', icon: IconFolderPlus, label: t('make', { name: typed.trim() }), filing: null }]
    : [];
  const there: Target[] = own
    .filter(({ id }) => id !== place.folderId)
    .map(({ id, path }) => ({
      key: id,
      icon: IconFolder,
      label: path.map((name) => name ?? t('unreadable')).join(' › '),
      filing: { folderId: id },
    }));
  const others = everywhere.filter(({ from }) => !from.split(' ').includes(place.box));
  return [...[...there, ...others].filter(({ label }) => fits(label)), ...made];
}
