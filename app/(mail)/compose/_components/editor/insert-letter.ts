import { closeHistory } from '@tiptap/pm/history';
import { type Fragment, type Node, Slice } from '@tiptap/pm/model';
import { type EditorState, Selection, type Transaction } from '@tiptap/pm/state';
import { handlePaste } from '@tiptap/pm/tables';
import type { EditorView } from '@tiptap/pm/view';
import { toEditor } from '@/lib/letter-text/editor-json';
import type { LetterDocument } from '@/lib/letter-text/letter-document';

/**
 * Puts a letter where the selection is: one step of undo, whatever was typed just before. `event` is the paste that it comes from:
 * cells pasted into a table go into its cells.
 */
export function insertLetter(view: EditorView, document: LetterDocument, event: ClipboardEvent | null): void {
  const { content } = view.state.schema.nodeFromJSON(toEditor(document));
  const isTable = content.childCount === 1 && content.firstChild?.type.name === 'table';
  view.dispatch(closeHistory(view.state.tr));
  const done = event !== null && isTable && handlePaste(view, event, new Slice(content, 0, 0));
  if (!done) view.dispatch(insertion(view.state, content).scrollIntoView().setMeta('paste', true));
  view.dispatch(closeHistory(view.state.tr));
}

/** The change that inserts blocks at the selection. Nothing is dropped to make them fit: else they stand behind the block around. */
export function insertion(state: EditorState, content: Fragment): Transaction {
  const { from, to, $to } = state.selection;
  const replaced = state.doc.slice(from, to).content;
  const wanted = state.doc.textContent.length - textLength(replaced) + textLength(content);
  const slice = new Slice(content, openness(content.firstChild), openness(content.lastChild));
  const fitted = state.tr.replaceSelection(slice);
  if (fitted.doc.textContent.length === wanted) return fitted;
  const behind = $to.depth === 0 ? $to.pos : $to.after(1);
  const apart = state.tr.insert(behind, content);
  return apart.setSelection(Selection.near(apart.doc.resolve(behind + content.size), -1));
}

/** A paragraph at an edge joins the text around; every other block stays itself. */
function openness(edge: Node | null): number {
  return edge?.type.name === 'paragraph' ? 1 : 0;
}

function textLength(content: Fragment): number {
  let length = 0;
  content.descendants((node) => {
    length += node.text?.length ?? 0;
  });
  return length;
}
