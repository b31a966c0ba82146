import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

type Catalogue = { [key: string]: string | Catalogue };
const root = path.resolve(import.meta.dirname, '../..');

/** All of the French catalogues, which are the model of the English ones (test/unit/i18n/catalogues.test.ts). */
const catalogue: Catalogue = Object.fromEntries(
  readdirSync(path.join(root, 'messages/fr')).map((file) => [
    path.basename(file, '.json'),
    JSON.parse(readFileSync(path.join(root, 'messages/fr', file), 'utf8')) as Catalogue,
  ]),
);

function keysOf(messages: Catalogue, before = ''): string[] {
  return Object.entries(messages).flatMap(([name, value]) =>
    typeof value === 'string' ? [before + name] : keysOf(value, `${before}${name}.`),
  );
}

/** Every part of the catalogue under its prefix, found by the keys it has: what the type of a translator knows of it. */
function partsOf(messages: Catalogue, prefix = ''): [keys: string, prefix: string][] {
  return [
    [keysOf(messages).sort().join('\n'), prefix],
    ...Object.entries(messages).flatMap(([name, value]) =>
      typeof value === 'string' ? [] : partsOf(value, `${prefix}${name}.`),
    ),
  ];
}

/**
 * Which messages the product asks for, by the types of what it asks with: a key that is put together (`step.${state}`) has
 * exactly the spellings its parts' types allow.
 */
function messagesAskedFor(allKeys: readonly string[]): {
  asked: Set<string>;
  words: Set<string>;
  beginnings: Set<string>;
} {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const ours = fileNames.filter((file) => /^(app|lib|bin|prisma)\/|\.d\.ts$/.test(path.relative(root, file)));
  const program = ts.createProgram(ours, { ...options, noEmit: true, incremental: false });
  const checker = program.getTypeChecker();
  const parts = partsOf(catalogue);
  const asked = new Set<string>();
  const words = new Set<string>();
  const beginnings = new Set<string>();

  const members = (type: ts.Type): ts.Type[] => {
    if (type.isUnion()) return type.types.flatMap(members);
    const bound = type.isTypeParameter() ? checker.getBaseConstraintOfType(type) : undefined;
    return bound ? members(bound) : [type];
  };
  const prefixesOf = (translator: ts.Type): string[] => {
    const key = translator.getCallSignatures()[0]?.typeParameters?.[0];
    const keys = key ? members(key).map((one) => (one.isStringLiteral() ? one.value : '')) : [];
    const known = keys.toSorted().join('\n');
    const found = parts.filter(([part]) => part === known).map(([, prefix]) => prefix);
    // a translator over several catalogues at once knows whole keys
    return found.length > 0 || !keys.every((one) => allKeys.includes(one)) ? found : [''];
  };
  const note = (prefix: string, type: ts.Type) => {
    for (const one of members(type)) {
      if (one.isStringLiteral()) asked.add(prefix + one.value);
      if ((one.flags & ts.TypeFlags.TemplateLiteral) === 0) continue;
      const pieces = (one as ts.TemplateLiteralType).texts.map((text) => escaped(text)); // its flag says so
      const pattern = new RegExp(`^${escaped(prefix)}${pieces.join('.+')}$`);
      for (const known of allKeys) if (pattern.test(known)) asked.add(known);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) words.add(node.text);
    if (ts.isTemplateHead(node) && node.text.length > 3) beginnings.add(node.text);
    const first = ts.isCallExpression(node) ? node.arguments[0] : undefined;
    if (ts.isCallExpression(node) && first) {
      const called = node.expression;
      const isRich = ts.isPropertyAccessExpression(called) && /^(rich|markup|has)$/.test(called.name.text);
      const type = checker.getTypeAtLocation(isRich ? called.expression : called);
      if (type.getProperty('rich') && type.getProperty('markup'))
        for (const prefix of prefixesOf(type)) note(prefix, checker.getTypeAtLocation(first));
    }
    if (ts.isPropertyAccessExpression(node)) {
      const declared = checker.getSymbolAtLocation(node.name)?.declarations?.[0];
      if (declared?.getSourceFile().fileName.includes('/messages/')) asked.add(pathInCatalogue(declared));
    }
    if (ts.isElementAccessExpression(node)) {
      const declared = members(checker.getTypeAtLocation(node.expression))[0]?.symbol?.declarations?.[0];
      if (declared?.getSourceFile().fileName.includes('/messages/'))
        note(`${pathInCatalogue(declared)}.`, checker.getTypeAtLocation(node.argumentExpression));
    }
    ts.forEachChild(node, visit);
  };
  for (const file of program.getSourceFiles())
    if (
      !file.isDeclarationFile &&
      !file.fileName.includes('node_modules') &&
      !file.fileName.endsWith('.json')
    )
      visit(file);
  return { asked, words, beginnings };
}

/** A text as a part of a regular expression. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Where a message stands, from its place in a file of the catalogue. */
function pathInCatalogue(declared: ts.Node): string {
  const names: string[] = [];
  for (let node = declared; node; node = node.parent)
    if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name)) names.unshift(node.name.text);
  return [path.basename(declared.getSourceFile().fileName, '.json'), ...names].join('.');
}

/** Looked up by a code that comes from elsewhere: the message is asked for where the code stands, as a word of its own. */
const byCode = /^(command\.(errors|out|facts)|errors|failures|evidence\.verify\.codes)\./;
/** Codes of operating system and Node: they stand nowhere in our code. */
const foreign = /^command\.reasons\./;

test('every message of the catalogues is asked for somewhere', { timeout: 240_000 }, () => {
  const all = keysOf(catalogue);
  const { asked, words, beginnings } = messagesAskedFor(all);
  const isWritten = (word: string) =>
    words.has(word) || [...beginnings].some((beginning) => word.startsWith(beginning));
  const isAsked = (key: string) =>
    asked.has(key) || foreign.test(key) || (byCode.test(key) && isWritten(key.replace(byCode, '')));
  expect(all.filter((key) => !isAsked(key))).toEqual([]);
});
