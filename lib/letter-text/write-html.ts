import {
  type Block,
  type Cell,
  elementOfMark,
  type LetterDocument,
  type Line,
  type Mark,
  type Run,
} from './letter-document';

const order = Object.keys(elementOfMark) as Mark[]; // the keys of a record of marks

/** A letter as the HTML that is sealed: the same letter when it is read again, and the same lines in any other reader of HTML. */
export function writeHtml(document: LetterDocument): string {
  return document.map(writeBlock).join('');
}

function writeBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${writeLines(block.lines)}</p>`;
    case 'heading':
      return `<h${block.level}>${writeLines(block.lines)}</h${block.level}>`;
    case 'preformatted':
      return writePreformatted(block.lines);
    case 'bullets':
      return `<ul>${writeItems(block.items)}</ul>`;
    case 'numbers': {
      const start = block.start === 1 ? '' : ` start="${block.start}"`;
      const style = block.style === '1' ? '' : ` type="${block.style}"`;
      return `<ol${start}${style}>${writeItems(block.items)}</ol>`;
    }
    case 'quote':
      return `<blockquote>${writeHtml(block.blocks)}</blockquote>`;
    case 'table': {
      const rows = block.rows.map((row) => `<tr>${row.map(writeCell).join('')}</tr>`);
      return `<table><tbody>${rows.join('')}</tbody></table>`;
    }
    case 'rule':
      return '<hr>';
  }
}

function writeItems(items: readonly Block[][]): string {
  return items.map((item) => `<li>${writeHtml(item)}</li>`).join('');
}

function writeCell({ header, colspan, rowspan, blocks }: Cell): string {
  const name = header ? 'th' : 'td';
  const across = colspan === 1 ? '' : ` colspan="${colspan}"`;
  const down = rowspan === 1 ? '' : ` rowspan="${rowspan}"`;
  return `<${name}${across}${down}>${writeHtml(blocks)}</${name}>`;
}

/** The last `<br>` of a block ends its line and begins none: an empty last line needs one of its own. */
function writeLines(lines: readonly Line[]): string {
  const written = lines.map((line) => writeRuns(line));
  return written.join('<br>') + (lines.at(-1)?.length === 0 ? '<br>' : '');
}

/** A parser takes the first line break away, and the last one ends its line. */
function writePreformatted(lines: readonly Line[]): string {
  const written = lines.map((line) => writeRuns(line)).join('\n');
  return `<pre>${written.startsWith('\n') || written === '' ? '\n' : ''}${written}${lines.at(-1)?.length === 0 ? '\n' : ''}</pre>`;
}

/** Runs that share a link or a mark stand in one element. */
function writeRuns(runs: readonly Run[], level = -1): string {
  const mark = order[level];
  if (level >= order.length) return runs.map(writeRun).join('');
  const keyOf = (run: Run) =>
    run.kind === 'picture'
      ? ''
      : mark === undefined
        ? (run.href ?? '')
        : run.marks.includes(mark)
          ? mark
          : '';
  return groupsOf(runs, keyOf)
    .map(({ key, runs: group }) => {
      const inner = writeRuns(group, level + 1);
      if (key === '') return inner;
      if (mark === undefined) return `<a href="${escapeAttribute(key)}">${inner}</a>`;
      return `<${elementOfMark[mark]}>${inner}</${elementOfMark[mark]}>`;
    })
    .join('');
}

/** Runs that follow each other and have a key in common. */
export function groupsOf(runs: readonly Run[], keyOf: (run: Run) => string): { key: string; runs: Run[] }[] {
  const groups: { key: string; runs: Run[] }[] = [];
  for (const run of runs) {
    const key = keyOf(run);
    const last = groups.at(-1);
    if (last?.key === key) last.runs.push(run);
    else groups.push({ key, runs: [run] });
  }
  return groups;
}

function writeRun(run: Run): string {
  if (run.kind === 'text') return escapeText(run.text);
  return `<img src="cid:${escapeAttribute(run.contentId)}" alt="${escapeAttribute(run.alt)}">`;
}

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\u00a0', '&nbsp;');
}

function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;');
}
