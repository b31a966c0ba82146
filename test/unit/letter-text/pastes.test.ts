import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { htmlToText } from '@/lib/command/html-to-text';

/** What a clipboard holds after a copy in each program, and how the letter reads. */
const read: Readonly<Record<string, string>> = {
  excel: `Analyse | Valeur | Remarque
Sodium | 14 | 0 signalé
Plaquettes, 10^9/L | 212 |

| Créatinine
| [barré : 5 mg]
| le matin
  à jeun

| 50 mg |

[Le message contenait aussi, et cela n’est pas affiché ici\u00a0: les couleurs.]
`,
  word: `Compte rendu


Dose : [supprimé : 5 mg][ajouté :  50 μg], si K ≥ 5,5.

- H_2O
  - sans sel

a) voir b)

Sodium | 14 | 0 signalé

[Tracé]

[Le message contenait aussi, et cela n’est pas affiché ici\u00a0: 1 image.]
`,
  libreoffice: `Numération : 10^9/L, [barré : 5 mg] 50 mg

Sodium | 14 | 0 signalé

3. trois
4. quatre
`,
  'google-docs': `Plaquettes 212 10^9/L

[barré : 5 mg] 50 mg  deux blancs

Sodium | 14 | 0 signalé

- un
  - deux
`,
  laboratory: `Sodium 14 | 0 signalé
Potassium 3,4 mmol/L

Hémoglobine     13,2   g/dL
Leucocytes       7,1   10^9/L

Analyse | 27 nov. | 29 nov.
CRP | < 5 | [supprimé : 50] 5

Validé ☑

[Le message contenait aussi, et cela n’est pas affiché ici\u00a0: 2 dessins et les couleurs.]
`,
};

test.each(Object.entries(read))('what is pasted from %s reads as it stood there', (name, text) => {
  const html = readFileSync(path.join(import.meta.dirname, 'pastes', `${name}.html`), 'utf8');
  expect(htmlToText(html, 'fr')).toBe(text);
});
