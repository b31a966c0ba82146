import { Mark, Node } from '@tiptap/react';

const mark = (name: string, tag: string, options: { excludes?: string; key?: string } = {}) =>
  Mark.create({
    name,
    excludes: options.excludes ?? name,
    parseHTML: () => [{ tag }],
    renderHTML: () => [tag, 0],
    addKeyboardShortcuts() {
      const { key } = options;
      return key === undefined ? {} : { [key]: () => this.editor.commands.toggleMark(name) };
    },
  });

/** The marks of a letter that the editor's own collection has not, under the names of lib/letter-text. */
export const letterMarks = [
  mark('struck', 's', { key: 'Mod-Shift-s' }),
  mark('inserted', 'ins'),
  mark('deleted', 'del'),
  mark('subscript', 'sub', { excludes: 'subscript superscript', key: 'Mod-,' }),
  mark('superscript', 'sup', { excludes: 'superscript subscript', key: 'Mod-.' }),
  mark('code', 'code', { key: 'Mod-e' }),
];

/** Text whose blanks and line breaks count, with marks: laboratories write results so. */
export const Preformatted = Node.create({
  name: 'codeBlock',
  group: 'block',
  content: 'text*',
  marks: '_',
  code: true,
  defining: true,
  parseHTML: () => [{ tag: 'pre', preserveWhitespace: 'full' }],
  renderHTML: () => ['pre', 0],
});
