'use client';

import { Button } from '@mantine/core';
import { IconFileCertificate, IconUpload } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type DragEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { type VerifiedFile, VerifySession } from '@/lib/browser/verify/verify-session';
import { FileVerdict, type OwnKeys } from './file-verdict';
import { TrustedThings } from './trusted-things';
import { knownOf, useTrusted } from './use-trusted';
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
  const given = useTrusted();
  const known = knownOf(given.trusted);
  return (
    <>
      <DropPlace ready={session !== null} onFiles={(dropped) => session?.add(dropped, known)} />
      <TrustedThings trusted={given} onAgain={files.length > 0 ? () => session?.again(known) : null} />
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
