import {
  type DefaultTreeAdapterMap,
  type DefaultTreeAdapterTypes,
  defaultTreeAdapter,
  parse,
  Tokenizer,
  TokenizerMode,
  type TreeAdapter,
} from 'parse5';
import { elementRules } from './element-rules';
import type { MarkupElement, MarkupNode } from './markup-tree';

/** As deep as browsers go (Chromium takes 512 open elements). */
const depthMax = 480;

/**
 * Parses HTML where there is no browser, by the same standard (HTML, section 13.2), without scripts. Total, and linear in the length:
 * a text made to make parsers slow is read tag by tag, each tag the end of a line.
 */
export function parseHtml(html: string): MarkupElement {
  const source = html.replaceAll('\0', '\ufffd');
  try {
    const document = parse(source, { scriptingEnabled: false, treeAdapter: boundedAdapter(source) });
    return { name: 'html', attribute: () => null, children: () => nodesOf(document.childNodes) };
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    const flat = tagByTag(source);
    return { name: 'html', attribute: () => null, children: () => flat };
  }
}

class TooMuch extends Error {}

/** Gives up where elements lie too deep, or where the parser makes many more of them than there are tags. */
function boundedAdapter(source: string): TreeAdapter<DefaultTreeAdapterMap> {
  let tags = 1_000;
  for (let at = source.indexOf('<'); at >= 0; at = source.indexOf('<', at + 1)) tags += 1;
  let made = 0;
  let depth = 0;
  return {
    ...defaultTreeAdapter,
    createElement: (...given) => {
      made += 1;
      if (made > tags * 2) throw new TooMuch();
      return defaultTreeAdapter.createElement(...given);
    },
    onItemPush: () => {
      depth += 1;
      if (depth > depthMax) throw new TooMuch();
    },
    onItemPop: () => {
      depth -= 1;
    },
  };
}

function* nodesOf(children: readonly DefaultTreeAdapterTypes.ChildNode[]): Generator<MarkupNode> {
  for (const child of children) {
    if (defaultTreeAdapter.isTextNode(child)) yield child.value;
    else if (defaultTreeAdapter.isElementNode(child)) yield elementOf(child);
  }
}

function elementOf(element: DefaultTreeAdapterTypes.Element): MarkupElement {
  return {
    name: element.tagName.toLowerCase(),
    attribute: (name) => element.attrs.find((one) => one.name === name)?.value ?? null,
    children: () => nodesOf(element.childNodes),
  };
}

const rawText = /^(?:style|xmp|iframe|noembed|noframes)$/;

function tagByTag(source: string): MarkupNode[] {
  const nodes: MarkupNode[] = [];
  let hidden = false;
  const leaf = (name: string): MarkupElement => ({ name, attribute: () => null, children: () => [] });
  const write = ({ chars }: { chars: string }) => {
    if (!hidden) nodes.push(chars);
  };
  const ignore = () => undefined;
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: false },
    {
      onComment: ignore,
      onDoctype: ignore,
      onEof: ignore,
      onCharacter: write,
      onNullCharacter: ignore,
      onWhitespaceCharacter: write,
      onStartTag: ({ tagName }) => {
        const rule = elementRules.get(tagName);
        if (tagName === 'script') tokenizer.state = TokenizerMode.SCRIPT_DATA;
        else if (tagName === 'textarea' || tagName === 'title') tokenizer.state = TokenizerMode.RCDATA;
        else if (rawText.test(tagName)) tokenizer.state = TokenizerMode.RAWTEXT;
        else if (rule?.as === 'leftOut' || rule?.as === 'picture') nodes.push(leaf(tagName));
        hidden = rule?.as === 'nothing';
        nodes.push(leaf('br'));
      },
      onEndTag: () => {
        hidden = false;
        nodes.push(leaf('br'));
      },
    },
  );
  tokenizer.write(source, true);
  return nodes;
}
