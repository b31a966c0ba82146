'use client';

import { Alert } from '@mantine/core';
import { IconAlertCircle, IconDownload } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect } from 'react';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import { PageHeader } from '@/app/_components/show/page-header';
import type { ComposeSession } from '@/lib/browser/compose/compose-session';
import type { ComposeState, SendFailure } from '@/lib/browser/compose/compose-state';
import type { Incoming } from '@/lib/browser/compose/incoming-files';
import type { ComposeSettings } from '@/lib/envelope/wire';
import classes from '../compose.module.css';
import { LazyEditor } from './editor/lazy-editor';
import { FilesSection } from './files-section';
import { HeaderFields } from './header-fields';
import { LetterOptions } from './letter-options';
import { SaveNote } from './save-note';
import { SendBar } from './send-bar';
import { sendObstacle } from './send-obstacle';
import { StaleDraft } from './stale-draft';
import { UndoBar, useRemovals } from './undo-bar';
import { useAddFiles } from './use-add-files';
import type { BegunFrom } from './use-begun-from';
import { useFileDrop } from './use-file-drop';
import { focusRecipients, useSending } from './use-sending';

/** Seen by few, so they come when they are. */
const BeforeSending = dynamic(() => import('./before-sending'), { ssr: false });
const ScheduleDialog = dynamic(() => import('./schedule-dialog'), { ssr: false });

/** The draft on the page. Every change goes to the session, which saves and uploads by itself. */
export function ComposeForm({
  session,
  state,
  settings,
  early,
  begunAs,
}: {
  session: ComposeSession;
  state: ComposeState;
  settings: ComposeSettings;
  /** Files that were dropped before the draft was open; taken from the list. */
  early: Incoming[];
  /** What it began from just now; where one goes on follows from it. */
  begunAs: BegunFrom['kind'];
}) {
  const t = useTranslations('compose');
  const router = useRouter();
  const editing = state.phase === 'editing';
  const removals = useRemovals();
  const { ask, dialog } = useConfirm();
  const { note, addFiles, addPicture, forgetNote, dialog: filesDialog } = useAddFiles(session, settings);
  const dragging = useFileDrop(editing, addFiles);
  useEffect(() => {
    for (const incoming of early.splice(0)) addFiles(incoming);
  }, [early, addFiles]);
  const pictureOf = useCallback((contentId: string) => session.uploads.pictureOf(contentId), [session]);
  const { mailboxId, titleShown } = identityOf(settings, state);
  const sending = useSending(session, { mailboxId, titleShown, recipientsMax: settings.recipientsMax });
  const writeHtml = useCallback(
    (html: string, pictures: ReadonlySet<string>) => {
      session.write({ html });
      session.uploads.followText(pictures);
    },
    [session],
  );
  useEffect(() => {
    if (begunAs === 'forward') focusRecipients();
  }, [begunAs]);

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
  const standing = sending.obstacle && sendObstacle(state, settings.recipientsMax);

  return (
    <div className={classes.page}>
      <PageHeader title={t('title')} actions={<SaveNote save={state.save} />} />
      <div className={classes.sheet}>
        <HeaderFields session={session} text={state.text} settings={settings} disabled={!editing} />
        <LazyEditor
          key={state.textVersion}
          begins={begunAs === 'reply' || begunAs === 'reply-all'}
          html={state.text.html}
          disabled={!editing}
          onChange={writeHtml}
          addPicture={addPicture}
          pictureOf={pictureOf}
        />
        <FilesSection
          session={session}
          state={state}
          bytesMax={settings.attachmentBytesMax}
          quota={settings.quota}
          disabled={!editing}
          onFiles={addFiles}
          onRemove={remove}
        />
        {session.takesMarks && (
          <LetterOptions
            marks={state.text.marks}
            disabled={!editing}
            onChange={(marks) => session.write({ marks })}
          />
        )}
        <div>
          {note && <Notice text={note.sentences.join(' ')} grave={note.refused} />}
          {standing && <Notice text={t(`send.${standing}`, { count: settings.recipientsMax })} />}
          {state.sendFailure && <SendFailureNotice failure={state.sendFailure} />}
        </div>
        {sending.doubts.length > 0 && editing && (
          <BeforeSending
            session={session}
            doubts={sending.doubts}
            isLater={sending.leavesAt !== null}
            onMended={sending.mended}
            onSend={sending.sendAnyway}
            onClose={sending.forgetDoubts}
          />
        )}
        <SendBar
          phase={state.phase}
          expiresInDays={state.text.expiresInDays}
          onSend={sending.askToSend}
          onLater={session.takesMarks ? sending.askWhen : null}
          onCancel={() => session.cancelSend()}
          onExpiry={(expiresInDays) => session.write({ expiresInDays })}
          onDiscard={askToDiscard}
        />
      </div>
      {dialog}
      {filesDialog}
      {sending.choosing && (
        <ScheduleDialog
          expiresInDays={state.text.expiresInDays}
          onChosen={sending.choose}
          onClose={sending.stopChoosing}
        />
      )}
      <UndoBar removal={removals.removal} onUndo={removals.undo} />
      {dragging && (
        <div className={classes.dropOverlay} aria-hidden>
          <IconDownload size={48} stroke={1.4} />
          <strong>{t('files.dropHere')}</strong>
          <span>{t('files.dropHint')}</span>
        </div>
      )}
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
  return chosen ?? settings.identities[0] ?? { mailboxId: '', titleShown: false };
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
