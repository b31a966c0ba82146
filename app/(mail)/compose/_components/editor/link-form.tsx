'use client';

import { Button, TextInput } from '@mantine/core';
import type { Editor } from '@tiptap/react';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Form } from '@/app/_components/form/form';
import { linkAddress } from '@/lib/letter-text/letter-document';
import classes from './editor.module.css';

/** Asks for the address of a link, below the toolbar. Escape leaves the text as it is. */
export function LinkForm({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const t = useTranslations('compose.editor');
  const [address, setAddress] = useState(String(editor.getAttributes('link').href ?? ''));
  const [refused, setRefused] = useState(false);
  const close = () => {
    onClose();
    editor.commands.focus();
  };
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // The letter's own form is not meant.
    event.stopPropagation();
    const href = whole(address.trim());
    if (!linkAddress.test(href)) return setRefused(true);
    onClose();
    const chain = editor.chain().focus().extendMarkRange('link');
    // Nothing chosen: the address itself is what one reads.
    if (editor.state.selection.empty && !editor.isActive('link'))
      chain.insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] }).run();
    else chain.setLink({ href }).run();
  };
  return (
    <Form className={classes.link} onSubmit={save}>
      <TextInput
        className={classes.linkField ?? ''}
        size="sm"
        autoFocus
        aria-label={t('linkUrl')}
        placeholder={example}
        value={address}
        error={refused ? t('linkRefused') : null}
        onChange={(event) => setAddress(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
        }}
      />
      <Button size="sm" type="submit">
        {t('linkSave')}
      </Button>
      <Button size="sm" variant="default" onClick={close}>
        {t('linkCancel')}
      </Button>
    </Form>
  );
}

/** How an address begins, in every language. */
const example = 'https://';

/** What people type as an address: a mail address, or a site without its beginning. */
function whole(typed: string): string {
  if (typed === '' || /^[a-z][a-z0-9+.-]*:/i.test(typed)) return typed;
  return /^[^\s/@]+@[^\s/@]+$/.test(typed) ? `mailto:${typed}` : `https://${typed}`;
}
