// Reads the colour and size tokens of src/theme/tokens.css.
import { readFileSync } from 'node:fs';

/** @returns {{ light: Record<string,string>, dark: Record<string,string>, common: Record<string,string> }} names without the leading dashes */
export function readTokens(file) {
  const css = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const found = { light: {}, dark: {}, common: {} };
  // Rules inside @media are for paper and reduced motion; the screen themes end before them.
  const screen = css.slice(0, css.indexOf('@media'));
  for (const [, selector, body] of screen.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const where = selector.includes('"dark"') ? 'dark' : selector.includes('"light"') ? 'light' : selector.includes('density') ? null : 'common';
    if (!where) continue;
    for (const [, name, value] of body.matchAll(/--([\w-]+):\s*([^;]+);/g)) found[where][name] = value.trim();
  }
  return found;
}
