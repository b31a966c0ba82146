import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');

/** Attributes that people read or hear. */
const spoken = new Set([
  'title',
  'label',
  'placeholder',
  'alt',
  'description',
  'aria-label',
  'aria-description',
  'lead',
  'text',
]);

/** The product's name is the same in every language. */
const isWords = (text: string) => /\p{L}{2,}/u.test(text.replace(/\bPli\b|&\w+;/g, ''));

/** Text that would be shown without going through the catalogues, as `file:line: text`. */
function literalTexts(file: string, source: string): string[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const note = (node: ts.Node, text: string) => {
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
    if (isWords(text)) found.push(`${file}:${line + 1}: ${text.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) note(node, node.text);
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText()) && node.initializer) {
      if (ts.isStringLiteral(node.initializer)) note(node, node.initializer.text);
    }
    if (ts.isJsxExpression(node) && node.expression && ts.isStringLiteralLike(node.expression)) {
      const parent = node.parent;
      const shown = ts.isJsxAttribute(parent) ? spoken.has(parent.name.getText()) : true;
      if (shown) note(node, node.expression.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

describe('pages and components', () => {
  it('show no text that is not in the catalogues', () => {
    const files = readdirSync(path.join(root, 'app'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.tsx'),
    );
    expect(files.length).toBeGreaterThan(30);
    const found = files.flatMap((name) =>
      literalTexts(`app/${name}`, readFileSync(path.join(root, 'app', name), 'utf8')),
    );
    expect(found).toEqual([]);
  });

  it('would be caught showing some', () => {
    const page = `const A = () => <main title="Bonjour">Votre pli {'attend'} <b aria-label={'ici'}>Pli</b></main>;`;
    expect(literalTexts('a.tsx', page)).toEqual([
      'a.tsx:1: Bonjour',
      'a.tsx:1: Votre pli',
      'a.tsx:1: attend',
      'a.tsx:1: ici',
    ]);
  });
});
