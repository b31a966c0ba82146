/** Mantine's PostCSS preset: `light-dark()` and `rem()` in CSS modules. */
export default { plugins: { 'postcss-preset-mantine': {} } };
