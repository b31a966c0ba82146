'use client';

import { UnstyledButton } from '@mantine/core';
import type { Editor } from '@tiptap/react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRovingFocus } from '@/app/_components/form/use-roving-focus';
import classes from './editor.module.css';
import { LinkForm } from './link-form';
import { type Tool, tableTools, textTools } from './tools';

/** One stop for the Tab key; arrows, Home and End go from tool to tool (ARIA practices, toolbar pattern). */
export function EditorToolbar({ editor, disabled }: { editor: Editor | null; disabled: boolean }) {
  const t = useTranslations('compose.editor');
  const [linking, setLinking] = useState(false);
  const { current, ref, onKeyDown, onFocus } = useRovingFocus(textTools[0]?.[0]?.name ?? '');
  const inTable = editor?.isActive('table') ?? false;
  const button = (tool: Tool) => {
    const { name, Icon } = tool;
    const possible = editor !== null && !disabled && (tool.isPossible?.(editor) ?? true);
    const press = () => {
      if (!possible) return;
      if (name === 'link') setLinking(true);
      else tool.run(editor);
    };
    return (
      <UnstyledButton
        key={name}
        data-tool={name}
        className={classes.tool ?? ''}
        tabIndex={name === current ? 0 : -1}
        aria-label={t(name)}
        title={t(name)}
        aria-disabled={!possible}
        aria-pressed={tool.isOn ? (editor && tool.isOn(editor)) || false : undefined}
        // The selection in the text stays where it is.
        onMouseDown={(event) => event.preventDefault()}
        onClick={press}
      >
        <Icon size={19} stroke={1.7} aria-hidden />
      </UnstyledButton>
    );
  };
  return (
    <>
      <div
        ref={ref}
        role="toolbar"
        aria-label={t('toolbar')}
        className={classes.toolbar}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
      >
        {[...textTools, ...(inTable ? [tableTools] : [])].map((group) => (
          <div key={group[0]?.name} className={classes.group}>
            {group.map(button)}
          </div>
        ))}
      </div>
      {linking && editor && <LinkForm editor={editor} onClose={() => setLinking(false)} />}
    </>
  );
}
