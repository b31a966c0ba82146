import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBlockquote,
  IconBold,
  IconColumnInsertLeft,
  IconColumnInsertRight,
  IconColumnRemove,
  IconHeading,
  IconItalic,
  IconLink,
  IconList,
  IconListNumbers,
  IconRowInsertBottom,
  IconRowInsertTop,
  IconRowRemove,
  IconStrikethrough,
  IconSubscript,
  IconSuperscript,
  IconTable,
  IconTableOff,
  IconTableRow,
  IconUnderline,
  IconUnlink,
} from '@tabler/icons-react';
import type { Command } from '@tiptap/pm/state';
import {
  addColumnAfter,
  addColumnBefore,
  addRowAfter,
  addRowBefore,
  deleteColumn,
  deleteRow,
  deleteTable,
  toggleHeaderRow,
} from '@tiptap/pm/tables';
import type { Editor } from '@tiptap/react';
import type { Cell } from '@/lib/letter-text/letter-document';
import { insertLetter } from './insert-letter';

/** A button of the toolbar: its name is the key of its words. */
export type Tool = {
  name: ToolName;
  Icon: typeof IconBold;
  run: (editor: Editor) => void;
  isOn?: (editor: Editor) => boolean;
  isPossible?: (editor: Editor) => boolean;
};

type ToolName =
  | 'bold'
  | 'italic'
  | 'underline'
  | 'struck'
  | 'subscript'
  | 'superscript'
  | 'heading'
  | 'bulletList'
  | 'orderedList'
  | 'quote'
  | 'table'
  | 'link'
  | 'linkRemove'
  | 'undo'
  | 'redo'
  | 'rowAbove'
  | 'rowBelow'
  | 'columnBefore'
  | 'columnAfter'
  | 'headerRow'
  | 'rowRemove'
  | 'columnRemove'
  | 'tableRemove';

const mark = (name: ToolName, Icon: Tool['Icon']): Tool => ({
  name,
  Icon,
  run: (editor) => editor.chain().focus().toggleMark(name).run(),
  isOn: (editor) => editor.isActive(name),
});

const inTable = (name: ToolName, Icon: Tool['Icon'], command: Command): Tool => ({
  name,
  Icon,
  run: (editor) => {
    command(editor.state, editor.view.dispatch);
    editor.commands.focus();
  },
  isPossible: (editor) => command(editor.state),
});

const emptyCell = (header: boolean): Cell => ({ header, colspan: 1, rowspan: 1, blocks: [] });

/** Three columns, a row of headers and two of cells; the cursor is in the first one. */
function insertTable(editor: Editor): void {
  const row = (header: boolean) => [emptyCell(header), emptyCell(header), emptyCell(header)];
  const before = editor.state.selection.from;
  insertLetter(editor.view, [{ kind: 'table', rows: [row(true), row(false), row(false)] }], null);
  let first: number | null = null;
  editor.state.doc.nodesBetween(Math.max(0, before - 1), editor.state.doc.content.size, (node, at) => {
    if (first === null && node.type.name === 'tableHeader') first = at + 2;
    return first === null;
  });
  editor
    .chain()
    .setTextSelection(first ?? before)
    .focus()
    .run();
}

export const textTools: readonly (readonly Tool[])[] = [
  [
    mark('bold', IconBold),
    mark('italic', IconItalic),
    mark('underline', IconUnderline),
    mark('struck', IconStrikethrough),
    mark('subscript', IconSubscript),
    mark('superscript', IconSuperscript),
  ],
  [
    {
      name: 'heading',
      Icon: IconHeading,
      run: (editor) => editor.chain().focus().toggleHeading({ level: 2 }).run(),
      isOn: (editor) => editor.isActive('heading'),
    },
    {
      name: 'bulletList',
      Icon: IconList,
      run: (editor) => editor.chain().focus().toggleBulletList().run(),
      isOn: (editor) => editor.isActive('bulletList'),
    },
    {
      name: 'orderedList',
      Icon: IconListNumbers,
      run: (editor) => editor.chain().focus().toggleOrderedList().run(),
      isOn: (editor) => editor.isActive('orderedList'),
    },
    {
      name: 'quote',
      Icon: IconBlockquote,
      run: (editor) => editor.chain().focus().toggleBlockquote().run(),
      isOn: (editor) => editor.isActive('blockquote'),
    },
  ],
  [
    {
      name: 'table',
      Icon: IconTable,
      run: insertTable,
      isPossible: (editor) => !editor.isActive('table'),
    },
    {
      name: 'link',
      Icon: IconLink,
      run: () => undefined,
      isOn: (editor) => editor.isActive('link'),
    },
    {
      name: 'linkRemove',
      Icon: IconUnlink,
      run: (editor) => editor.chain().focus().extendMarkRange('link').unsetLink().run(),
      isPossible: (editor) => editor.isActive('link'),
    },
  ],
  [
    {
      name: 'undo',
      Icon: IconArrowBackUp,
      run: (editor) => editor.chain().focus().undo().run(),
      isPossible: (editor) => editor.can().undo(),
    },
    {
      name: 'redo',
      Icon: IconArrowForwardUp,
      run: (editor) => editor.chain().focus().redo().run(),
      isPossible: (editor) => editor.can().redo(),
    },
  ],
];

/** Shown while the cursor is in a table. */
export const tableTools: readonly Tool[] = [
  inTable('rowAbove', IconRowInsertTop, addRowBefore),
  inTable('rowBelow', IconRowInsertBottom, addRowAfter),
  inTable('columnBefore', IconColumnInsertLeft, addColumnBefore),
  inTable('columnAfter', IconColumnInsertRight, addColumnAfter),
  inTable('headerRow', IconTableRow, toggleHeaderRow),
  inTable('rowRemove', IconRowRemove, deleteRow),
  inTable('columnRemove', IconColumnRemove, deleteColumn),
  inTable('tableRemove', IconTableOff, deleteTable),
];
