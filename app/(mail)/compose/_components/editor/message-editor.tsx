'use client';

import { type Editor, EditorContent, useEditor } from '@tiptap/react';
import { useTranslations } from 'next-intl';
import { memo, useEffect, useRef, useState } from 'react';
import { LeftOutNote } from '@/app/_components/show/left-out-note';
import { useStyleSheet } from '@/app/_components/show/use-style-sheet';
import { parseInBrowser } from '@/lib/browser/dom-markup';
import type { ReadOtherwise } from '@/lib/letter-text/compare-with-plain';
import { fromEditor, toEditor } from '@/lib/letter-text/editor-json';
import { isEmptyLetter, type LeftOut } from '@/lib/letter-text/letter-document';
import { letterStyle } from '@/lib/letter-text/letter-style';
import { readMarkup } from '@/lib/letter-text/read-markup';
import { writeHtml } from '@/lib/letter-text/write-html';
import classes from './editor.module.css';
import { letterExtensions } from './extensions';
import { insertLetter } from './insert-letter';
import type { PictureOf } from './picture-node';
import { PictureWords } from './picture-words';
import { ReadOtherwiseNote } from './read-otherwise-note';
import { type AddPicture, type Brought, readPictures, readTransfer } from './read-transfer';
import { EditorToolbar } from './toolbar';

/** What became of the last thing that was pasted or dropped into the text. */
type Arrival = { leftOut: LeftOut | null; otherwise: ReadOtherwise | null };

/** The message as rich text: a letter of lib/letter-text, as it will be read. */
export const MessageEditor = memo(function MessageEditor({
  html,
  disabled,
  onChange,
  addPicture,
  pictureOf,
  focus,
  onReady,
}: {
  /** Read once; a new text from outside needs a new editor. */
  html: string;
  disabled: boolean;
  /** `pictures`: the content ids of those that stand in it. */
  onChange: (html: string, pictures: ReadonlySet<string>) => void;
  addPicture: AddPicture;
  pictureOf: PictureOf;
  /** Where in the text the focus goes, once; null leaves it where it is. */
  focus: 'start' | 'end' | null;
  /** Called once, when it can be written in. */
  onReady: () => void;
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
    extensions: letterExtensions(t('fields.messagePlaceholder'), pictureOf),
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
    onUpdate: ({ editor }) => onChange(sealedHtml(editor), picturesIn(editor)),
  });
  const editorOf = useRef<Editor | null>(null);
  editorOf.current = editor;
  arrive.current = (transfer, paste) => {
    // In preformatted text every character is meant as it stands.
    if (!editor || editor.isActive('codeBlock')) return false;
    if (!transfer) return false;
    const take = ({ document, leftOut, otherwise }: Brought) => {
      if (document.length > 0) insertLetter(editor.view, document, paste);
      setArrival({ leftOut, otherwise });
    };
    const brought = readTransfer(transfer, addPicture);
    if (brought) take(brought);
    else if (transfer.files.length > 0) void readPictures([...transfer.files], addPicture).then(take);
    else return false;
    return true;
  };
  useEffect(() => editor?.setEditable(!disabled, false), [editor, disabled]);
  const ready = useRef(onReady);
  ready.current = onReady;
  useEffect(() => {
    if (editor) ready.current();
  }, [editor]);
  useEffect(() => {
    if (focus) editor?.commands.focus(focus);
  }, [editor, focus]);

  return (
    <div className={classes.editor}>
      <EditorToolbar editor={editor} disabled={disabled} />
      {editor?.isActive('picture') && !disabled && <PictureWords editor={editor} />}
      <EditorContent editor={editor} className={classes.content} />
      <div role="status" className={classes.arrival}>
        {arrival?.otherwise && <ReadOtherwiseNote otherwise={arrival.otherwise} />}
        {arrival?.leftOut && <LeftOutNote leftOut={arrival.leftOut} said="pasted" />}
      </div>
    </div>
  );
});

function picturesIn(editor: Editor): ReadonlySet<string> {
  const found = new Set<string>();
  editor.state.doc.descendants(({ type, attrs }) => {
    if (type.name === 'picture') found.add(String(attrs.contentId));
  });
  return found;
}

/** What is sealed; a blank line that the editor keeps behind a table to write in is none. */
function sealedHtml(editor: Editor): string {
  const document = fromEditor(editor.getJSON());
  if (isEmptyLetter(document)) return '';
  const last = document.at(-1);
  const isPlaceToWrite =
    last?.kind === 'paragraph' && isEmptyLetter([last]) && document.at(-2)?.kind === 'table';
  return writeHtml(isPlaceToWrite ? document.slice(0, -1) : document);
}
