'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import type { ComposeSession } from '@/lib/browser/compose/compose-session';
import { newBytesOf, splitByLimit } from '@/lib/browser/compose/compose-state';
import { type Incoming, sortIncoming } from '@/lib/browser/compose/incoming-files';
import type { ComposeSettings } from '@/lib/envelope/wire';
import { attachmentsMax } from '@/lib/envelope-format/part-schema';
import { formatBytes } from '@/lib/i18n/format-bytes';

/** What was said of the files that came last: `refused` when something that was meant is not joined. */
export type FilesNote = { refused: boolean; sentences: string[] };

/**
 * Joins what fits; says what does not, and what was left out as litter, before a byte is sent. An empty file is joined when that was
 * confirmed: it is more often the trace of a failed copy than a message.
 */
export function useAddFiles(
  session: ComposeSession,
  settings: Pick<ComposeSettings, 'attachmentBytesMax' | 'quota'>,
): {
  note: FilesNote | null;
  addFiles: (incoming: Incoming) => void;
  /** Joins a picture of the text; its content id, or null where there is no room for it, which is said. */
  addPicture: (picture: File) => string | null;
  forgetNote: () => void;
  dialog: ReactNode;
} {
  const t = useTranslations('compose.files');
  const { attachmentBytesMax, quota } = settings;
  const refusedText = useRefusedText(session, settings);
  const { ask, dialog } = useConfirm();
  const [note, setNote] = useState<FilesNote | null>(null);
  const add = (files: File[]): string | null => {
    const present = session.state.attachments.filter(
      ({ status, name, bytes }) =>
        !(status === 'file-needed' && files.some((file) => file.name === name && file.size === bytes)),
    );
    const { fitting, refused } = splitByLimit(files, present, {
      attachmentBytesMax,
      attachmentsMax,
      roomBytes: quota.bytesMax - quota.bytesUsed,
    });
    if (fitting.length > 0) session.uploads.add(fitting);
    return refused.length > 0 ? refusedText(refused) : null;
  };
  const take = useRef((_incoming: Incoming): void => undefined);
  take.current = ({ files, unreadable, emptyFolders }) => {
    const sorted = sortIncoming(files, session.state.attachments);
    const refusal = add(sorted.files);
    const litter = sorted.litter.slice(0, 3).join(', ');
    const sentences = [
      refusal,
      unreadable > 0 ? t('unreadable', { count: unreadable }) : null,
      emptyFolders > 0 ? t('emptyFolders', { count: emptyFolders }) : null,
      litter === '' ? null : t('litter', { count: sorted.litter.length, names: litter }),
    ].filter((sentence) => sentence !== null);
    setNote(sentences.length > 0 ? { refused: refusal !== null || unreadable > 0, sentences } : null);
    if (sorted.empty.length === 0) return;
    const count = sorted.empty.length;
    const question = {
      title: t('emptyTitle', { count }),
      text: t('emptyText', { count, names: sorted.empty.map(({ name }) => name).join(', ') }),
      action: t('emptyAction', { count }),
      grave: false,
    };
    ask(question, () => {
      const refused = add(sorted.empty);
      if (refused !== null) setNote({ refused: true, sentences: [refused] });
    });
  };
  const join = useRef((_picture: File): string | null => null);
  join.current = (picture) => {
    const limits = { attachmentBytesMax, attachmentsMax, roomBytes: quota.bytesMax - quota.bytesUsed };
    const { refused } = splitByLimit([picture], session.state.attachments, limits);
    if (refused.length > 0) {
      setNote({ refused: true, sentences: [refusedText(refused)] });
      return null;
    }
    const contentId = `${crypto.randomUUID()}@pli`;
    session.uploads.addPicture(picture, contentId);
    return contentId;
  };
  const addPicture = useCallback((picture: File) => join.current(picture), []);
  const addFiles = useCallback((incoming: Incoming) => take.current(incoming), []);
  return { note, addFiles, addPicture, forgetNote: () => setNote(null), dialog };
}

/** Why files were not joined: how many and how large, and how much room there is. */
function useRefusedText(
  session: ComposeSession,
  { attachmentBytesMax, quota }: Pick<ComposeSettings, 'attachmentBytesMax' | 'quota'>,
) {
  const t = useTranslations('compose.files');
  const locale = useLocale();
  return (refused: readonly File[]) => {
    if (session.state.attachments.length + 1 > attachmentsMax) return t('tooMany', { count: attachmentsMax });
    const used = session.state.attachments.reduce((sum, { bytes }) => sum + bytes, 0);
    const size = refused.reduce((sum, file) => sum + file.size, 0);
    const left = quota.bytesMax - quota.bytesUsed - newBytesOf(session.state.attachments);
    if (left < Math.min(size, attachmentBytesMax - used))
      return t('noRoom', {
        whose: quota.whose,
        count: refused.length,
        first: refused[0]?.name ?? '',
        size: formatBytes(size, locale, 'up'),
        left: formatBytes(Math.max(0, left), locale, 'down'),
        limit: formatBytes(quota.bytesMax, locale, 'down'),
      });
    return t('refused', {
      count: refused.length,
      first: refused[0]?.name ?? '',
      size: formatBytes(size, locale, 'up'),
      left: formatBytes(Math.max(0, attachmentBytesMax - used), locale, 'down'),
      limit: formatBytes(attachmentBytesMax, locale, 'down'),
    });
  };
}
