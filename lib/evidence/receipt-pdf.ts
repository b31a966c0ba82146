import 'server-only';
import { createRequire } from 'node:module';
import path from 'node:path';
import PDFDocument from 'pdfkit';
import encodeQR from 'qr';
import type { ReceiptWords } from './receipt-words';

const ink = '#1d2b2a';
const quiet = '#5a6968';
const brand = '#12665e';
const line = '#d5dedd';
const margin = 50;
const labelWidth = 158;
const footerHeight = 18;
/** A4 (ISO 216) in points. */
const page = { width: 595.28, height: 841.89 };
const contentWidth = page.width - 2 * margin;
const bottom = page.height - margin - footerHeight;

type Pdf = PDFKit.PDFDocument;

/**
 * A receipt to read and to print: A4, text selectable, Inter embedded (subset; SIL Open Font License), tagged with its language.
 * Nothing in it proves anything by itself; it says where what proves it lies.
 */
export async function receiptPdf(words: ReceiptWords): Promise<Uint8Array> {
  const pdf = new PDFDocument({
    size: 'A4',
    margins: { top: margin, left: margin, right: margin, bottom: 0 },
    bufferPages: true,
    lang: words.locale,
    displayTitle: true,
    info: { Title: words.title, Creator: 'Pli', Producer: 'Pli' },
  });
  pdf.registerFont('text', font('400Regular/Inter_400Regular.ttf'));
  pdf.registerFont('strong', font('600SemiBold/Inter_600SemiBold.ttf'));
  const chunks: Uint8Array[] = [];
  const done = new Promise<void>((resolve, reject) => {
    pdf.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  drawHead(pdf, words);
  for (const [label, value] of words.facts) drawFact(pdf, label, value);
  drawVerify(pdf, words);
  drawHistory(pdf, words);
  drawHeading(pdf, words.digestsTitle, 130);
  for (const [label, value] of words.digests) drawFact(pdf, label, value, 8.5);
  drawFooters(pdf, words);
  pdf.end();
  await done;
  return new Uint8Array(Buffer.concat(chunks));
}

/** The fonts lie where the packages lie: beside the folder Pli runs in. */
function font(file: string): string {
  return createRequire(path.join(process.cwd(), 'package.json')).resolve(`@expo-google-fonts/inter/${file}`);
}

function drawHead(pdf: Pdf, { title, audience }: ReceiptWords): void {
  drawMark(pdf, margin, margin, 38);
  pdf
    .font('strong')
    .fontSize(21)
    .fillColor(ink)
    .text(title, margin + 52, margin - 2);
  pdf
    .font('text')
    .fontSize(10.5)
    .fillColor(quiet)
    .text(audience, margin + 52, margin + 25);
  pdf
    .moveTo(margin, margin + 56)
    .lineTo(page.width - margin, margin + 56)
    .lineWidth(1)
    .strokeColor(brand)
    .stroke();
  pdf.x = margin;
  pdf.y = margin + 72;
}

/** The mark of app/icon.svg. */
function drawMark(pdf: Pdf, x: number, y: number, size: number): void {
  pdf
    .save()
    .translate(x, y)
    .scale(size / 64);
  pdf.roundedRect(0, 0, 64, 64, 14).fill(brand);
  pdf.path('M13 19h38v27H13z').fill('#ffffff');
  pdf.path('M13 19l19 17 19-17').lineWidth(3.4).lineJoin('round').stroke(brand);
  pdf.path('M13 46l13-15M51 46L38 31').lineWidth(2.6).stroke('#84cec4');
  pdf.circle(32, 36, 7.2).fill('#d0573f');
  pdf.path('M29 36.2l2.2 2.2 4-4.4').lineWidth(2).lineCap('round').stroke('#ffffff');
  pdf.restore();
}

function drawHeading(pdf: Pdf, text: string, room: number): void {
  ensureRoom(pdf, room);
  pdf.moveDown(1.1);
  pdf.font('strong').fontSize(12.5).fillColor(brand).text(text, margin, pdf.y);
  pdf.y += 5;
}

function drawFact(pdf: Pdf, label: string, value: string, size = 10): void {
  const valueWidth = contentWidth - labelWidth;
  pdf.font('text').fontSize(size);
  const height = Math.max(
    pdf.heightOfString(value, { width: valueWidth }),
    pdf.heightOfString(label, { width: labelWidth - 12 }),
  );
  ensureRoom(pdf, height + 6);
  const top = pdf.y;
  pdf.fillColor(quiet).text(label, margin, top, { width: labelWidth - 12 });
  pdf.fillColor(ink).text(value, margin + labelWidth, top, { width: valueWidth });
  pdf.x = margin;
  pdf.y = top + height + 5;
}

const columns: readonly number[] = [98, 132, 0, 68];

function drawHistory(pdf: Pdf, words: ReceiptWords): void {
  if (words.history.length === 0) return;
  drawHeading(pdf, words.historyTitle, 110);
  drawRow(pdf, words.historyHead, { size: 8, color: quiet, font: 'strong' });
  for (const row of words.history) {
    if (drawRow(pdf, row, { size: 8.5, color: ink, font: 'text' })) continue;
    pdf.addPage();
    drawRow(pdf, words.historyHead, { size: 8, color: quiet, font: 'strong' });
    drawRow(pdf, row, { size: 8.5, color: ink, font: 'text' });
  }
  if (words.omitted) {
    pdf.y += 4;
    pdf
      .font('text')
      .fontSize(8.5)
      .fillColor(quiet)
      .text(words.omitted, margin, pdf.y, { width: contentWidth });
  }
}

/** One row of the history; false, and nothing drawn, where the page has no room for it. */
function drawRow(
  pdf: Pdf,
  row: readonly string[],
  { size, color, font: face }: { size: number; color: string; font: string },
): boolean {
  const rest = contentWidth - columns.reduce((sum, width) => sum + width, 0);
  const widths = columns.map((width) => width || rest);
  pdf.font(face).fontSize(size);
  const height = Math.max(...row.map((text, i) => pdf.heightOfString(text, { width: (widths[i] ?? 0) - 8 })));
  if (pdf.y + height + 7 > bottom) return false;
  const top = pdf.y;
  let x = margin;
  row.forEach((text, i) => {
    const width = widths[i] ?? 0;
    const isLast = i === row.length - 1;
    pdf
      .fillColor(color)
      .text(text, x, top + 3, { width: isLast ? width : width - 8, align: isLast ? 'right' : 'left' });
    x += width;
  });
  pdf.y = top + height + 7;
  pdf
    .moveTo(margin, pdf.y)
    .lineTo(page.width - margin, pdf.y)
    .lineWidth(0.5)
    .strokeColor(line)
    .stroke();
  return true;
}

const qrSize = 72;

function drawVerify(pdf: Pdf, { verifyTitle, verify, verifyUrl }: ReceiptWords): void {
  drawHeading(pdf, verifyTitle, qrSize + 34);
  const top = pdf.y;
  drawQr(pdf, verifyUrl, page.width - margin - qrSize, top);
  pdf
    .font('text')
    .fontSize(10)
    .fillColor(ink)
    .text(verify, margin, top, { width: contentWidth - qrSize - 24, lineGap: 2 });
  pdf.y = Math.max(pdf.y, top + qrSize);
}

function drawQr(pdf: Pdf, url: string, x: number, y: number): void {
  const rows = encodeQR(url, 'raw', { border: 1, ecc: 'medium' });
  const cell = qrSize / rows.length;
  rows.forEach((row, r) => {
    row.forEach((dark, c) => {
      if (dark) pdf.rect(x + c * cell, y + r * cell, cell + 0.05, cell + 0.05);
    });
  });
  pdf.fill(ink);
  pdf.link(x, y, qrSize, qrSize, url);
}

function drawFooters(pdf: Pdf, words: ReceiptWords): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let i = 0; i < count; i += 1) {
    pdf.switchToPage(start + i);
    const y = page.height - margin;
    pdf.font('text').fontSize(8).fillColor(quiet);
    pdf.text(words.made, margin, y, { lineBreak: false });
    const number = words.page(i + 1, count);
    pdf.text(number, page.width - margin - pdf.widthOfString(number), y, { lineBreak: false });
  }
}

function ensureRoom(pdf: Pdf, height: number): void {
  if (pdf.y + height > bottom) pdf.addPage();
}
