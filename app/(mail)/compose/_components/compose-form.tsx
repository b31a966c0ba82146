'use client';

import { Alert } from '@mantine/core';
import { IconAlertCircle, IconDownload } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import { PageHeader } from '@/app/_components/show/page-header';
import type { ComposeSession } from '@/lib/browser/compose/compose-session';
import { type ComposeState, type SendFailure, splitByLimit } from '@/lib/browser/compose/compose-state';
import type { ComposeSettings } from '@/lib/envelope/wire';
import { attachmentsMax } from '@/lib/envelope-format/part-schema';
import { formatBytes } from '@/lib/i18n/format-bytes';
import classes from '../compose.module.css';
import { ConfirmSend } from './confirm-send';
import { FilesSection } from './files-section';
import { HeaderFields } from './header-fields';
import { MessageEditor } from './message-editor';
import { SaveNote } from './save-note';
import { SendBar } from './send-bar';
import { type SendObstacle, sendObstacle } from './send-obstacle';
import { StaleDraft } from './session-dialogs';
import { UndoBar, useRemovals } from './undo-bar';
import { useFileDrop } from './use-file-drop';

/** The draft on the page. Every change goes to the session, which saves and uploads by itself. */
export function ComposeForm({
  session,
  state,
  settings,
}: {
  session: ComposeSession;
  state: ComposeState;
  settings: ComposeSettings;
}) {
  const t = useTranslations('compose');
  const router = useRouter();
  const editing = state.phase === 'editing';
  const [confirming, setConfirming] = useState(false);
  const [obstacle, setObstacle] = useState<SendObstacle | null>(null);
  const removals = useRemovals();
  const { ask, dialog } = useConfirm();
  const { refusal, addFiles, forgetRefusal } = useAddFiles(session, settings.attachmentBytesMax);
  const dragging = useFileDrop(editing, addFiles);
  const writeHtml = useCallback((html: string) => session.write({ html }), [session]);
  const titleShown = identityOf(settings, state).titleShown;

  const askToSend = useCallback(() => {
    if (session.state.phase !== 'editing') return;
    const found = sendObstacle(session.state, settings.recipientsMax);
    setObstacle(found);
    setConfirming(found === null);
  }, [session, settings.recipientsMax]);
  useSendShortcut(askToSend);

  const send = async () => {
    setConfirming(false);
    performance.mark('pli:send-pressed');
    const envelopeId = await session.send();
    if (envelopeId) router.push(`/sent/${envelopeId}?sealed`);
  };
  const discard = async () => {
    if (await session.discard()) router.push('/drafts');
  };
  const askToDiscard = () =>
    ask(
      {
        title: t('discard.title'),
        text: t('discard.text'),
        action: t('discard.action'),
        grave: true,
      },
      () => void discard(),
    );
  const remove = (partId: string) => {
    const name = state.attachments.find((attachment) => attachment.partId === partId)?.name ?? '';
    forgetRefusal();
    removals.show({ name, ...session.uploads.remove(partId) });
  };
  // An obstacle is looked at again as soon as the draft changes.
  const standing = obstacle && sendObstacle(state, settings.recipientsMax);

  return (
    <div className={classes.page}>
      <PageHeader title={t('title')} actions={<SaveNote save={state.save} />} />
      <div className={classes.sheet}>
        <HeaderFields session={session} text={state.text} settings={settings} disabled={!editing} />
        <MessageEditor
          key={state.textVersion}
          html={state.text.html}
          disabled={!editing}
          onChange={writeHtml}
        />
        <FilesSection
          session={session}
          state={state}
          bytesMax={settings.attachmentBytesMax}
          disabled={!editing}
          onFiles={addFiles}
          onRemove={remove}
        />
        <div>
          {refusal && <Notice text={refusal} />}
          {standing && <Notice text={t(`send.${standing}`, { count: settings.recipientsMax })} />}
          {state.sendFailure && <SendFailureNotice failure={state.sendFailure} />}
        </div>
        <SendBar
          state={state}
          onSend={askToSend}
          onCancel={() => session.cancelSend()}
          onExpiry={(expiresInDays) => session.write({ expiresInDays })}
          onDiscard={askToDiscard}
        />
      </div>
      {dialog}
      <UndoBar removal={removals.removal} onUndo={removals.undo} />
      {dragging && (
        <div className={classes.dropOverlay} aria-hidden>
          <IconDownload size={48} stroke={1.4} />
          <strong>{t('files.dropHere')}</strong>
          <span>{t('files.dropHint')}</span>
        </div>
      )}
      <ConfirmSend
        opened={confirming}
        state={state}
        titleShown={titleShown}
        onConfirm={() => void send()}
        onClose={() => setConfirming(false)}
      />
      <StaleDraft
        opened={state.save.state === 'stale'}
        onKeep={() => void session.keepThisVersion()}
        onTake={() => void session.open()}
      />
    </div>
  );
}

function identityOf(settings: ComposeSettings, state: ComposeState) {
  const chosen = settings.identities.find(({ address }) => address === state.text.fromAddress);
  return chosen ?? settings.identities[0] ?? { titleShown: false };
}

function Notice({ text, title }: { text: string; title?: string }) {
  return (
    <Alert
      color="red"
      icon={<IconAlertCircle aria-hidden />}
      {...(title ? { title } : {})}
      c="var(--mantine-color-text)"
      className={classes.notice ?? ''}
    >
      {text}
    </Alert>
  );
}

function SendFailureNotice({ failure }: { failure: SendFailure }) {
  const t = useTranslations('compose.send');
  const text =
    failure.code === 'refused' ? failure.sentence || t('failure.internal') : t(`failure.${failure.code}`);
  return <Notice title={t('notSent')} text={text} />;
}

/** Adds what fits and says what does not, before a byte is sent. */
function useAddFiles(session: ComposeSession, attachmentBytesMax: number) {
  const t = useTranslations('compose.files');
  const locale = useLocale();
  const [refusal, setRefusal] = useState<string | null>(null);
  const words = useRef((_files: File[], _unreadable: number): string | null => null);
  words.current = (files, unreadable) => {
    const present = session.state.attachments.filter(
      ({ status, name, bytes }) =>
        !(status === 'file-needed' && files.some((file) => file.name === name && file.size === bytes)),
    );
    const { fitting, refused } = splitByLimit(files, present, { attachmentBytesMax, attachmentsMax });
    if (fitting.length > 0) session.uploads.add(fitting);
    const [first] = refused;
    if (!first) return unreadable > 0 ? t('unreadable', { count: unreadable }) : null;
    if (session.state.attachments.length + 1 > attachmentsMax) return t('tooMany', { count: attachmentsMax });
    const used = session.state.attachments.reduce((sum, { bytes }) => sum + bytes, 0);
    return t('refused', {
      count: refused.length,
      first: first.name,
      size: formatBytes(
        refused.reduce((sum, { size }) => sum + size, 0),
        locale,
        'up',
      ),
      left: formatBytes(Math.max(0, attachmentBytesMax - used), locale, 'down'),
      limit: formatBytes(attachmentBytesMax, locale, 'down'),
    });
  };
  const addFiles = useCallback(
    (files: File[], unreadable: number) => setRefusal(words.current(files, unreadable)),
    [],
  );
  return { refusal, addFiles, forgetRefusal: () => setRefusal(null) };
}

function useSendShortcut(askToSend: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      askToSend();
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [askToSend]);
}
