import { createRoot } from 'react-dom/client';
import '../theme/tokens.css';
import '../theme/muster.css';
import '../parts/parts.css';
import './phone.css';
import { startTexts } from '../text/index.ts';
import { App } from './App.tsx';
import { startPhone } from './state.ts';
import { readyLang } from './text/choose.ts';
import { zh } from './text/zh.ts';
import { applyTheme } from './theme.ts';
import { startWorker } from './update.ts';

applyTheme();
await Promise.all([startTexts({ phone: { zh, en: {} } }).then(readyLang), startPhone()]);
createRoot(document.getElementById('root')!).render(<App />);
startWorker();
