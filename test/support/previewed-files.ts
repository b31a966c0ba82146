import { crc32, deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';

/** A PDF of pages that say `Page n : text`, in a font that is not in it. */
export async function pdfOf(texts: readonly string[]): Promise<Uint8Array> {
  const pdf = new PDFDocument({ autoFirstPage: false, size: 'A4' });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => pdf.on('end', resolve));
  texts.forEach((text, at) => {
    pdf
      .addPage()
      .fontSize(28)
      .text(`Page ${at + 1} : ${text}`);
  });
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

/** A PDF that wants to run scripts, to open addresses and to draw a picture that lies elsewhere, when it is opened, drawn or closed. */
export function evilPdf(spy: string): Uint8Array {
  const script = `/S /JavaScript /JS (app.launchURL\\('${spy}/js'\\); app.alert\\(1\\))`;
  const text = 'BT /F1 24 Tf 40 700 Td (texte honn\\352te) Tj ET q 100 0 0 100 40 500 cm /I1 Do Q';
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R /OpenAction << ${script} >> /AA << /WC << ${script} >> >> /Names << /JavaScript << /Names [(a) << ${script} >>] >> >> /AcroForm << /Fields [7 0 R] >> >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /AA << /O << /S /URI /URI (${spy}/open) >> >> /Annots [6 0 R 7 0 R] /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> /XObject << /I1 5 0 R >> >> >>`,
    `<< /Length ${text.length} >> stream\n${text}\nendstream`,
    `<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /F << /FS /URL /F (${spy}/image) >> /Length 0 >> stream\n\nendstream`,
    `<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A << /S /URI /URI (${spy}/link) >> >>`,
    `<< /Type /Annot /Subtype /Widget /FT /Tx /T (f) /Rect [40 600 300 640] /V (x) /AA << /K << ${script} >> /PO << ${script} >> >> >>`,
  ];
  const body = objects.map((object, at) => `${at + 1} 0 obj\n${object}\nendobj\n`).join('');
  return Buffer.from(`%PDF-1.7\n${body}trailer << /Root 1 0 R >>\n%%EOF\n`, 'latin1');
}

/** A picture of that size, red at its left and blue at its right. */
export function pngOf(width: number, height: number): Uint8Array {
  const line = Buffer.alloc(1 + width * 3);
  for (let x = 0; x < width; x += 1) line[1 + x * 3 + (x < width / 2 ? 0 : 2)] = 220;
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 2], 8);
  const lines = Buffer.concat(Array.from({ length: height }, () => line));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    ...[chunk('IHDR', size), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))],
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
