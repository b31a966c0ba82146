'use client';

import { Text } from '@mantine/core';
import { type Editor, EditorContent, useEditor } from '@tiptap/react';
import { useTranslations } from 'next-intl';
import { memo, useEffect, useRef, useState } from 'react';
import { LeftOutNote } from '@/app/_components/show/left-out-note';
import { useStyleSheet } from '@/app/_components/show/use-style-sheet';
import { parseInBrowser } from '@/lib/browser/dom-markup';
import { fromEditor, toEditor } from '@/lib/letter-text/editor-json';
import { isEmptyLetter, type LeftOut } from '@/lib/letter-text/letter-document';
import { letterStyle } from '@/lib/letter-text/letter-style';
import { readMarkup } from '@/lib/letter-text/read-markup';
import { writeHtml } from '@/lib/letter-text/write-html';
import classes from './editor.module.css';
import { letterExtensions } from './extensions';
import { insertLetter } from './insert-letter';
import { readTransfer } from './read-transfer';
import { EditorToolbar } from './toolbar';

/** What became of the last thing that was pasted or dropped into the text. */
type Arrival = { leftOut: LeftOut | null; pictures: number };

/** The message as rich text: a letter of lib/letter-text, as it will be read. */
export const MessageEditor = memo(function MessageEditor({
  html,
  disabled,
  onChange,
  onPictures,
}: {
  /** Read once; a new text from outside needs a new editor. */
  html: string;
  disabled: boolean;
  onChange: (html: string) => void;
  /** Pictures that came with a text: they become files of the letter. */
  onPictures: (files: File[]) => void;
}) {
  const t = useTranslations('compose');
  const [arrival, setArrival] = useState<Arrival | null>(null);
  const arrive = useRef((_transfer: DataTransfer | null, _paste: ClipboardEvent | null): boolean => false);
  useStyleSheet(letterStyle);
  const editor = useEditor({
    immediatelyRender: false,
    // Its style element would carry no nonce; editor.module.css has what is needed.
    injectCSS: false,
    shouldRerenderOnTransaction: true,
    extensions: letterExtensions(t('fields.messagePlaceholder')),
    content: toEditor(readMarkup(parseInBrowser(html)).document),
    editorProps: {
      attributes: {
        class: 'letter-text',
        'aria-label': t('fields.message'),
        role: 'textbox',
        'aria-multiline': 'true',
      },
      handlePaste: (_view, event) => arrive.current(event.clipboardData, event),
      handleDrop: (view, event, _slice, moved) => {
        if (moved) return false;
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
        if (at) editorOf.current?.commands.setTextSelection(at.pos);
        return arrive.current(event.dataTransfer, null);
      },
    },
    onUpdate: ({ editor }) => onChange(sealedHtml(editor)),
  });
  const editorOf = useRef<Editor | null>(null);
  editorOf.current = editor;
  arrive.current = (transfer, paste) => {
    // In preformatted text every character is meant as it stands.
    if (!editor || editor.isActive('codeBlock')) return false;
    const brought = transfer && readTransfer(transfer);
    if (!brought) return false;
    insertLetter(editor.view, brought.document, paste);
    if (brought.pictures.length > 0) onPictures(brought.pictures);
    setArrival({ leftOut: brought.leftOut, pictures: brought.pictures.length });
    return true;
  };
  useEffect(() => editor?.setEditable(!disabled, false), [editor, disabled]);

  return (
    <div className={classes.editor}>
      <EditorToolbar editor={editor} disabled={disabled} />
      <EditorContent editor={editor} className={classes.content} />
      <div role="status" className={classes.arrival}>
        {arrival?.leftOut && <LeftOutNote leftOut={arrival.leftOut} said="pasted" />}
        {arrival !== null && arrival.pictures > 0 && (
          <Text size="sm" c="dimmed">
            {t('editor.picturesAttached', { count: arrival.pictures })}
          </Text>
        )}
      </div>
    </div>
  );
});

/** What is sealed; a blank line that the editor keeps behind a table to write in is none. */
function sealedHtml(editor: Editor): string {
  const document = fromEditor(editor.getJSON());
  if (isEmptyLetter(document)) return '';
  const last = document.at(-1);
  const isPlaceToWrite =
    last?.kind === 'paragraph' && isEmptyLetter([last]) && document.at(-2)?.kind === 'table';
  return writeHtml(isPlaceToWrite ? document.slice(0, -1) : document);
}
