import type { Line, Run } from './letter-document';

/**
 * A line as every reader of HTML will show it: a blank that would collapse is a no-break space (U+00A0), blanks at the end are none,
 * a tab is a wide gap.
 */
export function withoutLooseBlanks(line: Line): Line {
  const runs: Run[] = [];
  let before = ' '; // at the beginning a blank would collapse as after another
  for (const run of line) {
    if (run.kind === 'picture') {
      runs.push(run);
      before = 'x';
      continue;
    }
    let text = '';
    for (const letter of run.text.replaceAll('\t', '\u00a0\u00a0\u00a0 ')) {
      text += letter === ' ' && before === ' ' ? '\u00a0' : letter;
      before = letter;
    }
    if (text !== '') runs.push({ ...run, text });
  }
  return trimmedEnd(runs);
}

function trimmedEnd(runs: Run[]): Run[] {
  for (let last = runs.at(-1); last?.kind === 'text'; last = runs.at(-1)) {
    const text = last.text.replace(/ +$/, '');
    if (text === last.text) return runs;
    runs.pop();
    if (text === '') continue;
    runs.push({ ...last, text });
    return runs;
  }
  return runs;
}
