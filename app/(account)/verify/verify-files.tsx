'use client';

import { Button, Textarea, TextInput } from '@mantine/core';
import { IconFileCertificate, IconUpload } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type DragEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { type Known, type VerifiedFile, VerifySession } from '@/lib/browser/verify/verify-session';
import { FileVerdict, type OwnKeys } from './file-verdict';
import classes from './verify.module.css';

const none: readonly VerifiedFile[] = [];

/** Where files are dropped, what they are compared with, and what was found of each. */
export function VerifyFiles({ own }: { own: OwnKeys }) {
  const t = useTranslations('evidence.verify');
  const session = useVerifySession();
  const files = useSyncExternalStore(
    session?.subscribe ?? noSubscription,
    () => session?.getFiles() ?? none,
    () => none,
  );
  const [known, setKnown] = useState({ logKey: '', sealingKey: '', keptCheckpoint: '' });
  const set = (name: keyof typeof known) => (event: { currentTarget: { value: string } }) =>
    setKnown({ ...known, [name]: event.currentTarget.value });
  return (
    <>
      <DropPlace ready={session !== null} onFiles={(dropped) => session?.add(dropped, givenOf(known))} />
      <details className={classes.options}>
        <summary>{t('options')}</summary>
        <p>{t('optionsHint')}</p>
        <TextInput
          label={t('logKey')}
          description={t('logKeyHint', { path: '/log/key' })}
          value={known.logKey}
          onChange={set('logKey')}
          autoComplete="off"
          spellCheck={false}
        />
        <TextInput
          label={t('sealingKey')}
          description={t('sealingKeyHint')}
          value={known.sealingKey}
          onChange={set('sealingKey')}
          autoComplete="off"
          spellCheck={false}
        />
        <Textarea
          label={t('keptCheckpoint')}
          description={t('keptCheckpointHint')}
          value={known.keptCheckpoint}
          onChange={set('keptCheckpoint')}
          autosize
          minRows={2}
          maxRows={8}
          autoComplete="off"
          spellCheck={false}
        />
        {files.length > 0 && (
          <Button variant="default" onClick={() => session?.again(givenOf(known))}>
            {t('again')}
          </Button>
        )}
      </details>
      {files.length > 0 && (
        <section aria-labelledby="verify-results">
          <div className={classes.resultsHead}>
            <h2 id="verify-results">{t('results')}</h2>
            <Button variant="subtle" size="compact-sm" onClick={() => session?.clear()}>
              {t('clear')}
            </Button>
          </div>
          <ul className={classes.results}>
            {files.map((file) => (
              <li key={file.id}>
                <FileVerdict file={file} own={own} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function DropPlace({ ready, onFiles }: { ready: boolean; onFiles: (files: File[]) => void }) {
  const t = useTranslations('evidence.verify');
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    // The zone only adds dropping to the button inside it, which does the same by keyboard.
    <section
      aria-label={t('drop')}
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileCertificate size={40} stroke={1.3} aria-hidden />
      <p className={classes.dropTitle}>{t('drop')}</p>
      <p>{t('or')}</p>
      <Button
        leftSection={<IconUpload size={18} aria-hidden />}
        disabled={!ready}
        onClick={() => chooser.current?.click()}
      >
        {t('choose')}
      </Button>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        data-chooser="verify"
        aria-label={t('choose')}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <p className={classes.hint}>{t('dropHint')}</p>
    </section>
  );
}

/** What was typed; an empty field compares with nothing. */
function givenOf({
  logKey,
  sealingKey,
  keptCheckpoint,
}: Record<'logKey' | 'sealingKey' | 'keptCheckpoint', string>): Known {
  return {
    ...(logKey.trim() ? { logKey: logKey.trim() } : {}),
    ...(sealingKey.trim() ? { sealingKey: sealingKey.trim() } : {}),
    // What is copied from a page may have lost its last line feed.
    ...(keptCheckpoint.trim() ? { keptCheckpoint: `${keptCheckpoint.trim()}\n` } : {}),
  };
}

function useVerifySession(): VerifySession | null {
  const [session, setSession] = useState<VerifySession | null>(null);
  useEffect(() => {
    const made = new VerifySession();
    setSession(made);
    return () => made.end();
  }, []);
  return session;
}

const noSubscription = () => () => undefined;
