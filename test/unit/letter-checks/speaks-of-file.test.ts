import { describe, expect, test } from 'vitest';
import { speaksOfFile } from '../../../lib/letter-checks/speaks-of-file';

describe('a letter announces a file', () => {
  test.each([
    '<p>Ci-joint le compte rendu.</p>',
    '<p>Vous trouverez <strong>ci-joints</strong> les résultats</p>',
    '<p>ci joint</p>',
    '<p>En pièce jointe, le tracé.</p>',
    '<p>Voir pieces jointes</p>',
    '<p>Je vous joins l’ECG.</p>',
    '<p>Nous joignons le courrier</p>',
    '<p>le document joint</p>',
    '<p>Vous le trouverez joint à ce message.</p>',
    '<p>L’ordonnance est jointe au présent pli</p>',
    '<p>cf. PJ</p>',
    '<p>CR en pièce&nbsp;jointe</p>',
    '<p>See the attached letter</p>',
    '<p>Please find attached the results.</p>',
    '<p>I am attaching the scan.</p>',
    '<p>two attachments</p>',
    '<p>Enclosed you will find the report.</p>',
    '<p>The scan is attached to this message.</p>',
  ])('%s', (html) => {
    expect(speaksOfFile('', html)).toBe(true);
    expect(speaksOfFile(html.replace(/<[^>]*>|&nbsp;/g, ' ').replace(/ +/g, ' '), '')).toBe(true);
  });

  test.each([
    '<p>Bonjour</p>',
    '<p>Veuillez me joindre au 01 23 45 67 89.</p>',
    '<p>J’ai essayé de le joindre ; son conjoint, lui, a répondu.</p>',
    '<p>L’effort conjoint de nos services</p>',
    '<p>Il est très attaché à son médecin.</p>',
    '<p>She is attached to the cardiology unit.</p>',
    '<p>Message sans pièce jointe.</p>',
    '<p>There is no attachment this time, without any attachments.</p>',
    '<p>Des pièces détachées, une pièce d’identité</p>',
    '<p>Le pj du dossier</p>',
    '<p>La douleur articulaire des joints</p>',
  ])('and not: %s', (html) => {
    expect(speaksOfFile('', html)).toBe(false);
  });

  test('in its own words only: not in what it quotes, at any depth, nor in what it passes on', () => {
    const quoted =
      '<p>Merci !</p><blockquote><p>Ci-joint</p><blockquote><p>attached</p></blockquote><p>PJ</p></blockquote>';
    expect(speaksOfFile('', quoted)).toBe(false);
    expect(speaksOfFile('', `${quoted}<p>Voir ci-joint</p>`)).toBe(true);
    const passedOn = '<p>Pour information</p><hr><p>Ci-joint le compte rendu</p>';
    expect(speaksOfFile('', passedOn, true)).toBe(false);
    expect(speaksOfFile('', passedOn)).toBe(true);
    expect(speaksOfFile('', `<p>ci-joint</p>${passedOn}`, true)).toBe(true);
  });

  test('in a moment, whatever is pasted into it', () => {
    const html = '<blockquote>'.repeat(20_000) + '<p>'.repeat(20_000) + 'ci '.repeat(20_000);
    const began = performance.now();
    speaksOfFile('', html);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
