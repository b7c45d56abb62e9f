import { createRoot } from 'react-dom/client';
import '../theme/tokens.css';
import '../theme/muster.css';
import '../parts/parts.css';
import './wall.css';
import { setLang, startTexts } from '../text/index.ts';
import { App } from './App.tsx';
import { startWall } from './data.ts';
import { startRenewal } from './reload.ts';
import { en, zh } from './texts.ts';

// ?lang=en, ?theme=light|dark, ?dike=<code>, ?ledger=<id>, ?reload=HH:mm set a wall up without anybody touching it.
const asked = new URLSearchParams(location.search);
const theme = asked.get('theme');
document.documentElement.dataset.theme = theme === 'light' ? 'light' : 'dark';
await startTexts({ wall: { zh, en } });
if (asked.get('lang')) await setLang(asked.get('lang') === 'en' ? 'en' : 'zh');
createRoot(document.getElementById('root')!).render(<App />);
startRenewal();
void startWall();
