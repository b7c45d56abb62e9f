// Day and night of the phone: by the clock (20:00 to 06:00 dark) unless the person chose.
export type ThemeChoice = 'auto' | 'light' | 'dark';
const key = 'muster.phone.theme';

export function themeChoice(): ThemeChoice {
  try {
    const v = localStorage.getItem(key);
    return v === 'light' || v === 'dark' ? v : 'auto';
  } catch { return 'auto'; }
}

export function applyTheme(choice = themeChoice(), hour = new Date().getHours()): void {
  const dark = choice === 'dark' || (choice === 'auto' && (hour >= 20 || hour < 6));
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  document.querySelector('meta[name=theme-color]')?.setAttribute('content', getComputedStyle(document.documentElement).getPropertyValue('--surface').trim());
}

export function chooseTheme(choice: ThemeChoice): void {
  try { localStorage.setItem(key, choice); } catch { /* lasts until the page closes */ }
  applyTheme(choice);
}
