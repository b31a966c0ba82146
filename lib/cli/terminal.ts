import { withoutControls } from '../command/html-to-text';

/** Where a command writes: results to one, what a person may want to know meanwhile to the other. */
export type Terminal = {
  out: (text: string) => void;
  err: (text: string) => void;
  /** Shows how far a command is, in a line that the next words replace. Null where nobody looks: a pipe, a file, a log. */
  live: ((text: string) => void) | null;
};

type Stream = { write(text: string): unknown; isTTY?: boolean | undefined; columns?: number | undefined };

/** The terminal of this process. Nothing is ever written over in what goes to a file. */
export function createTerminal(stdout: Stream, stderr: Stream): Terminal {
  let shown = false;
  const clear = () => {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  };
  const say = (stream: Stream) => (text: string) => {
    clear();
    stream.write(text);
  };
  const live = (text: string) => {
    clear();
    const letters = [...withoutControls(text)].slice(0, Math.max(1, (stderr.columns ?? 80) - 1));
    stderr.write(letters.join(''));
    shown = letters.length > 0;
  };
  return { out: say(stdout), err: say(stderr), live: stderr.isTTY ? live : null };
}

/** A line for a person: names and subjects come from strangers, so nothing in them may steer the terminal. */
export function line(text: string): string {
  return `${withoutControls(text)}\n`;
}

/** One line of JSON in ASCII: safe to print, whatever a stranger wrote. */
export function jsonLine(value: unknown): string {
  const text = JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}
