'use client';

import '@mantine/tiptap/styles.layer.css';
import { Link, RichTextEditor } from '@mantine/tiptap';
import Placeholder from '@tiptap/extension-placeholder';
import { useEditor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { useTranslations } from 'next-intl';
import { memo, useEffect } from 'react';
import classes from '../compose.module.css';

/** The message as rich text, kept small: what it can hold is what the reader's sanitiser lets through. */
export const MessageEditor = memo(function MessageEditor({
  html,
  disabled,
  onChange,
}: {
  /** Read once; a new text from outside needs a new editor. */
  html: string;
  disabled: boolean;
  onChange: (html: string) => void;
}) {
  const t = useTranslations('compose');
  const editor = useEditor({
    immediatelyRender: false,
    // Its style element would carry no nonce; compose.module.css has what is needed.
    injectCSS: false,
    shouldRerenderOnTransaction: true,
    extensions: [
      StarterKit.configure({
        link: false,
        heading: false,
        codeBlock: false,
        code: false,
        horizontalRule: false,
        underline: false,
        strike: false,
      }),
      Link.configure({
        protocols: ['https', 'http', 'mailto'],
        defaultProtocol: 'https',
        openOnClick: false,
      }),
      Placeholder.configure({ placeholder: t('fields.messagePlaceholder') }),
    ],
    content: html,
    editorProps: {
      attributes: { 'aria-label': t('fields.message'), role: 'textbox', 'aria-multiline': 'true' },
    },
    onUpdate: ({ editor }) => onChange(editor.isEmpty ? '' : editor.getHTML()),
  });
  useEffect(() => editor?.setEditable(!disabled, false), [editor, disabled]);

  const labels = {
    boldControlLabel: t('editor.bold'),
    italicControlLabel: t('editor.italic'),
    bulletListControlLabel: t('editor.bulletList'),
    orderedListControlLabel: t('editor.orderedList'),
    blockquoteControlLabel: t('editor.quote'),
    linkControlLabel: t('editor.link'),
    linkEditorInputLabel: t('editor.linkUrl'),
    linkEditorInputPlaceholder: 'https://',
    linkEditorSave: t('editor.linkSave'),
    unlinkControlLabel: t('editor.linkRemove'),
    undoControlLabel: t('editor.undo'),
    redoControlLabel: t('editor.redo'),
  };
  return (
    <RichTextEditor editor={editor} labels={labels} className={classes.editor ?? ''} withTypographyStyles>
      <RichTextEditor.Toolbar role="toolbar" aria-label={t('editor.toolbar')}>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Bold />
          <RichTextEditor.Italic />
        </RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.BulletList />
          <RichTextEditor.OrderedList />
          <RichTextEditor.Blockquote />
        </RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Link />
          <RichTextEditor.Unlink />
        </RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Undo />
          <RichTextEditor.Redo />
        </RichTextEditor.ControlsGroup>
      </RichTextEditor.Toolbar>
      <RichTextEditor.Content />
    </RichTextEditor>
  );
});
