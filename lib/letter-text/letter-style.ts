/**
 * How the text of a letter looks, in the composer, in the reader's frame and on paper: one sheet, so that lines, blank lines and
 * tables are where the writer saw them. It sets all that a page around could differ in. Colours follow the scheme of the root element
 * at every moment; paper is always light. The font is the page's (`--letter-font` in a frame that inherits none).
 */
export const letterStyle = `
:root {
  --letter-ink: #172124; --letter-link: #12665e; --letter-line: #c3cdce; --letter-soft: #f0f4f4;
}
:root[data-mantine-color-scheme="dark"] {
  --letter-ink: #e4eaeb; --letter-link: #72c8bd; --letter-line: #4a585d; --letter-soft: #20292c;
}
@media print {
  :root, :root[data-mantine-color-scheme] {
    --letter-ink: #000; --letter-link: #000; --letter-line: #999; --letter-soft: transparent;
  }
}
.letter-text {
  color: var(--letter-ink); font-family: var(--letter-font, inherit); font-size: 16px; font-weight: 400; font-style: normal;
  line-height: 1.55; letter-spacing: normal; text-align: start; text-indent: 0; text-wrap: wrap; white-space: break-spaces;
  overflow-wrap: anywhere; tab-size: 4; max-width: 43rem; font-variant-ligatures: none; font-feature-settings: "cv05", "ss03";
  text-rendering: optimizeLegibility; -webkit-font-smoothing: antialiased;
}
.letter-text * { box-sizing: border-box; }
.letter-text :is(p, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, pre, table, hr) { margin: 0; padding: 0; }
.letter-text :is(p, h1, h2, h3, h4, h5, h6, li) { unicode-bidi: plaintext; }
.letter-text :is(p, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, pre, table, hr)
  + :is(p, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, pre, table, hr) { margin-top: 0.75em; }
.letter-text :is(li, td, th) > * + :is(p, ul, ol, pre, blockquote, table) { margin-top: 0.3em; }
.letter-text :is(h1, h2, h3, h4, h5, h6) {
  font-size: 1em; font-weight: 650; line-height: 1.4; letter-spacing: normal; text-wrap: wrap; color: inherit;
}
.letter-text h1 { font-size: 1.4em; }
.letter-text h2 { font-size: 1.25em; }
.letter-text h3 { font-size: 1.1em; }
.letter-text :is(ul, ol) { padding-inline-start: 1.7em; list-style: disc outside; }
.letter-text ul ul { list-style-type: circle; }
.letter-text ol { list-style-type: decimal; }
.letter-text ol[type="a" s] { list-style-type: lower-alpha; }
.letter-text ol[type="A" s] { list-style-type: upper-alpha; }
.letter-text ol[type="i" s] { list-style-type: lower-roman; }
.letter-text ol[type="I" s] { list-style-type: upper-roman; }
.letter-text li + li { margin-top: 0.2em; }
.letter-text blockquote { padding-inline-start: 16px; border: 0 solid var(--letter-line); border-inline-start-width: 3px; }
.letter-text pre {
  padding: 8px 12px; border-radius: 6px; background: var(--letter-soft); color: inherit;
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.875em; line-height: 1.5;
  white-space: break-spaces;
}
.letter-text code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.9em; }
.letter-text pre code { font: inherit; }
.letter-text hr { height: 0; border: 0; border-top: 1px solid var(--letter-line); }
.letter-text table {
  display: block; width: auto; max-width: 100%; overflow-x: auto; border-collapse: collapse; border-spacing: 0;
  font-variant-numeric: tabular-nums;
}
.letter-text :is(td, th) {
  min-width: 3em; padding: 4px 10px; border: 1px solid var(--letter-line); vertical-align: top; text-align: start;
  overflow-wrap: break-word; font-weight: 400; height: calc(1.55em + 10px);
}
.letter-text th { background: var(--letter-soft); font-weight: 600; }
.letter-text strong { font-weight: 650; }
.letter-text em { font-style: italic; }
.letter-text :is(u, ins) { text-decoration: underline; }
.letter-text :is(s, del) { text-decoration: line-through; }
.letter-text :is(sub, sup) { font-size: 0.75em; line-height: 0; position: static; }
.letter-text sub { vertical-align: sub; }
.letter-text sup { vertical-align: super; }
.letter-text a { color: var(--letter-link); text-decoration: underline; cursor: pointer; }
.letter-text img { display: inline-block; max-width: 100%; height: auto; vertical-align: bottom; }
@media print {
  .letter-text { max-width: none; font-size: 11pt; }
  .letter-text img { break-inside: avoid; }
  .letter-text table { display: table; overflow: visible; }
  .letter-text tr { break-inside: avoid; }
  .letter-text :is(h1, h2, h3, h4, h5, h6) { break-after: avoid; }
}
`;
