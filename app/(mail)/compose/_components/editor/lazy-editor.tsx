'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import classes from './editor.module.css';

/** The editor is half of the page's script: it comes when the page stands. */
export const LazyEditor = dynamic(() => import('./message-editor').then((module) => module.MessageEditor), {
  ssr: false,
  loading: EditorToCome,
});

/** Keeps the editor's place, so that nothing jumps when it comes. */
function EditorToCome() {
  const t = useTranslations('compose');
  return (
    <div className={classes.editor} role="status" aria-label={t('fields.message')} aria-busy="true">
      <div className={classes.toCome} />
    </div>
  );
}
