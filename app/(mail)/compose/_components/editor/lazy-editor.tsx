'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type ComponentProps, useCallback, useEffect, useRef, useState } from 'react';
import { afterFirstSight } from '@/app/_components/dialog/after-first-sight';
import classes from './editor.module.css';
import type { MessageEditor as Editor } from './message-editor';

const MessageEditor = dynamic(() => import('./message-editor').then((module) => module.MessageEditor), {
  ssr: false,
  loading: () => null,
});

/**
 * The editor is half of the page's script. It comes after the first sight of the page, or with a text that stands already; until it
 * stands, its place can be pressed and reached with the keyboard, and the focus is handed on.
 */
export function LazyEditor({
  begins,
  ...props
}: Omit<ComponentProps<typeof Editor>, 'focus' | 'onReady'> & {
  /** One goes on writing here, above what it begins with. */
  begins: boolean;
}) {
  const t = useTranslations('compose');
  const [wanted, setWanted] = useState(props.html !== '');
  const [ready, setReady] = useState(false);
  const [focus, setFocus] = useState<'start' | 'end' | null>(null);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => afterFirstSight(() => setWanted(true)), []);
  const onReady = useCallback(() => {
    setFocus(begins ? 'start' : document.activeElement === place.current ? 'end' : null);
    setReady(true);
  }, [begins]);
  return (
    <>
      {wanted && (
        <div hidden={!ready}>
          <MessageEditor {...props} focus={focus} onReady={onReady} />
        </div>
      )}
      {!ready && (
        // Keeps the editor's place, so that nothing jumps when it comes.
        <div className={classes.editor}>
          {/* biome-ignore lint/a11y/useSemanticElements: what takes its place is no field of a form either */}
          <div
            ref={place}
            className={classes.toCome}
            role="textbox"
            aria-multiline="true"
            aria-label={t('fields.message')}
            aria-busy="true"
            tabIndex={0}
            onFocus={() => setWanted(true)}
          />
        </div>
      )}
    </>
  );
}
