// Writes src/gen/theme.ts (antd tokens and colours for map and charts) from src/theme/tokens.css.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readTokens } from './tokens.mjs';

const root = new URL('..', import.meta.url);

function antdTokens(t, common) {
  return {
    colorPrimary: t.accent, colorInfo: t.accent, colorLink: t.accent, colorError: t.ours, colorWarning: t.ours, colorSuccess: t['ink-2'],
    colorText: t.ink, colorTextSecondary: t['ink-2'], colorTextTertiary: t['ink-3'], colorTextPlaceholder: t['ink-3'], colorTextLightSolid: t['on-accent'],
    colorBgLayout: t.bg, colorBgContainer: t.surface, colorBgElevated: t.raised, colorBorder: t.control, colorBorderSecondary: t.line,
    colorSplit: t.line, colorFillAlter: t['surface-2'], controlItemBgActive: t['accent-soft'],
    fontFamily: common.font, fontSize: 13, lineHeight: 1.5, borderRadius: 4, controlHeight: 28, fontWeightStrong: 700,
    motionDurationMid: '.12s', motionDurationSlow: '.2s', boxShadow: 'none', boxShadowSecondary: t['shadow-2'], wireframe: false,
  };
}
function antdComponents(t) {
  return {
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
    Table: { headerBg: t['surface-2'], cellPaddingBlockSM: 4, headerSplitColor: 'transparent', headerColor: t['ink-2'] },
    Tag: { defaultColor: t['ink-2'], defaultBg: t.surface },
    Badge: { colorError: t.ours },
  };
}

/** The text of src/gen/theme.ts. */
export function themeText() {
  const tokens = readTokens(fileURLToPath(new URL('src/theme/tokens.css', root)));
  const json = (v) => JSON.stringify(v, null, 2);
  const colours = Object.fromEntries(['light', 'dark'].map((m) => [m,
    Object.fromEntries(Object.entries(tokens[m]).filter(([, v]) => v.startsWith('#')))]));
  const antd = Object.fromEntries(['light', 'dark'].map((m) => [m,
    { token: antdTokens(tokens[m], tokens.common), components: antdComponents(tokens[m]) }]));
  return `// Generated from src/theme/tokens.css by tools/theme.mjs; change that file, then \`npm run gen\`.\n` +
    `export const colours = ${json(colours)} as const;\nexport const antdThemes = ${json(antd)};\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(new URL('src/gen/', root), { recursive: true });
  writeFileSync(new URL('src/gen/theme.ts', root), themeText());
}
