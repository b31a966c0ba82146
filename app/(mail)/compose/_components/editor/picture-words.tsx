import { TextInput } from '@mantine/core';
import type { Editor } from '@tiptap/react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import classes from './editor.module.css';

/** What the chosen picture shows, in words: for who cannot see it, and for the text form of the letter. */
export function PictureWords({ editor }: { editor: Editor }) {
  const t = useTranslations('compose.editor');
  const { contentId, alt } = editor.getAttributes('picture');
  const [words, setWords] = useState(String(alt ?? ''));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another picture has other words
  useEffect(() => setWords(String(alt ?? '')), [contentId]);
  const keep = () => {
    if (words.trim() !== alt) editor.commands.updateAttributes('picture', { alt: words.trim() });
  };
  return (
    <div className={classes.link}>
      <TextInput
        className={classes.linkField ?? ''}
        size="sm"
        label={t('pictureWords')}
        value={words}
        maxLength={500}
        onChange={(event) => setWords(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          event.stopPropagation();
          keep();
          editor.commands.focus();
        }}
      />
    </div>
  );
}
