import type { MarkupElement, MarkupNode } from '../letter-text/markup-tree';

/**
 * HTML parsed by the browser, in a document of its own where nothing runs and nothing is loaded. Templates hold nothing that is
 * shown.
 */
export function parseInBrowser(html: string): MarkupElement {
  const parsed = new DOMParser().parseFromString(html.replaceAll('\0', '\ufffd'), 'text/html');
  return elementOf(parsed.documentElement);
}

function elementOf(element: Element): MarkupElement {
  return {
    name: element.nodeName.toLowerCase(),
    attribute: (name) => element.getAttribute(name),
    children: () => nodesOf(element.childNodes),
  };
}

function* nodesOf(children: NodeListOf<ChildNode>): Generator<MarkupNode> {
  for (const child of children) {
    // By number: the classes of the document that was parsed are not this page's everywhere.
    if (child.nodeType === 3 || child.nodeType === 4) yield child.nodeValue ?? '';
    else if (child.nodeType === 1) yield elementOf(child as Element); // its type says so
  }
}
