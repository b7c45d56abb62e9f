import { createRoot } from 'react-dom/client';
import '../theme/tokens.css';
import '../theme/muster.css';
import '../parts/parts.css';
import './desk.css';
import { startTexts } from '../text/index.ts';
import { side } from '../text/pairs.ts';
import { desk } from '../text/desk.ts';
import { App } from './app/App.tsx';

void startTexts({ desk: { zh: side(desk, 0), en: side(desk, 1) } }).then(() => createRoot(document.getElementById('root')!).render(<App />));
