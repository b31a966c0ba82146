import type { Locale } from '../access/actor';
import type { MailTranslator } from './mail-translator';

/** What a mail says; text and HTML are both made from it, so that they say the same. All strings are plain text. */
export type MailContent = {
  locale: Locale;
  heading: string;
  intro: string;
  /** Label and value, one line each. */
  facts: readonly (readonly [label: string, value: string])[];
  /** Shown large, to be typed. */
  code?: string;
  action?: { label: string; url: string };
  /** Sentences below the action. */
  notes: readonly string[];
  /** Further links in the foot, before the help link. */
  links: readonly { label: string; url: string }[];
  helpUrl: string;
  /** Written to somebody who need not know Pli: the mail calls itself a secure message, and no product. */
  forPatient: boolean;
};

const ink = '#172124';
const dim = '#566468';
const line = '#dde4e4';
const accent = '#12665e';
const ground = '#f5f7f7';
const font = "font-family:'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";

/** The plain-text side (RFC 3676 is not used: one paragraph a line, links alone on theirs). */
export function renderText(content: MailContent, t: MailTranslator): string {
  const label = (text: string) => t('notification.common.separator', { label: text });
  const blocks = [
    content.heading,
    content.intro,
    content.facts.map(([name, value]) => `${label(name)} ${value}`).join('\n'),
    content.code ?? '',
    content.action ? `${label(content.action.label)}\n${content.action.url}` : '',
    content.notes.join('\n'),
    '-- ',
    ...content.links.map((link) => `${label(link.label)}\n${link.url}`),
    `${label(t('notification.common.help'))}\n${content.helpUrl}`,
    t('notification.common.automatic'),
    serviceOf(content, t),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** The HTML side: tables and inline styles only (Outlook renders with Word), no image, no script, no outside resource. */
export function renderHtml(content: MailContent, t: MailTranslator): string {
  const e = escapeHtml;
  const paragraph = (text: string, style: string) => `<p style="margin:0 0 16px;${style}">${text}</p>`;
  const facts = content.facts.map(
    ([
      name,
      value,
    ]) => `<tr><td style="padding:7px 16px 7px 0;${font}font-size:13px;line-height:20px;color:${dim};vertical-align:top;white-space:nowrap;">${e(name)}</td>
<td style="padding:7px 0;${font}font-size:15px;line-height:20px;color:${ink};vertical-align:top;word-break:break-word;">${e(value)}</td></tr>`,
  );
  const parts = [
    `<h1 style="margin:0 0 16px;${font}font-size:22px;line-height:30px;font-weight:600;color:${ink};">${e(content.heading)}</h1>`,
    paragraph(e(content.intro), `${font}font-size:15px;line-height:24px;color:${ink};`),
    facts.length > 0 &&
      `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 24px;border-top:1px solid ${line};border-bottom:1px solid ${line};">${facts.join('\n')}</table>`,
    content.code !== undefined && codeBlock(content.code),
    content.action && button(content.action),
    ...content.notes.map((note) =>
      paragraph(e(note), `${font}font-size:14px;line-height:22px;color:${dim};`),
    ),
    content.action &&
      paragraph(
        `${e(t('notification.common.linkBelow'))}<br><span style="color:${accent};word-break:break-all;">${e(content.action.url)}</span>`,
        `${font}font-size:13px;line-height:20px;color:${dim};`,
      ),
  ];
  const links = [...content.links, { label: t('notification.common.help'), url: content.helpUrl }].map(
    (link) =>
      `<a href="${e(link.url)}" style="color:${accent};text-decoration:underline;">${e(link.label)}</a>`,
  );
  const foot = `${links.join(' &nbsp;·&nbsp; ')}<br><br>${e(t('notification.common.automatic'))}<br>${e(serviceOf(content, t))}`;
  return page(content, brandOf(content, t), parts.filter(Boolean).join('\n'), foot);
}

function serviceOf({ forPatient }: MailContent, t: MailTranslator): string {
  return t(forPatient ? 'notification.common.servicePatient' : 'notification.common.service');
}

function brandOf({ forPatient }: MailContent, t: MailTranslator): string {
  return forPatient ? t('notification.common.brandPatient') : 'Pli';
}

function page(content: MailContent, brand: string, body: string, foot: string): string {
  const e = escapeHtml;
  return `<!doctype html>
<html lang="${content.locale}">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${e(content.heading)}</title>
</head>
<body style="margin:0;padding:0;background-color:${ground};">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${ground}" style="background-color:${ground};">
<tr><td align="center" style="padding:32px 12px;">
<!--[if mso]><table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;">
<tr><td style="padding:0 4px 16px;${font}font-size:18px;line-height:24px;font-weight:700;color:${accent};">${e(brand)}</td></tr>
<tr><td bgcolor="#ffffff" style="background-color:#ffffff;border:1px solid ${line};border-radius:8px;padding:32px 28px 20px;">
${body}
</td></tr>
<tr><td style="padding:20px 4px 0;${font}font-size:13px;line-height:20px;color:${dim};">${foot}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`;
}

/** A button that Outlook draws too: the colour belongs to the cell, the padding to the link (and, there, to mso-padding-alt). */
function button(action: { label: string; url: string }): string {
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 24px;"><tr>
<td bgcolor="${accent}" style="background-color:${accent};border-radius:8px;mso-padding-alt:13px 26px;"><a href="${escapeHtml(action.url)}" style="display:inline-block;padding:13px 26px;${font}font-size:16px;line-height:20px;font-weight:600;color:#ffffff;text-decoration:none;">${escapeHtml(action.label)}</a></td>
</tr></table>`;
}

function codeBlock(code: string): string {
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 24px;"><tr>
<td bgcolor="${ground}" style="background-color:${ground};border:1px solid ${line};border-radius:8px;padding:14px 22px;font-family:Consolas,Menlo,'Courier New',monospace;font-size:30px;line-height:36px;font-weight:700;letter-spacing:6px;color:${ink};">${escapeHtml(code)}</td>
</tr></table>`;
}

/** Text as HTML text or as a quoted attribute value. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
