import { addRowAfter, goToNextCell, tableEditing } from '@tiptap/pm/tables';
import { type Editor, Node } from '@tiptap/react';

const roles: Readonly<Record<string, string>> = {
  table: 'table',
  tableRow: 'row',
  tableCell: 'cell',
  tableHeader: 'header_cell',
};

/** Tab goes from cell to cell and makes a new row after the last one, as in every word processor. */
function nextCell(editor: Editor): boolean {
  if (!editor.isActive('table')) return false;
  const { view } = editor;
  if (goToNextCell(1)(view.state, view.dispatch)) return true;
  return addRowAfter(view.state, view.dispatch) && goToNextCell(1)(view.state, view.dispatch);
}

/** A table of rows of cells; cells hold blocks, as in a letter. */
export const Table = Node.create({
  name: 'table',
  group: 'block',
  content: 'tableRow+',
  isolating: true,
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: () => ['table', ['tbody', 0]],
  extendNodeSchema: ({ name }) => (roles[name] === undefined ? {} : { tableRole: roles[name] }),
  addProseMirrorPlugins: () => [tableEditing()],
  addKeyboardShortcuts() {
    return {
      Tab: () => nextCell(this.editor),
      'Shift-Tab': () => {
        const { view } = this.editor;
        return this.editor.isActive('table') && (goToNextCell(-1)(view.state, view.dispatch) || true);
      },
    };
  },
});

export const TableRow = Node.create({
  name: 'tableRow',
  content: '(tableCell | tableHeader)*',
  parseHTML: () => [{ tag: 'tr' }],
  renderHTML: () => ['tr', 0],
});

const cell = (name: string, tag: string) =>
  Node.create({
    name,
    content: 'block+',
    isolating: true,
    addAttributes: () => ({
      colspan: { default: 1 },
      rowspan: { default: 1 },
      // Needed by prosemirror-tables; a letter's columns are as wide as what stands in them.
      colwidth: { default: null, rendered: false },
    }),
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes: { colspan, rowspan } }) => [tag, { colspan, rowspan }, 0],
  });

export const TableCell = cell('tableCell', 'td');
export const TableHeader = cell('tableHeader', 'th');
