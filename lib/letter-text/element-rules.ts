import type { LeftOutKind, Mark } from './letter-document';

/**
 * How an element of HTML comes into a letter. `line`: a line of its own. `paragraph`: a paragraph of its own. `inline`: only its
 * text. `beside`: its text, kept apart from what stands beside it. `nothing`: never shown by any browser, so nothing is lost.
 */
export type ElementRule =
  | { as: 'line' | 'paragraph' | 'term' | 'inline' | 'beside' | 'nothing' }
  | { as: 'heading'; level: number }
  | { as: 'mark'; mark: Mark }
  | { as: 'leftOut'; kind: LeftOutKind }
  | { as: 'input' }
  | { as: 'select' }
  | { as: 'textarea' }
  | {
      as:
        | 'preformatted'
        | 'bullets'
        | 'numbers'
        | 'item'
        | 'quote'
        | 'table'
        | 'link'
        | 'break'
        | 'rule'
        | 'picture'
        | 'quotation'
        | 'reading'
        | 'fraction'
        | 'root';
    };

const named = <R extends ElementRule>(rule: R, names: string): [string, ElementRule][] =>
  names.split(' ').map((name) => [name, rule]);
const mark = (one: Mark, names: string) => named({ as: 'mark', mark: one }, names);

/**
 * Every element that is known. What is not here is text that stands beside other text: a program's own elements often are cells and
 * fields.
 */
export const elementRules: ReadonlyMap<string, ElementRule> = new Map<string, ElementRule>([
  ...named({ as: 'paragraph' }, 'p dd figcaption caption legend summary'),
  ...named({ as: 'term' }, 'dt'),
  ...named(
    { as: 'line' },
    'html body div address article aside center details dialog dl fieldset figure footer form frameset header hgroup main nav search section noscript noframes',
  ),
  ...[1, 2, 3, 4, 5, 6].flatMap((level) => named({ as: 'heading', level }, `h${level}`)),
  ...named({ as: 'preformatted' }, 'pre listing plaintext xmp'),
  ...named({ as: 'bullets' }, 'ul menu dir'),
  ...named({ as: 'numbers' }, 'ol'),
  ...named({ as: 'item' }, 'li'),
  ...named({ as: 'quote' }, 'blockquote'),
  ...named({ as: 'table' }, 'table'),
  ...named({ as: 'break' }, 'br'),
  ...named({ as: 'rule' }, 'hr'),
  ...named({ as: 'link' }, 'a'),
  ...named({ as: 'picture' }, 'img image'),
  ...named({ as: 'quotation' }, 'q'),
  ...named({ as: 'reading' }, 'rt'),
  ...mark('bold', 'b strong'),
  ...mark('italic', 'i em cite dfn var'),
  ...mark('underline', 'u'),
  ...mark('struck', 's strike'),
  ...mark('inserted', 'ins'),
  ...mark('deleted', 'del'),
  ...mark('subscript', 'sub'),
  ...mark('superscript', 'sup'),
  ...mark('code', 'code kbd samp tt'),
  ...named(
    { as: 'inline' },
    'span font abbr acronym bdi bdo big blink data label mark nobr ruby rb rtc slot small time tfoot thead tbody tr wbr o:p w:sdt w:sdtpr st1:personname st1:place',
  ),
  ...named({ as: 'beside' }, 'td th button marquee meter optgroup option output progress'),
  ...named(
    { as: 'nothing' },
    'head title base link meta script style template area map param source track col colgroup datalist noembed rp xml',
  ),
  ...named(
    { as: 'leftOut', kind: 'drawings' },
    'svg canvas v:shape v:group v:rect v:line v:oval v:imagedata',
  ),
  ...named({ as: 'leftOut', kind: 'media' }, 'iframe frame object embed applet audio video'),
  ...named({ as: 'input' }, 'input'),
  ...named({ as: 'select' }, 'select'),
  ...named({ as: 'textarea' }, 'textarea'),
  // MathML: its text, with what stands above, below and under a bar.
  ...named(
    { as: 'inline' },
    'math semantics mrow mi mn mo ms mtext mstyle mpadded mphantom menclose mfenced',
  ),
  ...named({ as: 'beside' }, 'mtd mtr mtable mover munder munderover mmultiscripts mspace'),
  ...named({ as: 'nothing' }, 'annotation annotation-xml'),
  ...named({ as: 'fraction' }, 'mfrac'),
  ...named({ as: 'root' }, 'msqrt mroot'),
]);

/** The scripts of a MathML element by the place of its child. */
export const mathScripts: ReadonlyMap<string, readonly (Mark | null)[]> = new Map([
  ['msup', [null, 'superscript']],
  ['msub', [null, 'subscript']],
  ['msubsup', [null, 'subscript', 'superscript']],
]);
