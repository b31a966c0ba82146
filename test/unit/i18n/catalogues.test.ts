import { createTranslator } from 'use-intl/core';
import { describe, expect, it } from 'vitest';
import { auditEvents } from '../../../lib/audit/trail/event-names';
import { catalogues } from '../../../lib/i18n/catalogues';
import { notificationFailureCodes } from '../../../lib/notification/notification-failure';

type Tree = { [key: string]: string | Tree };

/** Every message of a catalogue as `namespace.path.to.key` → text. */
function flatten(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value] as const]
        : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

/** Names of the arguments and tags a message needs: `{count, plural, …}`, `{name}`, `<when>`. */
function placeholders(message: string): string[] {
  const names = [...message.matchAll(/\{\s*(\w+)\s*[,}]|<(\w+)>/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  return [...new Set(names)].filter((name) => !/^\d*$/.test(name)).sort();
}

const fr = flatten(catalogues.fr);
const en = flatten(catalogues.en);

describe('the message catalogues', () => {
  it('have the same keys in French and in English', () => {
    expect([...en.keys()].sort()).toEqual([...fr.keys()].sort());
  });

  it('leave no message empty', () => {
    expect([...fr, ...en].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('never let a French line begin with its punctuation', () => {
    expect([...fr].filter(([, text]) => / [:;?!»]( |$)|« /.test(text))).toEqual([]);
  });

  it('leave dates to formatMoment, which writes them the same way on every page', () => {
    expect([...fr, ...en].filter(([, text]) => /\{\w+,\s*(?:date|time)\b/.test(text))).toEqual([]);
  });

  it('need the same values in both languages', () => {
    const different = [...fr].filter(([key, text]) => {
      // A branch may hold a placeholder that reads like an argument; the set of names still has to agree.
      return placeholders(text).join() !== placeholders(en.get(key) ?? '').join();
    });
    expect(different.map(([key, text]) => [key, text, en.get(key)])).toEqual([]);
  });

  for (const locale of ['fr', 'en'] as const) {
    it(`are valid ICU messages (${locale})`, () => {
      const broken: string[] = [];
      const translate = createTranslator({
        locale,
        messages: catalogues[locale],
        onError: (error) => broken.push(error.message),
      });
      for (const [key, text] of locale === 'fr' ? fr : en) {
        const names = placeholders(text);
        const values = Object.fromEntries(
          names.map((name) => [name, text.includes(`<${name}>`) ? () => name : 3]),
        );
        // Keys come from the catalogue itself.
        translate.rich(key as Parameters<typeof translate.rich>[0], values as never);
      }
      expect(broken).toEqual([]);
    });
  }

  it('have a name and a sentence for every audit event', () => {
    const missing = auditEvents.filter(
      (event) => !fr.has(`audit.events.${event}.name`) || !fr.has(`audit.events.${event}.sentence`),
    );
    expect(missing).toEqual([]);
  });

  it('say why a notification failed, for every reason', () => {
    expect(notificationFailureCodes.filter((code) => !fr.has(`failures.${code}`))).toEqual([]);
  });

  it('write French with its apostrophes and spaces', () => {
    expect([...fr].filter(([, text]) => /[a-zà-ÿ]'[a-zà-ÿ]/i.test(text.replace(/\{[^}]*\}/g, '')))).toEqual(
      [],
    );
  });
});
