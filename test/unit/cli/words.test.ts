import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { helpEn } from '../../../lib/cli/help-en';
import { helpFr } from '../../../lib/cli/help-fr';
import { languageOf, takeLanguage } from '../../../lib/cli/language';
import { runPli } from '../../../lib/cli/main';
import { createProgress } from '../../../lib/cli/progress';
import { createTerminal } from '../../../lib/cli/terminal';

async function run(args: string[], env: Record<string, string> = {}) {
  let [out, err] = ['', ''];
  const terminal = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
    live: null,
  };
  const code = await runPli({ args, env, terminal, input: async () => '', version: '0' });
  return { code, out, err };
}

describe('the language of the command', () => {
  test.each([
    [{}, 'en'],
    [{ LANG: 'fr_FR.UTF-8' }, 'fr'],
    [{ LANG: 'fr_FR.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'C', LC_ALL: '', LC_MESSAGES: 'fr_BE@euro' }, 'fr'],
    [{ LANG: 'frp_IT' }, 'en'],
    [{ LANG: 'de_DE' }, 'en'],
  ] as [Record<string, string>, string][])('is, with %j, %s', (env, locale) => {
    expect(languageOf(env)).toBe(locale);
  });

  test('is what --lang says, wherever it stands; behind -- it is a file', () => {
    expect(takeLanguage(['list', '--lang', 'fr', '--all'], {})).toEqual({
      locale: 'fr',
      args: ['list', '--all'],
    });
    expect(takeLanguage(['--lang=en', 'list'], { LANG: 'fr' })).toEqual({ locale: 'en', args: ['list'] });
    expect(takeLanguage(['send', '--', '--lang', 'fr'], {})).toMatchObject({ locale: 'en' });
    expect(() => takeLanguage(['--lang', 'de'], {})).toThrow('--lang is fr or en.');
  });

  test('is that of failures, of their reasons, and of help', async () => {
    expect(await run(['send', '--to', 'x', '--lang=fr'])).toEqual({
      code: 2,
      out: '',
      err: 'pli: Donnez le message par --body ou par --body-file, l’un des deux.\n',
    });
    expect((await run(['verify', '/does/not/exist'], { LANG: 'fr_FR' })).err).toBe(
      'pli: /does/not/exist ne peut pas être lu\u00a0: il n’existe pas.\n',
    );
    expect((await run(['list', '--nonsense'], { LANG: 'fr_FR' })).err).toBe(
      'pli: L’option --nonsense n’existe pas ici.\n',
    );
    expect((await run(['list', '--url'])).err).toMatch(/^pli: --url is given without a value/);
    expect((await run(['send', '--help', '--lang', 'fr'])).out).toContain('Exemple');
    expect(await run(['--lang', 'de'])).toEqual({ code: 2, out: '', err: 'pli: --lang is fr or en.\n' });
  });
});

describe('the help', () => {
  const optionsOf = (text = '') => [...new Set(text.match(/--[a-z-]+/g))].sort();

  test('names the same options in both languages, and ends with an example that this command understands', () => {
    expect(Object.keys(helpFr)).toEqual(Object.keys(helpEn));
    for (const [name, text] of Object.entries(helpEn)) {
      expect(optionsOf(helpFr[name]), name).toEqual(optionsOf(text));
      if (name === '') continue;
      for (const words of [text, helpFr[name]])
        expect(words).toMatch(new RegExp(`Ex[ae]mple\\W*:\\n  pli ${name} `));
    }
  });

  test('names every option that the command takes', () => {
    const folder = path.resolve(import.meta.dirname, '../../../lib/cli');
    const files = { verify: 'verify', send: 'send', open: 'open', list: 'list', 'audit export': 'audit' };
    for (const [name, file] of Object.entries(files)) {
      const source = readFileSync(path.join(folder, `${file}.ts`), 'utf8');
      const declared = /parse\((?:context\.)?args, \{([\s\S]*?)\n {2}\}\)/.exec(source)?.[1] ?? '';
      const options = [...declared.matchAll(/^ {4}'?([a-z-]+)'?:/gm)].map((match) => `--${match[1]}`);
      expect(options.length, name).toBeGreaterThan(1);
      for (const option of options) expect(optionsOf(helpEn[name]), name).toContain(option);
    }
  });

  test('names every exit code', async () => {
    const { out } = await run(['--help']);
    for (const code of [0, 1, 2, 3, 4, 5]) expect(out).toMatch(new RegExp(`^ {2}${code} {2}\\S`, 'm'));
  });
});

describe('how far a command is', () => {
  const stream = (isTTY: boolean) => {
    const written: string[] = [];
    return { written, isTTY, columns: 20, write: (text: string) => written.push(text) };
  };

  test('is shown on a terminal in one line, which the next words replace', () => {
    const [out, err] = [stream(true), stream(true)];
    const terminal = createTerminal(out, err);
    terminal.live?.('half of it, and a name \u001b[2J that steers');
    terminal.out('done\n');
    expect(err.written).toEqual(['half of it, and a n', '\r\u001b[K']);
    expect(out.written).toEqual(['done\n']);
  });

  test('is written nowhere where the error output is no terminal', () => {
    const [out, err] = [stream(true), stream(false)];
    const terminal = createTerminal(out, err);
    const progress = createProgress({ terminal });
    progress.show(() => 'half of it');
    progress.end();
    terminal.err('pli: no.\n');
    expect(err.written).toEqual(['pli: no.\n']);
  });
});
