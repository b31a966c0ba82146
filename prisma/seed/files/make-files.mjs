// Draws the files that stand beside it, which hang on letters of the demo: `node prisma/seed/files/make-files.mjs`. The report is set with
// pdfkit; both pictures are computed pixel by pixel. Nobody named in them exists.
import { createWriteStream, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';

const require = createRequire(import.meta.url);
const here = (name) => path.join(import.meta.dirname, name);
const inter = (weight) => require.resolve(`@expo-google-fonts/inter/${weight}`);

const report = [
  [
    'Indication',
    'Dyspnée d’effort (NYHA II) depuis trois mois chez une patiente hypertendue. Souffle systolique 2/6 au foyer aortique.',
  ],
  [
    'Résultats',
    'Ventricule gauche de taille normale (DTD 48 mm), sans hypertrophie. Fraction d’éjection 58 % (Simpson biplan), cinétique segmentaire homogène. ' +
      'Pressions de remplissage normales (E/e’ 8). Oreillette gauche 32 ml/m². Valve aortique tricuspide, calcifications modérées, ' +
      'Vmax 2,4 m/s, gradient moyen 13 mmHg, surface 1,6 cm². Fuite mitrale minime. Cavités droites normales, PAPS estimée à 28 mmHg. Péricarde sec.',
  ],
  [
    'Conclusion',
    'Rétrécissement aortique peu serré. Fonction systolique du ventricule gauche conservée. Pas d’argument pour une hypertension pulmonaire.',
  ],
  [
    'Conduite proposée',
    'Poursuite du traitement antihypertenseur. Contrôle échographique dans douze mois, plus tôt en cas de douleur thoracique, de syncope ou d’essoufflement majoré.',
  ],
];

function drawReport() {
  const made = new Date('2026-11-24T09:30:00Z');
  const pdf = new PDFDocument({
    size: 'A4',
    margins: { top: 64, bottom: 64, left: 64, right: 64 },
    lang: 'fr-FR',
    info: {
      Title: 'Compte rendu d’échocardiographie',
      Author: 'Dr Sophie Nguyen',
      CreationDate: made,
      ModDate: made,
    },
  });
  pdf.pipe(createWriteStream(here('compte-rendu-echocardiographie.pdf')));
  const plain = inter('400Regular/Inter_400Regular.ttf');
  const strong = inter('600SemiBold/Inter_600SemiBold.ttf');
  pdf.font(strong).fontSize(11).text('Cabinet médical des Tilleuls');
  pdf
    .font(plain)
    .fontSize(9)
    .fillColor('#555')
    .text('12 allée des Tilleuls, Valmont · Dr Sophie Nguyen, cardiologie');
  pdf.moveDown(2.5).fillColor('#111').font(strong).fontSize(18).text('Compte rendu d’échocardiographie');
  pdf.moveDown(0.4).font(plain).fontSize(10).fillColor('#333');
  pdf
    .text('Patiente : Mme Jeanne Morel, née le 14 mars 1958')
    .text('Examen du 24 novembre 2026, adressé par le Dr Claire Delmas');
  for (const [title, text] of report) {
    pdf.moveDown(1.4).font(strong).fontSize(11).fillColor('#111').text(title);
    pdf.moveDown(0.3).font(plain).fontSize(10).fillColor('#222').text(text, { lineGap: 3 });
  }
  pdf.moveDown(2.5).text('Dr Sophie Nguyen');
  pdf
    .moveDown(3)
    .fontSize(8)
    .fillColor('#777')
    .text('Document de démonstration : la patiente, les médecins et les valeurs sont inventés.');
  pdf.end();
}

/** PNG (RFC 2083), eight bits a sample; `channels` 1 is grey, 3 is red, green, blue. */
function png(name, width, height, channels, sampleAt) {
  const rows = Buffer.alloc(height * (1 + width * channels));
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      rows.set(sampleAt(x, y), y * (1 + width * channels) + 1 + x * channels);
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, channels === 1 ? 0 : 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const chunks = [
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  writeFileSync(here(name), Buffer.concat([signature, ...chunks]));
}

/** A heartbeat of an electrocardiogram, as bumps of given place, width and height. */
const waves = [
  [0.18, 0.025, 7],
  [0.36, 0.008, -6],
  [0.39, 0.01, 52],
  [0.42, 0.009, -13],
  [0.62, 0.045, 13],
];
const beat = (t) =>
  waves.reduce((sum, [at, width, height]) => sum + height * Math.exp(-(((t - at) / width) ** 2)), 0);

function drawElectrocardiogram() {
  const [width, height] = [960, 300];
  const line = Array.from({ length: width + 1 }, (_, x) => height * 0.62 - beat((x / 190) % 1));
  png('ecg-derivation-2.png', width, height, 3, (x, y) => {
    const [low, high] = [Math.min(line[x], line[x + 1]) - 1.2, Math.max(line[x], line[x + 1]) + 1.2];
    if (y >= low && y <= high) return [28, 30, 40];
    if (x % 50 === 0 || y % 50 === 0) return [236, 160, 160];
    return x % 10 === 0 || y % 10 === 0 ? [250, 222, 222] : [255, 248, 246];
  });
}

/** Speckle that is the same at every drawing. */
function speckle() {
  let state = 20_261_124;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** The sector of an ultrasound probe with a ventricle and an atrium in it, drawn dark. */
function drawEchocardiogram() {
  const [width, height] = [640, 480];
  const random = speckle();
  const inside = (x, y, [cx, cy, rx, ry]) => ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2;
  const cavities = [
    [268, 190, 50, 98],
    [370, 200, 36, 78],
    [270, 350, 52, 46],
    [374, 348, 42, 40],
  ];
  png('echocardiographie-4-cavites.png', width, height, 1, (x, y) => {
    const [dx, dy] = [x - width / 2, y - 14];
    const depth = Math.hypot(dx, dy);
    const grain = Math.floor(random() * 12) * 6;
    if (depth < 14 || depth > 450 || Math.abs(Math.atan2(dx, dy)) > 0.66) return [0];
    const nearest = Math.min(...cavities.map((one) => inside(x, y, one)));
    const wall = nearest > 1 && nearest < 1.28 ? 80 : 0;
    const tissue = nearest <= 1 ? 8 : 70 - depth / 9 + wall;
    return [Math.max(0, Math.min(255, Math.round(tissue + grain * (nearest <= 1 ? 0.25 : 1))))];
  });
}

drawReport();
drawElectrocardiogram();
drawEchocardiogram();
