import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { formFaults } from '../support/form-faults';

const app = path.resolve(import.meta.dirname, '../../app');

test('a form is made by the one component for it, or saves a file', () => {
  const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tsx'),
  );
  const makers = files.filter((name) => /<form\b/.test(readFileSync(path.join(app, name), 'utf8')));
  expect(makers.sort()).toEqual(['_components/form/form.tsx', '_components/form/save-form.tsx']);
});

test('a served form that puts what was typed into an address, or acts by halves before its script, is found', () => {
  const bad = [
    '<form class="x"><input name="password"></form>',
    '<form method="get" action="/sign-in/form"></form>',
    '<form method="post"><input name="password"></form>',
    '<form method="post"><fieldset class="a"></fieldset></form>',
    '<form method="post" action="https://evil.example/"></form>',
  ];
  for (const html of bad) expect(formFaults(html).faults, html).toHaveLength(1);
  const good =
    '<form method="post" action="/sign-in/form" class="x"></form><form method="post"><fieldset disabled="" class="a">';
  expect(formFaults(good)).toEqual({ faults: [], read: 2 });
});
