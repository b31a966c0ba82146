/**
 * HTML as a parser of the HTML standard has read it: the browser's own in a page, parse5 in the command. Elements of SVG and MathML
 * stand in it like any other; comments and documents types do not.
 */
export type MarkupNode = string | MarkupElement;

export type MarkupElement = {
  /** The tag's name in lower case, with its prefix where it is written with one (`o:p`). */
  name: string;
  attribute: (name: string) => string | null;
  children: () => Iterable<MarkupNode>;
};

/** All text in and under a node, as it is written. */
export function textOf(node: MarkupNode): string {
  if (typeof node === 'string') return node;
  let text = '';
  for (const child of node.children()) text += textOf(child);
  return text;
}

/** The first element of a name under an element, in the order of the document. */
export function* elementsUnder(element: MarkupElement, name: string): Generator<MarkupElement> {
  for (const child of element.children()) {
    if (typeof child === 'string') continue;
    if (child.name === name) yield child;
    yield* elementsUnder(child, name);
  }
}
