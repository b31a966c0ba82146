'use client';

import { Alert } from '@mantine/core';
import { IconAlertCircle, IconDownload } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useState } from 'react';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import { PageHeader } from '@/app/_components/show/page-header';
import type { ComposeSession } from '@/lib/browser/compose/compose-session';
import type { ComposeState, SendFailure } from '@/lib/browser/compose/compose-state';
import { incomingOf } from '@/lib/browser/compose/incoming-files';
import type { ComposeSettings } from '@/lib/envelope/wire';
import classes from '../compose.module.css';
import { ConfirmSend } from './confirm-send';
import { LazyEditor } from './editor/lazy-editor';
import { FilesSection } from './files-section';
import { HeaderFields } from './header-fields';
import { SaveNote } from './save-note';
import { SendBar } from './send-bar';
import { type SendObstacle, sendObstacle } from './send-obstacle';
import { StaleDraft } from './session-dialogs';
import { UndoBar, useRemovals } from './undo-bar';
import { useAddFiles } from './use-add-files';
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
  const {
    note,
    addFiles,
    forgetNote,
    dialog: filesDialog,
  } = useAddFiles(session, settings.attachmentBytesMax);
  const dragging = useFileDrop(editing, addFiles);
  const addPictures = useCallback((files: File[]) => addFiles(incomingOf(files)), [addFiles]);
  const writeHtml = useCallback((html: string) => session.write({ html }), [session]);
  const titleShown = identityOf(settings, state).titleShown;

  const askToSend = useCallback(() => {
    if (session.state.phase !== 'editing') return;
    const found = sendObstacle(session.state, settings.recipientsMax);
    setObstacle(found);
    setConfirming(found === null);
    // What has to be mended is where one goes on writing.
    if (found === 'needRecipient') document.querySelector<HTMLElement>('[data-field="to"] input')?.focus();
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
    forgetNote();
    removals.show({ name, ...session.uploads.remove(partId) });
  };
  // An obstacle is looked at again as soon as the draft changes.
  const standing = obstacle && sendObstacle(state, settings.recipientsMax);

  return (
    <div className={classes.page}>
      <PageHeader title={t('title')} actions={<SaveNote save={state.save} />} />
      <div className={classes.sheet}>
        <HeaderFields session={session} text={state.text} settings={settings} disabled={!editing} />
        <LazyEditor
          key={state.textVersion}
          html={state.text.html}
          disabled={!editing}
          onChange={writeHtml}
          onPictures={addPictures}
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
          {note && <Notice text={note.sentences.join(' ')} grave={note.refused} />}
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
      {filesDialog}
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

function Notice({ text, title, grave = true }: { text: string; title?: string; grave?: boolean }) {
  return (
    <Alert
      color={grave ? 'red' : 'gray'}
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
