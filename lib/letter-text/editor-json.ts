import { withoutLooseBlanks } from './blanks';
import {
  type Block,
  type Cell,
  type LetterDocument,
  type Line,
  type ListStyle,
  listStyles,
  type Mark,
  marks,
  type Run,
} from './letter-document';

/** A node of the editor's document (ProseMirror's JSON), as it is given to the editor. */
export type EditorNode = {
  type: string;
  attrs?: Record<string, unknown>;
  content?: EditorNode[];
  text?: string;
  marks?: { type: string; attrs?: Record<string, unknown> }[];
};

/** The same, as the editor gives it. */
type GivenNode = {
  type: string;
  attrs?: Record<string, unknown> | undefined;
  content?: readonly GivenNode[] | undefined;
  text?: string | undefined;
  marks?: readonly { type: string; attrs?: Record<string, unknown> | undefined }[] | undefined;
};

/** A letter as the editor holds it: the same blocks, lines and marks. */
export function toEditor(document: LetterDocument): EditorNode {
  return { type: 'doc', content: blocksToNodes(document) };
}

/** What the editor holds as a letter. */
export function fromEditor(doc: GivenNode): LetterDocument {
  return (doc.content ?? []).map(nodeToBlock);
}

function blocksToNodes(blocks: LetterDocument): EditorNode[] {
  const nodes = blocks.map(blockToNode);
  return nodes.length > 0 ? nodes : [{ type: 'paragraph' }];
}

function blockToNode(block: Block): EditorNode {
  switch (block.kind) {
    case 'paragraph':
      return { type: 'paragraph', content: linesToNodes(block.lines) };
    case 'heading':
      return { type: 'heading', attrs: { level: block.level }, content: linesToNodes(block.lines) };
    case 'preformatted':
      return { type: 'codeBlock', content: preformattedToNodes(block.lines) };
    case 'bullets':
      return { type: 'bulletList', content: block.items.map(itemToNode) };
    case 'numbers':
      return {
        type: 'orderedList',
        attrs: { start: block.start, type: block.style === '1' ? null : block.style },
        content: block.items.map(itemToNode),
      };
    case 'quote':
      return { type: 'blockquote', content: blocksToNodes(block.blocks) };
    case 'table':
      return {
        type: 'table',
        content: block.rows.map((row) => ({ type: 'tableRow', content: row.map(cellToNode) })),
      };
    case 'rule':
      return { type: 'horizontalRule' };
  }
}

const itemToNode = (item: Block[]): EditorNode => ({ type: 'listItem', content: blocksToNodes(item) });

function cellToNode({ header, colspan, rowspan, blocks }: Cell): EditorNode {
  return {
    type: header ? 'tableHeader' : 'tableCell',
    attrs: { colspan, rowspan },
    content: blocksToNodes(blocks),
  };
}

function linesToNodes(lines: readonly Line[]): EditorNode[] {
  return lines.flatMap((line, index) => [
    ...(index > 0 ? [{ type: 'hardBreak' }] : []),
    ...line.map(runToNode),
  ]);
}

/** Preformatted text holds its line breaks as characters, and no picture. */
function preformattedToNodes(lines: readonly Line[]): EditorNode[] {
  return lines.flatMap((line, index) => [
    ...(index > 0 ? [{ type: 'text', text: '\n' }] : []),
    ...line.map((run) => (run.kind === 'text' ? runToNode(run) : { type: 'text', text: `[${run.alt}]` })),
  ]);
}

function runToNode(run: Run): EditorNode {
  if (run.kind === 'picture') return { type: 'picture', attrs: { contentId: run.contentId, alt: run.alt } };
  const links = run.href === null ? [] : [{ type: 'link', attrs: { href: run.href } }];
  return { type: 'text', text: run.text, marks: [...run.marks.map((type) => ({ type })), ...links] };
}

function nodeToBlock(node: GivenNode): Block {
  const content = node.content ?? [];
  const blocks = () => content.map(nodeToBlock);
  switch (node.type) {
    case 'heading':
      return { kind: 'heading', level: Number(node.attrs?.level ?? 2), lines: nodesToLines(content) };
    case 'codeBlock':
      return { kind: 'preformatted', lines: linesOf(content) };
    case 'bulletList':
      return { kind: 'bullets', items: content.map(itemOf) };
    case 'orderedList':
      return {
        kind: 'numbers',
        start: Number(node.attrs?.start ?? 1),
        style: listStyleOf(node.attrs?.type),
        items: content.map(itemOf),
      };
    case 'blockquote':
      return { kind: 'quote', blocks: blocks() };
    case 'table':
      return { kind: 'table', rows: content.map((row) => (row.content ?? []).map(nodeToCell)) };
    case 'horizontalRule':
      return { kind: 'rule' };
    default:
      return { kind: 'paragraph', lines: nodesToLines(content) };
  }
}

const itemOf = (item: GivenNode): Block[] => (item.content ?? []).map(nodeToBlock);

function nodeToCell(node: GivenNode): Cell {
  return {
    header: node.type === 'tableHeader',
    colspan: Number(node.attrs?.colspan ?? 1),
    rowspan: Number(node.attrs?.rowspan ?? 1),
    blocks: itemOf(node),
  };
}

function listStyleOf(type: unknown): ListStyle {
  return listStyles.find((style) => style === type) ?? '1';
}

function nodesToLines(nodes: readonly GivenNode[]): Line[] {
  return linesOf(nodes).map(withoutLooseBlanks);
}

function linesOf(nodes: readonly GivenNode[]): Line[] {
  const lines: Run[][] = [[]];
  for (const node of nodes) {
    if (node.type === 'hardBreak') lines.push([]);
    else if (node.type === 'picture') {
      const { contentId, alt } = node.attrs ?? {};
      lines.at(-1)?.push({ kind: 'picture', contentId: String(contentId), alt: String(alt ?? '') });
    } else
      (node.text ?? '').split('\n').forEach((text, index) => {
        if (index > 0) lines.push([]);
        if (text !== '') lines.at(-1)?.push({ kind: 'text', text, ...styleOfNode(node) });
      });
  }
  return lines;
}

function styleOfNode({ marks: found = [] }: GivenNode): { marks: Mark[]; href: string | null } {
  const href = found.find(({ type }) => type === 'link')?.attrs?.href;
  return {
    marks: marks.filter((mark) => found.some(({ type }) => type === mark)),
    href: typeof href === 'string' ? href : null,
  };
}
