import type { ClassStyles } from './declared-style';
import type { LetterBuilder } from './letter-builder';
import type { LeftOutKind, RunStyle } from './letter-document';
import type { MarkupElement, MarkupNode } from './markup-tree';
import type { SymbolFont } from './symbol-fonts';

/**
 * What becomes of a picture that the markup names: an inline part of the envelope (with what it is called where the markup does not say), a text in its place, or null: it is left out, and
 * counted. Here pictures come into letters, and nowhere else.
 */
export type PictureOf = (
  source: string,
  alt: string,
) => { contentId: string; name?: string } | { text: string } | null;

/** What is inherited from the elements around. */
export type Inherited = RunStyle & {
  /** Every blank and line break counts. */
  literal: boolean;
  symbolFont: SymbolFont | null;
  /** Children stand beside each other. */
  parts: boolean;
  /** Lists, quotes and tables around. */
  depth: number;
};

/** One reading: where it writes, and how it goes on with what is inside an element. */
export type Reading = {
  builder: LetterBuilder;
  classes: ClassStyles;
  count: (kind: LeftOutKind) => void;
  inside: (element: MarkupElement, inherited: Inherited) => void;
  node: (node: MarkupNode, inherited: Inherited) => void;
};
