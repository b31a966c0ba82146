'use client';

import { Alert, Button } from '@mantine/core';
import { IconFileOff, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useCallback, useRef, useState } from 'react';
import { ButtonLink } from '@/app/_components/form/button-link';
import { EmptyState } from '@/app/_components/show/empty-state';
import type { ComposeSession } from '@/lib/browser/compose/compose-session';
import { beginFromText, renewComposeSession } from '@/lib/browser/compose/compose-sessions';
import type { Incoming } from '@/lib/browser/compose/incoming-files';
import { forgetWhenStored, type UnsavedDraft } from '@/lib/browser/compose/unsaved-draft';
import type { ComposeSettings } from '@/lib/envelope/wire';
import { expiresInDaysDefault } from '@/lib/expires-in-days';
import { ComposeForm } from './compose-form';
import { ComposeShell } from './compose-shell';
import { FoundTextNote } from './found-text-note';
import { useBegunFrom } from './use-begun-from';
import { useComposeSession } from './use-compose-session';
import { useFileDrop } from './use-file-drop';
import { useUnsaved } from './use-unsaved';

/** One draft: being opened, being written, or not there any more. */
export function ComposePage({ settings }: { settings: ComposeSettings }) {
  const t = useTranslations('compose');
  const { identities } = settings;
  const composing = useComposeSession(identities, {
    fromAddress: identities[0]?.address ?? '',
    to: [],
    cc: [],
    bcc: [],
    title: '',
    html: '',
    expiresInDays: expiresInDaysDefault,
  });
  const begun = useBegunFrom(composing?.session ?? null);
  const beginFrom = (found: UnsavedDraft) => {
    const { format: _, attachments: __, ...text } = found.content;
    const next = beginFromText({ origin: window.location.origin, text, identities });
    forgetWhenStored(found, next);
    composing?.replaceBy(next);
    return next;
  };
  // Dropped before there is a draft to join them to: a browser left alone would show the file in place of the page.
  const early = useRef<Incoming[]>([]);
  const isOpening = !composing || composing.state.phase === 'opening';
  useFileDrop(
    isOpening,
    useCallback((incoming) => void early.current.push(incoming), []),
  );
  const unsaved = useUnsaved(composing, composing?.isFresh ?? false, beginFrom);
  if (!composing || isOpening || begun.state === 'reading') {
    const said =
      begun.state !== 'reading' ? 'loading' : begun.kind === 'again' ? 'again.reading' : 'answer.reading';
    return <ComposeShell settings={settings} expiresInDays={expiresInDaysDefault} said={t(said)} />;
  }
  const { session, state, round, replaceBy } = composing;
  if (state.phase === 'gone') {
    return (
      <>
        <FoundTextNote unsaved={unsaved} />
        <EmptyState
          level={1}
          icon={<IconFileOff size={48} stroke={1.4} aria-hidden />}
          title={t('gone.title')}
          text={t('gone.text')}
          action={<ButtonLink href="/sent">{t('gone.sent')}</ButtonLink>}
        />
      </>
    );
  }
  if (state.phase === 'unreachable') {
    return (
      <EmptyState
        level={1}
        icon={<IconPlugConnectedX size={48} stroke={1.4} aria-hidden />}
        title={t('unreachable.title')}
        text={t('unreachable.text')}
        action={<Button onClick={() => void session.open()}>{t('unreachable.retry')}</Button>}
      />
    );
  }
  return (
    <>
      {begun.state === 'failed' && (
        <Alert color="red" mb="md" c="var(--mantine-color-text)">
          {t(begun.kind === 'again' ? 'again.failed' : 'answer.failed')}
        </Alert>
      )}
      <FoundTextNote unsaved={unsaved} />
      {state.broken && <Broken session={session} settings={settings} onRenewed={replaceBy} />}
      <ComposeForm
        key={`${round} ${state.envelopeId}`}
        session={session}
        state={state}
        settings={settings}
        early={early.current}
        begunAs={begun.state === 'done' ? begun.kind : null}
      />
    </>
  );
}

/** Encrypting has ended; what is written is in this page, and goes on from here. */
function Broken({
  session,
  settings: { identities },
  onRenewed,
}: {
  session: ComposeSession;
  settings: ComposeSettings;
  onRenewed: (session: ComposeSession) => void;
}) {
  const t = useTranslations('compose.broken');
  const [busy, setBusy] = useState(false);
  const renew = async () => {
    setBusy(true);
    onRenewed(await renewComposeSession(session, { origin: window.location.origin, identities }));
    setBusy(false);
  };
  return (
    <Alert color="red" mb="md" title={t('title')} c="var(--mantine-color-text)">
      <p>{t('text')}</p>
      <Button loading={busy} onClick={() => void renew()}>
        {t('again')}
      </Button>
    </Alert>
  );
}
